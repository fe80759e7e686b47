using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Dangol.Platform;

/// <summary>How far a rebuild is: the table being filled and its rows so far.</summary>
public readonly record struct WarehouseProgress(string Table, long Rows);

/// <summary>What a load did: whether everything was rebuilt, how many entries of the journal it read, and how many rows it wrote.</summary>
public sealed record WarehouseLoad(bool Rebuilt, int Entries, long Rows);

/// <summary>How many rows a table has.</summary>
public sealed record WarehouseCount(string Table, long Rows);

/// <summary>A checksum of a table's keys and values that does not depend on the order of its rows and is equal on both engines.</summary>
public sealed record WarehouseSum(string Table, long Rows, string Sum);

/// <summary>
/// The analytical store of a company: declared facts and dimensions, derived from the operational store and fed by the journal. Its SQL keeps to what DuckDB and
/// PostgreSQL share; arguments stand as <c>$1</c>, <c>$2</c>. Empty values come last in ascending order on both. A quotient of whole numbers is cut to a whole
/// number, but a <c>sum</c> of them is exact on PostgreSQL: cast to double precision before dividing.
/// </summary>
public abstract partial class Warehouse
{
    /// <summary>An answer that takes longer is given up, where the caller names no other limit.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private protected const string StateTable = "warehouse_state";
    private protected const int EntriesPerStep = 2_000;

    private readonly TimeProvider _clock;
    private readonly JournalEpoch _epoch;
    private readonly SemaphoreSlim _loading = new(1, 1);

    private protected Warehouse(Store store, JournalEpoch epoch, IReadOnlyList<WarehouseTable> tables, TimeProvider clock)
    {
        (Store, _epoch, Tables, _clock) = (store, epoch, tables, clock);
        Feed = new JournalFeed(store, epoch);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tables.Select(table => table.Fingerprint()).Prepend(DateDimension.Fill(""))))));
    }

    /// <summary>The declared tables; <c>dim_dates</c> stands beside them.</summary>
    public IReadOnlyList<WarehouseTable> Tables { get; }

    private protected Store Store { get; }

    private protected JournalFeed Feed { get; }

    private protected string Fingerprint { get; }

    /// <summary>The warehouse of a company: a DuckDB file in its folder, or a schema of its PostgreSQL database. Nothing is opened before it is used.</summary>
    internal static Warehouse Of(CompanyPlace place, Store store, JournalEpoch epoch, IReadOnlyList<WarehouseTable> tables, TimeProvider clock) =>
        place is { WarehouseInPostgres: true, Postgres: { } connection }
            ? new PostgresWarehouse(connection, store, epoch, tables, clock)
            : new DuckWarehouse(Path.Combine(place.Folder, "warehouse.duckdb"), store, epoch, tables, clock);

    /// <summary>
    /// Asks; SQL that would write is refused by the engine. Whoever asks must see all that the tables tell of (<see cref="WarehouseTable.TellsOf"/>): the warehouse knows of no reach, so
    /// an answer is of everything or is not given.
    /// </summary>
    /// <param name="actor">Who will see the answer.</param>
    /// <param name="sql">Over the declared tables.</param>
    /// <param name="args">For <c>$1</c>, <c>$2</c>, …: bool, int, long, double, string, Guid, DateOnly, UTC DateTime or null.</param>
    /// <param name="map">Takes the values out of a row.</param>
    /// <param name="cancel">Stops the engine's work too.</param>
    /// <param name="limit">Longest time; <see cref="LongestAnswer"/> where none is given.</param>
    /// <exception cref="Refused"><c>all_needed</c>, <c>answer_too_slow</c>.</exception>
    public async Task<IReadOnlyList<T>> Ask<T>(Actor actor, string sql, IReadOnlyList<object?>? args, Func<WarehouseRow, T> map, CancellationToken cancel = default, TimeSpan? limit = null)
    {
        foreach (var table in Named(sql))
        {
            if (IsOpenTo(actor, table)) continue;
            foreach (var type in table.Tells ?? throw new Refused("not_allowed", null, new("이 분석은 볼 수 없어요.", "This analysis is not open to you."), 403)) actor.MustSeeAll(type);
        }
        var rows = new List<T>();
        using var timer = new CancellationTokenSource(limit ?? LongestAnswer, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            await Each(sql, args ?? [], row => rows.Add(map(row)), either.Token);
            return rows;
        }
        catch (Exception error) when (error is OperationCanceledException && timer.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new Refused("answer_too_slow", null, new("분석이 너무 오래 걸려서 멈췄어요. 기간이나 조건을 줄여 주세요.", "The analysis took too long and was stopped. Please narrow the period or the conditions."), 503);
        }
    }

    /// <summary>May this person be given an answer that names these tables?</summary>
    public bool IsOpenTo(Actor actor, string sql) => Named(sql).All(table => IsOpenTo(actor, table));

    private static bool IsOpenTo(Actor actor, WarehouseTable table) => actor.Rights == Rights.Everything || table.Tells?.All(type => actor.SeesAll(type.Name)) == true;

    private IEnumerable<WarehouseTable> Named(string sql) => TableName().Matches(sql).Select(m => m.Value).Distinct(StringComparer.Ordinal).SelectMany(name => Tables.Where(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex(@"\b(?:dim|fact)_[a-z0-9_]+\b", RegexOptions.IgnoreCase)]
    private static partial Regex TableName();

    /// <summary>Fills every table anew from the operational store, in constant memory; questions go on being answered from the old tables until the end.</summary>
    public async Task<WarehouseLoad> Rebuild(IProgress<WarehouseProgress>? progress = null, CancellationToken cancel = default)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            return await RebuildAlone(progress, cancel);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>
    /// Brings in what the journal has since the last load; rebuilds where there is none yet, the journal's epoch has changed, or a declaration has.
    /// </summary>
    public async Task<WarehouseLoad> LoadNew(IProgress<WarehouseProgress>? progress = null, CancellationToken cancel = default)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            if (await State(cancel) is not { } state || state.Epoch != _epoch.Number || state.Fingerprint != Fingerprint) return await RebuildAlone(progress, cancel);
            for (var total = new WarehouseLoad(false, 0, 0); ;)
            {
                var (entries, rows) = await Step(cancel);
                if (entries == 0) return total;
                total = new(false, total.Entries + entries, total.Rows + rows);
                progress?.Report(new("", total.Rows));
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The rows of each declared table of which the actor may ask.</summary>
    public async Task<IReadOnlyList<WarehouseCount>> Counts(Actor actor, CancellationToken cancel = default) => Tables.Where(table => IsOpenTo(actor, table)).ToList() is not { Count: > 0 } open ? [] : await Ask(actor,
        string.Join(" union all ", open.Select(table => $"select '{table.Name}' as name, count(*) as n from {table.Name}")) + " order by name", null, row => new WarehouseCount(row.Text(0)!, row.Long(1)), cancel);

    /// <summary>
    /// A checksum for each table: a rebuild and increments, DuckDB and PostgreSQL must agree on it. Which chunk brought a row is left out.
    /// </summary>
    public async Task<IReadOnlyList<WarehouseSum>> Sums(CancellationToken cancel = default)
    {
        var sums = new List<WarehouseSum>();
        foreach (var table in Tables)
        {
            var columns = table.Columns.Where(column => column.Name is not (WarehouseTable.ChangeSet or WarehouseTable.Chunk)).ToList();
            var (rows, sum, bytes) = (0L, UInt128.Zero, new WarehouseRowBytes(columns));
            var hash = new byte[SHA256.HashSizeInBytes];
            await Each($"select {string.Join(", ", columns.Select(column => column.Name))} from {table.Name}", [], row =>
            {
                SHA256.HashData(bytes.Of(row), hash);
                (rows, sum) = (rows + 1, unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(hash)));
            }, cancel);
            sums.Add(new(table.Name, rows, sum.ToString("x32", System.Globalization.CultureInfo.InvariantCulture)));
        }
        return sums;
    }

    /// <summary>Ends the connections.</summary>
    public virtual ValueTask Close()
    {
        _loading.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the last load left: the epoch it was made in, its place in the journal, and the declarations it was made by.</summary>
    private protected sealed record Checkpoint(int Epoch, JournalPosition Position, string Fingerprint);

    private protected abstract Task Each(string sql, IReadOnlyList<object?> args, Action<WarehouseRow> row, CancellationToken cancel);

    private protected abstract Task<Checkpoint?> State(CancellationToken cancel);

    /// <summary>Fills new tables, then puts them in place together with the checkpoint.</summary>
    private protected abstract Task<long> Refill(Checkpoint checkpoint, IProgress<WarehouseProgress>? progress, CancellationToken cancel);

    /// <summary>Reads one batch of the journal and carries it out, with the checkpoint in the same transaction.</summary>
    private protected abstract Task<(int Entries, long Rows)> Step(CancellationToken cancel);

    // The place in the journal is taken first: what is written while the tables are read comes again by the journal, and replaces itself.
    private async Task<WarehouseLoad> RebuildAlone(IProgress<WarehouseProgress>? progress, CancellationToken cancel) =>
        new(true, 0, await Refill(new(_epoch.Number, await Feed.End(cancel), Fingerprint), progress, cancel));
}
