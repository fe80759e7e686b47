using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>A call that may come twice: its key, and the hash of what it asks.</summary>
internal sealed record ApiKey(Guid Account, string Key, string Hash);

/// <summary>What a call was answered.</summary>
internal sealed record ApiKept(int Status, string? Location, string Body);

/// <summary>
/// The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-06): the answer is kept in the transaction of the call itself, so the same call within a day is
/// answered the same and does nothing. A call that was refused has done nothing, and is tried again.
/// </summary>
internal sealed class ApiReplay(Company company)
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 255;
    private static readonly Text Again = new("다시 온 요청", "A call that came again");
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The key of a call, or null where it brings none.</summary>
    /// <exception cref="Refused"><c>idempotency_key_wrong</c></exception>
    public static ApiKey? Of(HttpRequest request, Actor actor, byte[] body)
    {
        if (!request.Headers.TryGetValue(Header, out var header)) return null;
        var key = header.ToString();
        if (key.Length is 0 or > Longest || key.Any(c => c is < '!' or > '~'))
            throw new Refused("idempotency_key_wrong", Header, new($"{Header} 값은 공백 없는 영문·숫자·기호 {Longest}자까지예요.", $"{Header} has at most {Longest} visible ASCII characters."));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString} {request.Headers.IfMatch}\n"));
        hash.AppendData(body);
        return new(actor.Id, key, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>What the call was answered before, or null where it is new.</summary>
    /// <exception cref="Refused"><c>idempotency_key_reused</c>: it was another call.</exception>
    public async Task<ApiKept?> Find(ApiKey key, int part, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await Find(read, key, part, cancel);
    }

    private async Task<ApiKept?> Find(Session session, ApiKey key, int part, CancellationToken cancel)
    {
        var found = await session.First("select request_hash, status, location, body from api_answers where account_id = @account and key = @key and part = @part and at >= @since",
            row => (Hash: row.Text(0), Kept: new ApiKept(row.Int(1), row.TextOrNull(2), row.Text(3))), cancel,
            ("account", key.Account), ("key", key.Key), ("part", part), ("since", company.Clock.GetUtcNow().UtcDateTime - Kept));
        if (found.Kept is not null && found.Hash != key.Hash)
            throw new Refused("idempotency_key_reused", Header, new($"이 {Header} 값은 다른 요청에 이미 쓰였어요. 새 값을 쓰세요.", $"This {Header} was used for another call. Use a new one."));
        return found.Kept;
    }

    /// <summary>Keeps the answer, in the call's own transaction.</summary>
    /// <exception cref="Refused"><c>duplicate</c> without a field: the same call was carried out at the same time.</exception>
    public static async Task Keep(Change change, ApiKey key, int part, ApiKept answer, CancellationToken cancel)
    {
        await change.Execute("delete from api_answers where at < @since", cancel, ("since", change.Now - Kept));
        await change.Execute("insert into api_answers (account_id, key, part, request_hash, status, location, body, at) values (@account, @key, @part, @hash, @status, @location, @body, @now)", cancel,
            ("account", key.Account), ("key", key.Key), ("part", part), ("hash", key.Hash), ("status", answer.Status), ("location", answer.Location), ("body", answer.Body), ("now", change.Now));
    }

    /// <summary>Does it once: answers what was answered before, also where the same call is under way at the same time.</summary>
    /// <param name="key">The key, or null to do it in any case.</param>
    /// <param name="part">Which transaction of the call it is: 0 where there is but one.</param>
    /// <param name="work">Does it, and keeps the answer by what it is given (null where there is no key).</param>
    /// <param name="cancel">Stops before the write.</param>
    public async Task<(ApiKept Answer, bool Replayed)> Once(ApiKey? key, int part, Func<Func<Change, ApiKept, Task>?, Task<ApiKept>> work, CancellationToken cancel)
    {
        if (key is null) return (await work(null), false);
        if (await Find(key, part, cancel) is { } kept) return (kept, true);
        try { return (await work((change, answer) => Keep(change, key, part, answer, cancel)), false); }
        catch (Refused)
        {
            // What refuses the second of two may be what the first has done: a key that is taken, a lead that is converted.
            // Read in a write, which ends when what went before it at the gate is on the disk.
            if (await company.Writes.Run(Actor.System, Again, change => Find(change.Session, key, part, cancel), cancel) is not { } meanwhile) throw;
            return (meanwhile, true);
        }
    }
}
