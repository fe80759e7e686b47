using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dangol.Platform;

/// <summary>A connection for hand-written SQL with named parameters (<c>@name</c>), the same text on both engines.</summary>
public class Session
{
    private const int StepsBetween = 1_000;
    private readonly Statements? _ready;
    private DbCommand? _latest;

    /// <summary>Over a connection that is open.</summary>
    public Session(Engine engine, DbConnection connection, DbTransaction? transaction = null) => (Engine, Connection, Transaction) = (engine, connection, transaction);

    private protected Session(Engine engine, DbConnection connection, Statements? ready) : this(engine, connection) => _ready = ready;

    /// <summary>The engine behind it: ask only where one SQL can't serve both.</summary>
    public Engine Engine { get; }

    /// <summary>The connection, for Entity Framework and COPY.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction of a write, or null when reading.</summary>
    public DbTransaction? Transaction { get; }

    /// <summary>How many questions were asked through it: a page asks a fixed number, however many rows there are.</summary>
    public int Asked { get; private set; }

    /// <summary>All rows of a query. Meant for answers that fit a screen or a chunk; see <see cref="Stream"/> for more.</summary>
    public async Task<List<T>> List<T>(string sql, Func<Row, T> map, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        await using var asked = Ask(sql, args);
        await using var reader = await asked.Command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(map(new Row(reader)));
        asked.IsAnswered = true;
        return rows;
    }

    /// <summary>The first row, or the default where there is none.</summary>
    public async Task<T?> First<T>(string sql, Func<Row, T> map, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        await using var asked = Ask(sql, args);
        await using var reader = await asked.Command.ExecuteReaderAsync(cancel);
        var found = await reader.ReadAsync(cancel) ? map(new Row(reader)) : default;
        asked.IsAnswered = true;
        return found;
    }

    /// <summary>One whole number, such as a count; 0 where there is no row.</summary>
    public Task<long> Number(string sql, CancellationToken cancel, params (string Name, object? Value)[] args) =>
        First(sql, row => row.IsNull(0) ? 0 : row.Long(0), cancel, args);

    /// <summary>Rows as they come, in constant memory.</summary>
    public async IAsyncEnumerable<T> Stream<T>(string sql, Func<Row, T> map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        await using var asked = Ask(sql, args);
        await using var reader = await asked.Command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return map(new Row(reader));
        asked.IsAnswered = true;
    }

    /// <summary>Runs questions of which each stops when the time is over.</summary>
    /// <exception cref="TimeoutException">It was not answered in time.</exception>
    public async Task<T> Within<T>(TimeSpan limit, Func<Task<T>> work)
    {
        using var deadline = Deadlines.After(limit, Stop);
        try { return await work(); }
        catch (Exception error) when (deadline.Passed && error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT } or PostgresException { SqlState: "57014" } or OperationCanceledException { InnerException: PostgresException })
        {
            throw new TimeoutException($"not answered within {limit.TotalMilliseconds} ms", error);
        }
    }

    /// <summary>Runs questions that are given up, with null, where SQLite's machine needs more steps for one than a limit: a try at what may be quick. PostgreSQL's planner knows beforehand.</summary>
    public async Task<T?> WithinSteps<T>(int limit, Func<Task<T>> work) where T : class
    {
        if (Connection is not SqliteConnection sqlite) return await work();
        // SQLite counts a statement's steps over all its runs: it calls within the first of these, and then after each.
        var left = limit / StepsBetween;
        SQLitePCL.delegate_progress stop = _ => left-- > 0 ? 0 : 1;
        SQLitePCL.raw.sqlite3_progress_handler(sqlite.Handle, StepsBetween, stop, null);
        try { return await work(); }
        catch (SqliteException error) when (left < 0 && error.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT) { return null; }
        finally { SQLitePCL.raw.sqlite3_progress_handler(sqlite.Handle, 0, null, null); }
    }

    private void Stop()
    {
        if (Connection is SqliteConnection sqlite) SQLitePCL.raw.sqlite3_interrupt(sqlite.Handle);
        else _latest?.Cancel();
    }

    /// <summary>A command with its parameters bound in the engine's own form.</summary>
    public DbCommand Command(string sql, params (string Name, object? Value)[] args)
    {
        var command = Connection.CreateCommand();
        _latest = command;
        Asked++;
        command.CommandText = sql;
        command.Transaction = Transaction;
        foreach (var (name, value) in args)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = Bound(Engine, value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>A question: of a statement that is ready where there is one.</summary>
    private Question Ask(string sql, (string Name, object? Value)[] args)
    {
        // Lists of keys are of every length: each would be a statement of its own.
        if (_ready is null || args.Length > Statements.MostArgs) return new(Command(sql, args), null);
        var command = _ready.Take(sql, args);
        _latest = command;
        Asked++;
        return new(command, _ready);
    }

    private sealed class Question(DbCommand command, Statements? ready) : IAsyncDisposable
    {
        public DbCommand Command => command;

        public bool IsAnswered { get; set; }

        public ValueTask DisposeAsync()
        {
            if (!IsAnswered || ready is null) return command.DisposeAsync();
            ready.GiveBack(command);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>
    /// A value as the engine takes it. On SQLite a key is its 16 big-endian bytes (so that UUIDv7 stays in time order), an instant its milliseconds since
    /// 1970, a day ISO text.
    /// </summary>
    public static object Bound(Engine engine, object? value) => value switch
    {
        null => DBNull.Value,
        Enum e => Names.Snake(e.ToString()),
        Guid id when engine == Engine.Sqlite => id.ToByteArray(bigEndian: true),
        DateTime at when engine == Engine.Sqlite => Milliseconds(at),
        DateTime at => DateTime.SpecifyKind(at, DateTimeKind.Utc),
        DateOnly day when engine == Engine.Sqlite => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable<Guid> ids when engine == Engine.Postgres => ids.ToArray(),
        IEnumerable<string> texts when engine == Engine.Postgres && value is not string => texts.ToArray(),
        IEnumerable<Guid> ids => System.Text.Json.JsonSerializer.Serialize(ids.Select(id => Convert.ToHexString(id.ToByteArray(bigEndian: true)))),
        IEnumerable<string> texts when value is not string => System.Text.Json.JsonSerializer.Serialize(texts),
        _ => value,
    };

    /// <summary>
    /// The condition that a column is one of a bound list (<c>Guid</c> or text): one parameter whatever the length, so that the statement is prepared once.
    /// </summary>
    public string In<T>(string column, string parameter) => Engine == Engine.Postgres
        ? $"{column} = any(@{parameter})"
        : typeof(T) == typeof(Guid)
            ? $"{column} in (select unhex(value) from json_each(@{parameter}))"
            : $"{column} in (select value from json_each(@{parameter}))";

    internal static long Milliseconds(DateTime at) => (at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    internal static bool IsTransient(Exception error) =>
        error is PostgresException { SqlState: "40001" or "40P01" or "55P03" } or Refused { Rule: Change.Gone } || error.InnerException is { } inner && IsTransient(inner);

    /// <summary>Whether a failed statement would have left a reference to what is not there.</summary>
    internal static bool ReferenceHit(Exception? error) => error switch
    {
        PostgresException { SqlState: "23503" } or SqliteException { SqliteExtendedErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT_FOREIGNKEY } => true,
        { InnerException: { } inner } => ReferenceHit(inner),
        _ => false,
    };

    /// <summary>The name of the unique index or constraint that a failed statement hit, or null where it failed of something else.</summary>
    internal static string? UniqueHit(Exception? error) => error switch
    {
        PostgresException { SqlState: "23505" } e => e.ConstraintName,
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } e => e.Message,
        { InnerException: { } inner } => UniqueHit(inner),
        _ => null,
    };
}
