using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Dangol.Platform;

/// <summary>What was done with personal data.</summary>
public enum PersonalAction { Viewed, Listed, Unmasked, Exported, Read }

/// <summary>A line for the log of who saw whose personal data.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Ip">From where.</param>
/// <param name="Action">How.</param>
/// <param name="Type">The type of the records.</param>
/// <param name="Records">Whose; of an export, which may be of millions, the first of them.</param>
/// <param name="Count">How many records.</param>
/// <param name="Strangers">How many of them were not the actor's own.</param>
/// <param name="Fields">What.</param>
/// <param name="Reason">Why, where it was asked.</param>
public sealed record PersonalAccess(Actor Actor, string Ip, PersonalAction Action, string Type, IReadOnlyList<Guid> Records, long Count, long Strangers, IReadOnlyList<string> Fields, string? Reason = null);

/// <summary>
/// Writes who saw whose personal data, apart from the journal. A row's hash covers the row and the hash before it, so that none can be changed or taken out unseen; one
/// chain a node and day, whose first row goes on from the last that was written before, by whichever node. Pages go on without waiting for it; what is unmasked or leaves the house waits until it is written.
/// </summary>
public sealed class PersonalLog : IAsyncDisposable
{
    private const int Most = 500;

    // Each commit makes every reader of SQLite read its pages anew: lines that nobody waits for are written together.
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(250);
    private static readonly Text Reason = new("개인정보 접속기록", "Log of access to personal data");
    private readonly Writes _writes;
    private readonly Ids _ids;
    private readonly Func<DateTime, DateOnly> _day;
    private readonly TimeProvider _clock;
    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}:{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    private readonly Channel<(PersonalAccess Access, DateTime At, TaskCompletionSource? Done)> _waiting = Channel.CreateUnbounded<(PersonalAccess, DateTime, TaskCompletionSource?)>(new() { SingleReader = true });
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly Lazy<Task> _writing;
    private (DateOnly Day, long Seq, string Hash, Guid? Follows) _last;

    internal PersonalLog(Writes writes, Ids ids, Func<DateTime, DateOnly> day, TimeProvider clock)
    {
        (_writes, _ids, _day, _clock) = (writes, ids, day, clock);
        _writing = new(() => Task.Run(Write));
    }

    /// <summary>Notes it, soon.</summary>
    public void Note(PersonalAccess access) => Put(access, null);

    /// <summary>Notes it, and returns when it is written.</summary>
    public Task Keep(PersonalAccess access)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Put(access, done);
        return done.Task;
    }

    /// <summary>Returns when all that was noted so far is written.</summary>
    public async Task Settle()
    {
        if (!_writing.IsValueCreated) return;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.Writer.TryWrite((null!, default, done))) return;
        _hurry.Release();
        await done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete()) return;
        _hurry.Release();
        if (_writing.IsValueCreated) await _writing.Value;
        _hurry.Dispose();
    }

    /// <summary>The hash of a row: SHA-256 over the hash before it and the row's values, each with its length.</summary>
    internal static string Hash(string before, params ReadOnlySpan<string> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(before));
        foreach (var value in values) hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{value.Length}:{value}")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Put(PersonalAccess access, TaskCompletionSource? done)
    {
        _ = _writing.Value;
        if (!_waiting.Writer.TryWrite((access, Milliseconds(_clock.GetUtcNow().UtcDateTime), done))) done?.SetException(new ObjectDisposedException(nameof(PersonalLog)));
        else if (done is not null) _hurry.Release();
    }

    private async Task Write()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await _hurry.WaitAsync(Gathered);
            var some = new List<(PersonalAccess Access, DateTime At, TaskCompletionSource? Done)>();
            while (some.Count < Most && _waiting.Reader.TryRead(out var next)) some.Add(next);
            try
            {
                var rows = some.FindAll(s => s.Access is not null);
                if (rows.Count > 0) await _writes.Run(_writes.NewChangeSet(Actor.System, Reason), async change => { foreach (var (access, at, _) in rows) await Insert(change, access, at); return true; }, background: false);
                foreach (var (_, _, done) in some) done?.SetResult();
            }
            catch (Exception error)
            {
                // The chain goes on from what is in the table.
                _last = default;
                foreach (var (_, _, done) in some) done?.TrySetException(error);
            }
        }
    }

    private async Task Insert(Change change, PersonalAccess access, DateTime at)
    {
        var day = _day(at);
        if (_last.Day != day)
            _last = await change.Session.First("select seq, hash from personal_accesses where business_date = @day and node = @node order by seq desc limit 1", row => (day, row.Long(0), row.Text(1), (Guid?)null), default, ("day", day), ("node", _node)) is { Item3: not null } last ? last
                : await change.Session.First("select id, hash from personal_accesses order by at desc, id desc limit 1", row => (day, 0L, row.Text(1), (Guid?)row.Guid(0)), default) is { Item3: not null } before ? before : (day, 0, "", null);
        var (seq, ids, fields) = (_last.Seq + 1, JsonSerializer.Serialize(access.Records), string.Join(',', access.Fields));
        var hash = RowHash(_last.Hash, at, day, _node, seq, access.Actor.Id, access.Actor.Name, access.Ip, Names.Snake(access.Actor.Origin.ToString()), Names.Snake(access.Action.ToString()), access.Type, ids, access.Count, access.Strangers, fields, access.Reason);
        await change.Execute("""
            insert into personal_accesses (id, at, business_date, node, seq, actor_id, actor_name, ip, origin, action, record_type, record_ids, records, strangers, fields, reason, hash, follows)
            values (@id, @at, @day, @node, @seq, @actor, @name, @ip, @origin, @action, @type, @ids, @records, @strangers, @fields, @reason, @hash, @follows)
            """, default, ("id", _ids.Next()), ("at", at), ("day", day), ("node", _node), ("seq", seq), ("actor", access.Actor.Id), ("name", access.Actor.Name), ("ip", access.Ip), ("origin", access.Actor.Origin),
            ("action", access.Action), ("type", access.Type), ("ids", ids), ("records", access.Count), ("strangers", access.Strangers), ("fields", fields), ("reason", access.Reason), ("hash", hash), ("follows", _last.Follows));
        _last = (day, seq, hash, null);
    }

    internal static string RowHash(string before, DateTime at, DateOnly day, string node, long seq, Guid actor, string name, string ip, string origin, string action, string type, string ids, long records, long strangers, string fields, string? reason) =>
        Hash(before, at.ToString("O", CultureInfo.InvariantCulture), day.ToString("O", CultureInfo.InvariantCulture), node, seq.ToString(CultureInfo.InvariantCulture), actor.ToString(), name, ip, origin, action, type, ids,
            records.ToString(CultureInfo.InvariantCulture), strangers.ToString(CultureInfo.InvariantCulture), fields, reason ?? "");

    private static DateTime Milliseconds(DateTime at) => new(at.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
