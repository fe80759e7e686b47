using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dangol.Platform;

/// <summary>PostgreSQL: one READ COMMITTED transaction a call, run again when the server reports a conflict; reading connections are read-only by the server.</summary>
internal sealed class PostgresStore : Store
{
    private const int Tries = 6;
    private const long SchemaLock = 0x64616e676f6c; // "dangol"

    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;
    // Background work takes at most one connection, so that people never wait for it.
    private readonly SemaphoreSlim _background = new(1, 1);

    public PostgresStore(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, IncludeErrorDetail = false, Enlist = false,
        };
        _writers = NpgsqlDataSource.Create(settings);
        settings.Options = $"{settings.Options} -c default_transaction_read_only=on".Trim();
        settings.ApplicationName = "dangol reading";
        _readers = NpgsqlDataSource.Create(settings);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public override Engine Engine => Engine.Postgres;

    public override async Task<Reading> Read(CancellationToken cancel = default)
    {
        var connection = await _readers.OpenConnectionAsync(cancel);
        return new(this, connection, connection.DisposeAsync);
    }

    internal override async Task<T> Transact<T>(bool background, Func<Session, Task<T>> work, CancellationToken cancel)
    {
        if (background) await _background.WaitAsync(cancel);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try { return await Once(background, work, cancel); }
                catch (Exception error) when (attempt < Tries && Session.IsTransient(error))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) << attempt), cancel);
                }
            }
        }
        finally { if (background) _background.Release(); }
    }

    internal override async Task WithSchemaLock(Func<DbConnection, Task> work, CancellationToken cancel)
    {
        await using var connection = await _writers.OpenConnectionAsync(cancel);
        await connection.RunAsync($"select pg_advisory_lock({SchemaLock})", cancel);
        try { await work(connection); }
        finally { await connection.RunAsync($"select pg_advisory_unlock({SchemaLock})", CancellationToken.None); }
    }

    /// <summary>A transaction that sees the database as of now, and the name by which pg_dump sees the same.</summary>
    public async Task<Snapshotted> Snapshot(CancellationToken cancel)
    {
        var connection = await _readers.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            var session = new Session(Engine.Postgres, connection, transaction);
            return new(session, (await session.First("select pg_export_snapshot()", row => row.Text(0), cancel))!);
        }
        catch { await connection.DisposeAsync(); throw; }
    }

    /// <summary>A snapshot on loan.</summary>
    public sealed record Snapshotted(Session Session, string Name) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Session.Connection.DisposeAsync();
    }

    internal override void Use(DbContextOptionsBuilder options) => options.UseNpgsql();

    public override async ValueTask Close()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
        _background.Dispose();
    }

    private async Task<T> Once<T>(bool background, Func<Session, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await _writers.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        // Bulk work asks with long lists of tables that it is filling itself: a plan that was kept from when they were empty reads all of them each time,
        // and compiling its short statements takes longer than they do.
        if (background) await connection.RunAsync("set local plan_cache_mode = force_custom_plan; set local jit = off", cancel, transaction);
        var result = await work(new Session(Engine.Postgres, connection, transaction));
        // A commit that has begun is seen through: a caller who left must not leave it in doubt.
        await transaction.CommitAsync(CancellationToken.None);
        OnCommitted();
        return result;
    }
}
