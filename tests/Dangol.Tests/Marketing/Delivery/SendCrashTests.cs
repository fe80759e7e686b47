using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Nobody is sent twice, though the process is killed in the middle of ten thousand messages, again and again.</summary>
public sealed class SendCrashTests
{
    private const int Customers = 10_000, Workers = 4, Kills = 3;

    [Theory, EveryEngine]
    public async Task ten_thousand_messages_through_kills_reach_everybody_once_or_are_in_doubt(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, Customers, control: 0);
        var random = new Random(20261121);
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Somewhere in the middle, and not at the same moment of a message each time.
            var taken = server.Taken.Count + random.Next(500, 1800);
            await using var doomed = Doomed.Start("send", shop.Company.Company.Place);
            await Until.True(() => server.Taken.Count >= taken, $"{taken} messages");
            await doomed.Kill();
            // The job is free at once, while the dead run still has the lease of the mail: as where the one ran out a moment before the other.
            await shop.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("update jobs set lease_until = null where ended_at is null", default));
        }
        await using (var last = Doomed.Start("send", shop.Company.Company.Place)) await last.Says("done");

        var received = server.Taken.CountBy(m => m.To).ToDictionary(m => m.Key, m => m.Value);
        Assert.All(received, one => Assert.Equal(1, one.Value));
        var (confirmed, inDoubt) = (await Mails(shop, "confirmed"), await Mails(shop, "unknown"));
        Assert.Equal(Customers, confirmed.Count + inDoubt.Count);
        Assert.InRange(inDoubt.Count, 0, Kills * Workers);
        Assert.All(confirmed, to => Assert.True(received.ContainsKey(to), $"{to} got nothing"));
        // What is in doubt may have arrived or not; nothing else arrived.
        Assert.Empty(received.Keys.Except(confirmed).Except(inDoubt));
        Assert.Equal(0, await shop.Company.Count("select count(*) from jobs where state <> 'succeeded'"));
        Assert.Equal(0, await shop.Company.Count("select count(*) from deliveries where state not in ('confirmed', 'unknown')"));
    }

    private static async Task<HashSet<string>> Mails(Market shop, string state)
    {
        await using var read = await shop.Company.Store.Read();
        return [.. await read.List("select c.email from deliveries d join customers c on c.id = d.customer_id where d.state = @state", row => row.Text(0), default, ("state", state))];
    }
}
