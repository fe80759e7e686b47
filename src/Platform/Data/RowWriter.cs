using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Dangol.Platform;

/// <summary>Inserts many rows the quick way of each engine: one prepared statement on SQLite, binary COPY on PostgreSQL.</summary>
internal static class RowWriter
{
    /// <summary>Inserts rows; says for each whether it was written (false: a row with its key was there and was kept).</summary>
    public static Task<bool[]> Insert<T>(Session session, RowShape<T> shape, IReadOnlyList<T> rows, OnExisting existing, string? key, Guid changeSet, CancellationToken cancel)
    {
        if (existing != OnExisting.Fail && key is null) throw new ArgumentNullException(nameof(key));
        return session.Engine == Engine.Sqlite
            ? Task.FromResult(EachOnSqlite(session, $"""
                insert into {shape.Table} ({string.Join(", ", shape.Columns)})
                values ({string.Join(", ", shape.Columns.Select(_ => "?"))}) {Conflict(shape, existing, key)}
                """, shape, rows, cancel))
            : OnPostgres(session, shape, rows, existing, key, changeSet, cancel);
    }

    /// <summary>
    /// Updates the columns of a shape, with <c>id</c> and <c>version</c> among them; says for each row whether the version before its new one still stood. A column that is left out costs
    /// nothing, nor do the indices over it.
    /// </summary>
    public static async Task<bool[]> Update<T>(Session session, RowShape<T> shape, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        if (session.Engine == Engine.Sqlite) return EachOnSqlite(session, UpdateOnSqlite(shape), shape, rows, cancel);
        var written = new bool[rows.Count];
        // The rows were locked when they were read.
        Array.Fill(written, await OnPostgres(session, shape, rows, cancel) == rows.Count);
        return written;
    }

    private static string UpdateOnSqlite<T>(RowShape<T> shape)
    {
        string At(string column) => $"?{shape.Columns.Index().First(c => c.Item == column).Index + 1}";
        return $"update {shape.Table} set {string.Join(", ", shape.Columns.Where(c => c != "id").Select(c => $"{c} = {At(c)}"))} where id = {At("id")} and version = {At("version")} - 1";
    }

    /// <summary>One statement with a list for each column.</summary>
    private static async Task<int> OnPostgres<T>(Session session, RowShape<T> shape, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        var lists = new ListCells(shape.Types, rows.Count);
        foreach (var row in rows)
        {
            lists.Begin();
            shape.Write(row, lists);
        }
        await using var command = (NpgsqlCommand)session.Command($"""
            update {shape.Table} t set {string.Join(", ", shape.Columns.Where(c => c != "id").Select(c => $"{c} = s.{c}"))}
            from unnest({string.Join(", ", shape.Columns.Select((_, i) => $"${i + 1}"))}) s ({string.Join(", ", shape.Columns)}) where t.id = s.id and t.version = s.version - 1
            """);
        foreach (var parameter in lists.Parameters()) command.Parameters.Add(parameter);
        return await command.RunAsync(cancel);
    }

    /// <summary>Carries out a statement for each row.</summary>
    private static bool[] EachOnSqlite<T>(Session session, string sql, RowShape<T> shape, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        var database = ((SqliteConnection)session.Connection).Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out var statement), database);
        using (statement)
        {
            var (cells, written) = (new SqliteCells(statement, shape.Columns.Count), new bool[rows.Count]);
            for (var r = 0; r < rows.Count; r++)
            {
                if ((r & 0xFFF) == 0xFFF) cancel.ThrowIfCancellationRequested();
                cells.Begin();
                shape.Write(rows[r], cells);
                var code = raw.sqlite3_step(statement);
                if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, database);
                written[r] = raw.sqlite3_changes(database) > 0;
                raw.sqlite3_reset(statement);
            }
            return written;
        }
    }

    private static async Task<bool[]> OnPostgres<T>(Session session, RowShape<T> shape, IReadOnlyList<T> rows, OnExisting existing, string? key, Guid changeSet, CancellationToken cancel)
    {
        var written = new bool[rows.Count];
        Array.Fill(written, true);
        var connection = (NpgsqlConnection)session.Connection;
        var names = string.Join(", ", shape.Columns);
        if (existing == OnExisting.Fail)
        {
            Copy(connection, shape.Table, names, shape, rows, ordinal: false, cancel);
            return written;
        }

        var staging = $"bulk_{shape.Table}";
        await connection.RunAsync($"drop table if exists {staging}; create temporary table {staging} on commit drop as select {names}, 0 as row_ordinal from {shape.Table} with no data", cancel);
        Copy(connection, staging, names + ", row_ordinal", shape, rows, ordinal: true, cancel);
        var insert = $"insert into {shape.Table} ({names}) select {names} from {staging} order by row_ordinal {Conflict(shape, existing, key)}";
        if (existing == OnExisting.Keep)
        {
            // Compared with the few rows that this statement wrote, never with the table. An empty value meets no other, so such a row is always written.
            var keys = key!.Split(',', StringSplitOptions.TrimEntries);
            foreach (var kept in await session.List($"""
                with written as ({insert} returning {key})
                select s.row_ordinal from {staging} s left join written w on {string.Join(" and ", keys.Select(c => $"w.{c} = s.{c}"))}
                where w.{keys[0]} is null and {string.Join(" and ", keys.Select(c => $"s.{c} is not null"))}
                """, row => row.Int(0), cancel))
                written[kept] = false;
        }
        else await connection.RunAsync(insert, cancel);
        return written;
    }

    private static string Conflict<T>(RowShape<T> shape, OnExisting existing, string? key) => existing switch
    {
        OnExisting.Keep => $"on conflict ({key}) do nothing",
        OnExisting.Replace => $"on conflict ({key}) do update set " + string.Join(", ", shape.Columns
            .Where(c => !key!.Split(',').Any(k => k.Trim() == c)).Select(c => $"{c} = excluded.{c}")),
        _ => "",
    };

    private static void Copy<T>(NpgsqlConnection connection, string table, string names, RowShape<T> shape, IReadOnlyList<T> rows, bool ordinal, CancellationToken cancel)
    {
        using var copy = connection.BeginBinaryImport($"copy {table} ({names}) from stdin (format binary)");
        var cells = new CopyCells(copy);
        for (var r = 0; r < rows.Count; r++)
        {
            if ((r & 0xFFF) == 0xFFF) cancel.ThrowIfCancellationRequested();
            copy.StartRow();
            shape.Write(rows[r], cells);
            if (ordinal) cells.Put(r);
        }
        copy.Complete();
    }
}
