using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// The warehouse as the schema <c>warehouse</c> of the operational PostgreSQL database. A rebuild reads in one statement but writes in short transactions: a long
/// one would hold back every reader of the journal.
/// </summary>
internal sealed class PostgresWarehouse : Warehouse
{
    private const string Schema = "warehouse";
    private const int BytesPerWrite = 8 << 20;

    private readonly NpgsqlDataSource _readers;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private bool _prepared;

    public PostgresWarehouse(string connectionString, Store store, JournalEpoch epoch, IReadOnlyList<WarehouseTable> tables, TimeProvider clock) : base(store, epoch, tables, clock)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = Schema, Timezone = "UTC", ApplicationName = "dangol asking", Enlist = false, CommandTimeout = 0,
        };
        // A request to stop can reach the server before the question does and is lost then: the server itself must give up some day.
        settings.Options = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{settings.Options} -c default_transaction_read_only=on -c statement_timeout={2 * LongestAnswer.TotalMilliseconds:F0}").Trim();
        _readers = NpgsqlDataSource.Create(settings);
    }

    private protected override async Task Each(string sql, IReadOnlyList<object?> args, Action<WarehouseRow> row, CancellationToken cancel)
    {
        await Prepare(cancel);
        await using var command = _readers.CreateCommand(sql);
        foreach (var arg in args) command.Parameters.Add(new NpgsqlParameter { Value = arg ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var current = new PostgresWarehouseRow(reader);
        while (await reader.ReadAsync(cancel)) row(current);
    }

    private protected override async Task<Checkpoint?> State(CancellationToken cancel)
    {
        await Prepare(cancel);
        await using var read = await Store.Read(cancel);
        return await State(read, "", cancel);
    }

    private protected override async Task<long> Refill(Checkpoint checkpoint, IProgress<WarehouseProgress>? progress, CancellationToken cancel)
    {
        await Prepare(cancel);
        var rows = 0L;
        foreach (var table in Tables)
        {
            await Write(session => Run(session, $"drop table if exists {Schema}.new_{table.Name}; create table {Schema}.new_{table.Name} ({Definition(table)})", cancel), cancel);
            // Indices before rows: made afterwards, each would be one long transaction.
            foreach (var columns in Indices(table))
                await Write(session => Run(session, $"create index on {Schema}.new_{table.Name} ({columns})", cancel), cancel);
            rows += await Fill(table, progress, cancel);
        }
        await Write(async session =>
        {
            var dates = $"{Schema}.new_{DateDimension.Name}";
            await Run(session, $"drop table if exists {dates}; {DateDimension.Create(dates)}; {DateDimension.Fill(dates)}", cancel);
            foreach (var name in Tables.Select(table => table.Name).Append(DateDimension.Name))
                await Run(session, $"drop table if exists {Schema}.{name}; alter table {Schema}.new_{name} rename to {name}; analyze {Schema}.{name}", cancel);
            await Put(session, checkpoint, cancel);
        }, cancel);
        return rows;
    }

    private protected override Task<(int Entries, long Rows)> Step(CancellationToken cancel) => Store.Transact(background: true, async session =>
    {
        var state = (await State(session, "for update", cancel))!;
        var entries = await Feed.After(session, state.Position, EntriesPerStep, cancel);
        if (entries.Count == 0) return (0, 0L);
        var (delta, rows) = (new WarehouseDelta(entries), 0L);
        foreach (var table in Tables)
        {
            foreach (var (type, column) in table.Records)
            {
                if (delta.Records(type) is not { Count: > 0 } ids) continue;
                await Run(session, $"delete from {Schema}.{table.Name} where {column} in ({string.Join(", ", ids.Select(id => SourceFilter.Literal(Engine.Postgres, id)))})", cancel);
                rows += await Replace(session, table, SourceFilter.Records(Engine.Postgres, table, column, ids), cancel);
            }
            if (table.FactType is null || delta.Chunks(table.FactType) is not { Count: > 0 } chunks) continue;
            var named = string.Join(", ", chunks.Select(chunk => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({SourceFilter.Literal(Engine.Postgres, chunk.Set)}, {chunk.Chunk})")));
            await Run(session, $"delete from {Schema}.{table.Name} where ({WarehouseTable.ChangeSet}, {WarehouseTable.Chunk}) in (values {named})", cancel);
            rows += await Replace(session, table, SourceFilter.Chunks(Engine.Postgres, table, chunks), cancel);
        }
        await Put(session, state with { Position = entries[^1].Position }, cancel);
        return (entries.Count, rows);
    }, cancel);

    public override async ValueTask Close()
    {
        await _readers.DisposeAsync();
        _preparing.Dispose();
        await base.Close();
    }

    private async Task Prepare(CancellationToken cancel)
    {
        if (Volatile.Read(ref _prepared)) return;
        await _preparing.WaitAsync(cancel);
        try
        {
            if (_prepared) return;
            await Write(async session =>
            {
                await Run(session, $"""
                    create schema if not exists {Schema};
                    create table if not exists {Schema}.{StateTable} (only_row integer primary key, epoch integer, at_epoch integer, at_xid bigint, at_seq bigint, fingerprint text);
                    insert into {Schema}.{StateTable} values (1, 0, 0, 0, 0, '') on conflict do nothing;
                    {DateDimension.Create($"if not exists {Schema}.{DateDimension.Name}")}
                    """, cancel);
                foreach (var table in Tables) await Run(session, $"create table if not exists {Schema}.{table.Name} ({Definition(table)})", cancel);
            }, cancel);
            Volatile.Write(ref _prepared, true);
        }
        finally
        {
            _preparing.Release();
        }
    }

    private async Task<long> Fill(WarehouseTable table, IProgress<WarehouseProgress>? progress, CancellationToken cancel)
    {
        var copyIn = $"copy {Schema}.new_{table.Name} ({table.Names()}) from stdin (format binary)";
        await using var reading = await Store.Read(cancel);
        await using var stream = await ((NpgsqlConnection)reading.Connection).BeginRawBinaryCopyAsync(PostgresRows.CopyOut(table.Select(), table.Columns), cancel);
        var (tuples, rows, part) = (new CopyTuples(stream, table.Columns.Count), 0L, new MemoryStream());
        try
        {
            for (var more = tuples.Next(); more;)
            {
                part.SetLength(0);
                part.Write(CopyTuples.Header);
                for (; more && part.Length < BytesPerWrite; more = tuples.Next(), rows++) part.Write(tuples.Raw);
                part.Write(CopyTuples.Trailer);
                await Write(async session =>
                {
                    await using var target = await ((NpgsqlConnection)session.Connection).BeginRawBinaryCopyAsync(copyIn, cancel);
                    await target.WriteAsync(part.GetBuffer().AsMemory(0, (int)part.Length), cancel);
                }, cancel);
                progress?.Report(new(table.Name, rows));
            }
            return rows;
        }
        catch
        {
            await stream.CancelAsync();
            throw;
        }
    }

    private static async Task<long> Replace(Session session, WarehouseTable table, IEnumerable<string> filters, CancellationToken cancel)
    {
        await Run(session, $"drop table if exists arrived; create temp table arrived ({Definition(table)}) on commit drop", cancel);
        var rows = 0L;
        foreach (var filter in filters) rows += await Run(session, $"insert into arrived ({table.Names()}) {table.Select(filter)}", cancel);
        if (rows == 0) return 0;
        await Run(session, $"delete from {Schema}.{table.Name} t using arrived where {table.SameKey("t", "arrived")}", cancel);
        await Run(session, $"insert into {Schema}.{table.Name} ({table.Names()}) select {table.Names()} from arrived", cancel);
        return rows;
    }

    private static IEnumerable<string> Indices(WarehouseTable table) => table.Records.Select(record => record.Column).Where(column => column != table.NaturalKey[0])
        .Prepend(string.Join(", ", table.NaturalKey)).Concat(table.FactType is null ? [] : [$"{WarehouseTable.ChangeSet}, {WarehouseTable.Chunk}"]).Distinct();

    private static string Definition(WarehouseTable table) => string.Join(", ", table.Columns.Select(column => $"{column.Name} {PostgresRows.TypeOf(column.Type)}"));

    private static Task<Checkpoint?> State(Session session, string locked, CancellationToken cancel) =>
        session.First($"select epoch, at_epoch, at_xid, at_seq, fingerprint from {Schema}.{StateTable} {locked}",
            row => new Checkpoint(row.Int(0), new(row.Int(1), row.Long(2), row.Long(3)), row.Text(4)), cancel);

    private static async Task Put(Session session, Checkpoint state, CancellationToken cancel)
    {
        // The one row is made with the table and only updated, so that another node's load waits for it.
        await using var command = session.Command($"update {Schema}.{StateTable} set epoch = @epoch, at_epoch = @at_epoch, at_xid = @at_xid, at_seq = @at_seq, fingerprint = @fingerprint",
            ("epoch", state.Epoch), ("at_epoch", state.Position.Epoch), ("at_xid", state.Position.Xid), ("at_seq", state.Position.Seq), ("fingerprint", state.Fingerprint));
        await command.RunAsync(cancel);
    }

    private static Task<int> Run(Session session, string sql, CancellationToken cancel) => session.Connection.RunAsync(sql, cancel, session.Transaction);

    private Task Write(Func<Session, Task> work, CancellationToken cancel) => Store.Transact(background: true, async session =>
    {
        await work(session);
        return true;
    }, cancel);
}
