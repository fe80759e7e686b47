using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>
/// SQLite in WAL mode with one write connection. Calls queue at one gate and are committed together: each call has its own savepoint, so one that fails
/// takes nothing with it, and nobody is answered before the common commit is on disk (synchronous=FULL). People go before background work.
/// </summary>
internal sealed class SqliteStore : Store
{
    private const int CallsPerCommit = 64, MostReaders = 32;

    /// <summary>
    /// How much of the file readers map instead of copying it page by page: an eighth of the memory there is. Mapped pages count as the program's, so a small machine
    /// maps little; SQLite itself maps no more than 2 GB.
    /// </summary>
    private static readonly long Mapped = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 256L << 20, 0x7fff0000);

    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(50);

    private readonly string _file;
    private readonly TimeProvider _clock;
    private readonly Stack<Statements> _readers = new();
    private readonly Lock _lending = new();
    private readonly ConcurrentQueue<Call> _people = new();
    private readonly ConcurrentQueue<Call> _background = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly SemaphoreSlim _schema = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly Task _gate;
    private volatile bool _closing;

    public SqliteStore(string file, TimeProvider clock)
    {
        _file = file;
        _clock = clock;
        _writer = Connect(SqliteOpenMode.ReadWriteCreate, "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma temp_store=memory; pragma cache_size=-65536; pragma wal_autocheckpoint=8000; pragma journal_size_limit=67108864;");
        _gate = Task.Run(ServeGate);
    }

    public override Engine Engine => Engine.Sqlite;

    public override Task<Reading> Read(CancellationToken cancel = default)
    {
        var ready = TryTake() ?? new(Connect(SqliteOpenMode.ReadOnly, $"pragma query_only=on; pragma cache_size=-16384; pragma temp_store=memory; pragma mmap_size={Mapped};"));
        return Task.FromResult(new Reading(this, ready.Connection, () => GiveBack(ready), ready));
    }

    internal override async Task<T> Transact<T>(bool background, Func<Session, Task<T>> work, CancellationToken cancel)
    {
        if (_closing) throw Closing();
        T result = default!;
        var call = new Call(async session => result = await work(session), cancel);
        (background ? _background : _people).Enqueue(call);
        _waiting.Release();
        // The store may have been closed since the first line: then nobody is left at the gate who would see the call.
        if (_gate.IsCompleted) RefuseLeft();
        await call.Done.Task;
        return result;
    }

    internal override async Task WithSchemaLock(Func<DbConnection, Task> work, CancellationToken cancel)
    {
        await _schema.WaitAsync(cancel);
        try
        {
            await using var connection = Connect(SqliteOpenMode.ReadWriteCreate, "pragma foreign_keys=off; pragma busy_timeout=60000;");
            await work(connection);
        }
        finally { _schema.Release(); }
    }

    internal override void Use(DbContextOptionsBuilder options) => options.UseSqlite();

    /// <summary>Copies the database as of now into a file, while others read and write.</summary>
    public void CopyTo(string file)
    {
        using var source = Connect(SqliteOpenMode.ReadOnly, "pragma query_only=on;");
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        target.Open();
        source.BackupDatabase(target);
    }

    public override async ValueTask Close()
    {
        if (_closing) return;
        _closing = true;
        _waiting.Release();
        await _gate;
        RefuseLeft();
        // The writer goes last: a connection that only reads can't take the write-ahead log into the database.
        while (TryTake() is { } ready) await ready.DisposeAsync();
        await _writer.DisposeAsync();
        _waiting.Dispose();
        _schema.Dispose();
    }

    private void RefuseLeft()
    {
        while (Next(out var call)) call.Done.TrySetException(Closing());
    }

    private static Refused Closing() => new("closing", null, new("프로그램을 끝내고 있어요. 잠시 뒤 다시 해 주세요.", "The program is shutting down. Please try again shortly."), 503);

    private async Task ServeGate()
    {
        while (true)
        {
            await _waiting.WaitAsync();
            if (!Next(out var first)) { if (_closing) return; continue; }
            await CommitTogether(first);
        }
    }

    private async Task CommitTogether(Call first)
    {
        // What failed is answered after the commit too: it may have seen what others wrote here, and nobody else sees that before.
        var (written, failed) = (new List<Call>(), new List<(Call Call, Exception Error)>());
        var call = first;
        SqliteTransaction? transaction = null;
        try
        {
            transaction = _writer.BeginTransaction(deferred: false);
            var session = new Session(Engine.Sqlite, _writer, transaction);
            var began = _clock.GetTimestamp();
            do
            {
                if (call.Cancel.IsCancellationRequested) call.Done.TrySetCanceled(call.Cancel);
                else if (await RunOne(call, session) is { } error) failed.Add((call, error));
                else written.Add(call);
            }
            while (written.Count + failed.Count < CallsPerCommit && _clock.GetElapsedTime(began) < LongestBatch && Next(out call));
            if (written.Count > 0) transaction.Commit();
        }
        catch (Exception error)
        {
            foreach (var lost in written.Concat(failed.Select(f => f.Call)).Append(call ?? first)) lost.Done.TrySetException(error);
            return;
        }
        finally
        {
            try { transaction?.Dispose(); } catch (SqliteException) { /* it had ended by itself: disk full or i/o error, and every caller was told */ }
        }
        // Said before whoever wrote goes on, as on PostgreSQL: what stops work after a commit stops the next piece of it.
        if (written.Count > 0) OnCommitted();
        foreach (var kept in written) kept.Done.TrySetResult();
        foreach (var (refused, error) in failed) refused.Done.TrySetException(error);
    }

    /// <summary>What was wrong; null where the call has done its work.</summary>
    private async Task<Exception?> RunOne(Call call, Session session)
    {
        Run("savepoint call");
        try
        {
            await call.Work(session);
            Run("release call");
            return null;
        }
        catch (Exception error)
        {
            // An error such as a full disk ends the whole transaction: then all that share it must fail, not only this one.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) != 0) throw;
            Run("rollback to call; release call");
            return error;
        }

        void Run(string sql)
        {
            using var command = _writer.CreateCommand();
            command.CommandText = sql;
            command.Transaction = (SqliteTransaction?)session.Transaction;
            command.Run();
        }
    }

    private bool Next(out Call call) => _people.TryDequeue(out call!) || _background.TryDequeue(out call!);

    /// <summary>The connection given back last: what it read is still in its cache.</summary>
    private Statements? TryTake()
    {
        lock (_lending) return _readers.TryPop(out var ready) ? ready : null;
    }

    private ValueTask GiveBack(Statements ready)
    {
        lock (_lending)
        {
            if (!_closing && _readers.Count < MostReaders)
            {
                _readers.Push(ready);
                return ValueTask.CompletedTask;
            }
        }
        return ready.DisposeAsync();
    }

    private SqliteConnection Connect(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.Run();
            return connection;
        }
        catch { connection.Dispose(); throw; }
    }

    private sealed record Call(Func<Session, Task> Work, CancellationToken Cancel)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
