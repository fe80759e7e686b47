using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>
/// The operational database of one company. Reading connections can't write (the engine itself refuses); the only door to writing is
/// <see cref="Transact"/>, which <see cref="Writes"/> alone calls.
/// </summary>
public abstract class Store
{
    /// <summary>Which engine it is.</summary>
    public abstract Engine Engine { get; }

    /// <summary>A connection that can only read; give it back by disposing it.</summary>
    public abstract Task<Reading> Read(CancellationToken cancel = default);

    /// <summary>How many questions reading connections have asked that were given back.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    private long _asked;

    internal void Count(int asked) => Interlocked.Add(ref _asked, asked);

    /// <summary>Raised after each commit on this node, so that journal readers wake at once.</summary>
    public event Action? Committed;

    /// <summary>Runs work in one transaction; it is committed when this returns and undone when it throws.</summary>
    /// <param name="background">Work that waits behind people.</param>
    /// <param name="work">What to do; it may run again after a conflict, so it changes nothing but the database.</param>
    /// <param name="cancel">Stops waiting; a transaction that has begun ends first.</param>
    internal abstract Task<T> Transact<T>(bool background, Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>Runs schema steps alone: no other node or process changes the schema at the same time.</summary>
    internal abstract Task WithSchemaLock(Func<DbConnection, Task> work, CancellationToken cancel);

    internal abstract void Use(DbContextOptionsBuilder options);

    /// <summary>Ends the connections; what has been taken for writing is finished first.</summary>
    public abstract ValueTask Close();

    private protected void OnCommitted() => Committed?.Invoke();

    /// <summary>Opens the store that a command line names: a PostgreSQL connection string, or a SQLite file in the company's folder.</summary>
    public static Store Open(string folder, string? postgres, TimeProvider clock) =>
        postgres is null ? new SqliteStore(Path.Combine(folder, "dangol.db"), clock) : new PostgresStore(postgres);
}

/// <summary>A reading connection on loan.</summary>
public sealed class Reading : Session, IAsyncDisposable
{
    private readonly Store _store;
    private readonly Func<ValueTask> _giveBack;

    internal Reading(Store store, DbConnection connection, Func<ValueTask> giveBack, Statements? ready = null) : base(store.Engine, connection, ready) => (_store, _giveBack) = (store, giveBack);

    /// <summary>Gives the connection back.</summary>
    public ValueTask DisposeAsync()
    {
        _store.Count(Asked);
        return _giveBack();
    }
}
