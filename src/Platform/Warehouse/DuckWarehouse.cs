using System.Collections.Concurrent;
using Dangol.DuckDb;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// The warehouse in a DuckDB file: one connection writes, as many as are needed read, each question in a read-only transaction of its own. A file that DuckDB
/// cannot read is put aside: it is derived, and the next load makes it anew.
/// </summary>
internal sealed class DuckWarehouse(string file, Store store, JournalEpoch epoch, IReadOnlyList<WarehouseTable> tables, TimeProvider clock)
    : Warehouse(store, epoch, tables, clock)
{
    private const int KeptReaders = 8;

    private readonly Lock _opening = new();
    private readonly ConcurrentBag<DuckConnection> _readers = [];
    private DuckDatabase? _database;
    private DuckConnection? _writer;

    private protected override Task Each(string sql, IReadOnlyList<object?> args, Action<WarehouseRow> row, CancellationToken cancel) => Task.Run(() =>
    {
        var connection = _readers.TryTake(out var known) ? known : Connect(Open().Database);
        try
        {
            using var transaction = connection.Begin(readOnly: true);
            using var result = connection.Stream(sql, args, cancel);
            var current = new DuckWarehouseRow(result);
            while (result.Next())
                for (current.Index = 0; current.Index < result.Chunk.Count; current.Index++) row(current);
        }
        finally
        {
            if (_readers.Count < KeptReaders) _readers.Add(connection);
            else connection.Dispose();
        }
    }, cancel);

    private protected override Task<Checkpoint?> State(CancellationToken cancel) => Task.Run(() => Open().Writer.Rows($"SELECT epoch, at_epoch, at_xid, at_seq, fingerprint FROM {StateTable}",
        null, row => new Checkpoint(row.Int(0), new(row.Int(1), row.Long(2), row.Long(3)), row.String(4)!), cancel).FirstOrDefault(), cancel);

    private protected override Task<long> Refill(Checkpoint checkpoint, IProgress<WarehouseProgress>? progress, CancellationToken cancel) => Task.Run(async () =>
    {
        var writer = Open().Writer;
        var rows = 0L;
        foreach (var table in Tables)
        {
            writer.Execute($"DROP TABLE IF EXISTS new_{table.Name}; CREATE TABLE new_{table.Name} ({Definition(table)})");
            rows += await FillNew(table, progress, cancel);
        }
        writer.Execute($"DROP TABLE IF EXISTS new_{DateDimension.Name}; {DateDimension.Create("new_" + DateDimension.Name)}; {DateDimension.Fill("new_" + DateDimension.Name)}", null, cancel);

        using var swap = writer.Begin();
        foreach (var name in Tables.Select(table => table.Name).Append(DateDimension.Name)) writer.Execute($"DROP TABLE IF EXISTS {name}; ALTER TABLE new_{name} RENAME TO {name}");
        Put(writer, checkpoint);
        swap.Commit();
        GiveBackSpace(writer);
        return rows;
    }, cancel);

    private protected override Task<(int Entries, long Rows)> Step(CancellationToken cancel) => Task.Run(async () =>
    {
        var state = (await State(cancel))!;
        var entries = await Feed.After(state.Position, EntriesPerStep, cancel);
        if (entries.Count == 0) return (0, 0L);
        var (writer, delta, rows) = (Open().Writer, new WarehouseDelta(entries), 0L);
        using var transaction = writer.Begin();
        foreach (var table in Tables)
        {
            foreach (var (type, column) in table.Records)
            {
                if (delta.Records(type) is not { Count: > 0 } ids) continue;
                Name(writer, ids.Select(id => (id, 0)));
                writer.Execute($"DELETE FROM {table.Name} USING named WHERE {table.Name}.{column} = named.id");
                rows += await Replace(writer, table, SourceFilter.Records(Store.Engine, table, column, ids), cancel);
            }
            if (table.FactType is null || delta.Chunks(table.FactType) is not { Count: > 0 } chunks) continue;
            Name(writer, chunks);
            writer.Execute($"DELETE FROM {table.Name} USING named WHERE {table.Name}.{WarehouseTable.ChangeSet} = named.id AND {table.Name}.{WarehouseTable.Chunk} = named.chunk");
            rows += await Replace(writer, table, SourceFilter.Chunks(Store.Engine, table, chunks), cancel);
        }
        Put(writer, state with { Position = entries[^1].Position });
        transaction.Commit();
        return (entries.Count, rows);
    }, cancel);

    public override async ValueTask Close()
    {
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _writer?.Dispose();
        _database?.Dispose();
        await base.Close();
    }

    private (DuckDatabase Database, DuckConnection Writer) Open()
    {
        lock (_opening)
        {
            if (_writer is not null) return (_database!, _writer);
            var database = OpenFile(mayPutAside: true);
            try
            {
                var writer = Connect(database);
                foreach (var table in Tables) writer.Execute($"CREATE TABLE IF NOT EXISTS {table.Name} ({Definition(table)})");
                writer.Execute($"{DateDimension.Create("IF NOT EXISTS " + DateDimension.Name)}; "
                    + $"CREATE TABLE IF NOT EXISTS {StateTable} (epoch INTEGER, at_epoch INTEGER, at_xid BIGINT, at_seq BIGINT, fingerprint VARCHAR)");
                (_database, _writer) = (database, writer);
                return (database, writer);
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
    }

    private DuckDatabase OpenFile(bool mayPutAside)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        try
        {
            return DuckDatabase.Open(file, new()
            {
                MemoryLimitMb = (int)Math.Clamp(memory / 4, 256, 4096), Threads = Environment.ProcessorCount, TempDirectory = file + ".tmp", OtherFiles = false,
            });
        }
        catch (DuckDbException e) when (e is not DuckDbUnavailableException && e.Message.Contains("lock", StringComparison.OrdinalIgnoreCase))
        {
            throw new Refused("warehouse_in_use", null, new("다른 프로그램이 분석 저장소를 쓰고 있어요. 그 프로그램을 끝낸 뒤 다시 해 주세요.", "Another program is using the warehouse. Please end it and try again."), 409);
        }
        catch (DuckDbException e) when (mayPutAside && e is not DuckDbUnavailableException && File.Exists(file))
        {
            File.Move(file, file + ".broken", overwrite: true);
            File.Delete(file + ".wal");
            return OpenFile(mayPutAside: false);
        }
    }

    /// <summary>Where DuckDB differs from PostgreSQL by default, it follows PostgreSQL.</summary>
    private static DuckConnection Connect(DuckDatabase database)
    {
        var connection = database.Connect();
        connection.Execute("SET integer_division = true; SET default_null_order = 'NULLS_LAST_ON_ASC_FIRST_ON_DESC'; SET TimeZone = 'UTC'");
        return connection;
    }

    /// <summary>What the old tables took is free only after a checkpoint. Where a question is open it is not forced: the next rebuild frees it.</summary>
    private static void GiveBackSpace(DuckConnection writer)
    {
        try { writer.Execute("CHECKPOINT"); } catch (DuckDbException) { /* in use */ }
    }

    private static string Definition(WarehouseTable table) => string.Join(", ", table.Columns.Select(column => $"{column.Name} {TypeOf(column.Type)}"));

    private static string TypeOf(WarehouseType type) => type switch
    {
        WarehouseType.Id => "UUID",
        WarehouseType.Text => "VARCHAR",
        WarehouseType.Long => "BIGINT",
        WarehouseType.Int => "INTEGER",
        WarehouseType.Double => "DOUBLE",
        WarehouseType.Bool => "BOOLEAN",
        WarehouseType.Date => "DATE",
        _ => "TIMESTAMP",
    };

    private static void Put(DuckConnection writer, Checkpoint state)
    {
        writer.Execute($"DELETE FROM {StateTable}");
        writer.Execute($"INSERT INTO {StateTable} VALUES ($1, $2, $3, $4, $5)", [state.Epoch, state.Position.Epoch, state.Position.Xid, state.Position.Seq, state.Fingerprint]);
    }

    private static void Name(DuckConnection writer, IEnumerable<(Guid Id, int Chunk)> changed)
    {
        writer.Execute("CREATE OR REPLACE TEMP TABLE named (id UUID, chunk INTEGER)");
        using var appender = writer.Appender("named");
        foreach (var (id, chunk) in changed)
        {
            appender.Add(id).Add((long)chunk);
            appender.EndRow();
        }
        appender.Close();
    }

    private async Task<long> Replace(DuckConnection writer, WarehouseTable table, IEnumerable<string> filters, CancellationToken cancel)
    {
        writer.Execute($"CREATE OR REPLACE TEMP TABLE arrived ({Definition(table)})");
        var rows = await Fill(writer, table, "arrived", filters.Select(table.Select), _ => { }, cancel);
        if (rows == 0) return 0;
        writer.Execute($"DELETE FROM {table.Name} USING arrived WHERE {table.SameKey(table.Name, "arrived")}");
        writer.Execute($"INSERT INTO {table.Name} ({table.Names()}) SELECT {table.Names()} FROM arrived");
        return rows;
    }

    /// <summary>Several readers take the parts of the table in turn, each with a connection and a transaction of its own.</summary>
    private async Task<long> FillNew(WarehouseTable table, IProgress<WarehouseProgress>? progress, CancellationToken cancel)
    {
        var parts = new ConcurrentQueue<string?>(await SourceParts.Of(Store, table, cancel));
        var total = 0L;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(parts.Count, Environment.ProcessorCount)).Select(_ => Task.Run(async () =>
        {
            try
            {
                using var connection = Connect(Open().Database);
                using var filling = connection.Begin();
                var counted = 0L;
                await Fill(connection, table, "new_" + table.Name, Taken(), reached =>
                {
                    var now = Interlocked.Add(ref total, reached - counted);
                    counted = reached;
                    progress?.Report(new(table.Name, now));
                }, failed.Token);
                filling.Commit();
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }, cancel)));
        return total;

        IEnumerable<string> Taken()
        {
            while (parts.TryDequeue(out var part)) yield return table.Select(part);
        }
    }

    private async Task<long> Fill(DuckConnection writer, WarehouseTable table, string into, IEnumerable<string> statements, Action<long> reached, CancellationToken cancel)
    {
        using var appender = writer.Appender(into);
        await using var reading = await Store.Read(cancel);
        var rows = 0L;
        foreach (var sql in statements)
        {
            var before = rows;
            rows += reading.Connection is SqliteConnection sqlite
                ? SqliteRows.Copy(sqlite, sql, table.Columns, appender, more => reached(before + more), cancel)
                : PostgresRows.Copy((NpgsqlConnection)reading.Connection, sql, table.Columns, appender, more => reached(before + more), cancel);
        }
        appender.Close();
        reached(rows);
        return rows;
    }
}
