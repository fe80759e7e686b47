using System.Security.Cryptography;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// Slows guessing down. After 5 failures an account is closed to the address they came from, for a minute at first and twice as long each time, up to an hour;
/// nobody else is locked out of it. A browser in which the account's password was right before is counted by itself (<see cref="KnownBrowser"/>). An address with 50 failures is closed to all accounts in the same way. Attempts are counted before the password is
/// looked at, so that many at once are no way around it; counts are forgotten after a quiet day.
/// </summary>
internal sealed class SignInLimits(Company company)
{
    private const int ForAccount = 5, ForAddress = 50;
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1), Most = TimeSpan.FromHours(1), Quiet = TimeSpan.FromDays(1);
    private static readonly Text Attempt = new("로그인 시도", "Sign-in attempt");

    /// <summary>Counts an attempt, or refuses it.</summary>
    /// <exception cref="Refused"><c>too_many_sign_ins</c>, 429; it says when to come back.</exception>
    public Task Count(string emailFolded, Visit visit, CancellationToken cancel) => company.Writes.Run(Actor.System, Attempt, async change =>
    {
        await Count(change, Account(emailFolded, visit), ForAccount, cancel);
        if (visit.Known is null) await Count(change, Address(visit), ForAddress, cancel);
    }, cancel);

    /// <summary>Forgets the failures of an account at this address, and that this attempt was one of the address's.</summary>
    public static async Task Forget(Change change, string emailFolded, Visit visit, CancellationToken cancel)
    {
        await change.Execute("delete from sign_in_limits where key = @key or last_at < @quiet", cancel, ("key", Account(emailFolded, visit)), ("quiet", change.Now - Quiet));
        if (visit.Known is null) await change.Execute("""
            update sign_in_limits set failures = failures - 1, closed_until = case when failures <= @limit then @now else closed_until end where key = @key
            """, cancel, ("key", Address(visit)), ("limit", ForAddress), ("now", change.Now));
    }

    private static async Task Count(Change change, string key, int limit, CancellationToken cancel)
    {
        var now = change.Now;
        var counted = await change.Execute("""
            insert into sign_in_limits (key, failures, last_at, closed_until) values (@key, 1, @now, @now)
            on conflict (key) do update set failures = case when sign_in_limits.last_at < @quiet then 1 else sign_in_limits.failures + 1 end, last_at = @now
            where sign_in_limits.closed_until <= @now
            """, cancel, ("key", key), ("now", now), ("quiet", now - Quiet));
        var (failures, until) = await change.Session.First("select failures, closed_until from sign_in_limits where key = @key", row => (row.Int(0), row.Instant(1)), cancel, ("key", key));
        if (counted == 0)
        {
            var minutes = (int)Math.Ceiling((until - now).TotalMinutes);
            throw new Refused("too_many_sign_ins", null, new(
                $"로그인에 여러 번 실패했어요. {minutes}분 뒤에 다시 해 주세요.", $"Too many failed sign-ins. Please try again in {minutes} {(minutes == 1 ? "minute" : "minutes")}."), 429) { After = until - now };
        }
        if (failures < limit) return;
        var closed = TimeSpan.FromTicks(Math.Min(Most.Ticks, First.Ticks << Math.Min(failures - limit, 10)));
        await change.Execute("update sign_in_limits set closed_until = @until where key = @key", cancel, ("key", key), ("until", now + closed));
    }

    // The address typed may be anything, even a password: only its hash is kept.
    private static string Account(string emailFolded, Visit visit) => "account " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(emailFolded + "\n" + (visit.Known ?? visit.Ip))));

    private static string Address(Visit visit) => "address " + visit.Ip;
}
