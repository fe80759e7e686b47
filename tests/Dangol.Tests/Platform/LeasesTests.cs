using Dangol.Platform;

namespace Dangol.Tests;

public sealed class LeasesTests
{
    [Theory, EveryEngine]
    public async Task whatever_nodes_do_one_at_a_time_holds_and_each_new_holder_has_a_higher_number(Engine engine)
    {
        var clock = new HandClock();
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes, clock);
        var leases = company.Get<Leases>();
        var random = new Random(20261121);
        var (holder, until, fencing) = ("", DateTimeOffset.MinValue, 0L);
        var known = new Dictionary<string, Lease>();
        for (var i = 0; i < 400; i++)
        {
            var node = "node" + random.Next(4);
            var held = clock.GetUtcNow() <= until;
            switch (random.Next(4))
            {
                case 0:
                    clock.Advance(TimeSpan.FromSeconds(random.Next(8)));
                    break;
                case 1 when known.TryGetValue(node, out var mine):
                    await leases.GiveBack(mine);
                    if (mine.Fencing == fencing && holder == node) until = DateTimeOffset.MinValue;
                    break;
                case 2 when known.TryGetValue(node, out var mine):
                    var may = mine.Fencing == fencing;
                    var wrote = await MayWrite(company, mine);
                    Assert.True(may == wrote, $"step {i}: {node} has number {mine.Fencing}, the latest is {fencing}, but writing was {(wrote ? "let" : "refused")}");
                    break;
                default:
                    var lease = await leases.Take("warehouse", node, TimeSpan.FromSeconds(10));
                    if (held && holder != node) { Assert.Null(lease); break; }
                    Assert.Equal(held ? fencing : fencing + 1, lease!.Fencing);
                    (holder, until, fencing) = (node, clock.GetUtcNow().AddSeconds(10), lease.Fencing);
                    known[node] = lease;
                    break;
            }
        }
        Assert.True(fencing > 20, "the walk changed holders too seldom to show anything");
    }

    [Theory, EveryEngine]
    public async Task of_many_who_ask_at_once_one_gets_it(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await using var other = await company.SecondNode();
        for (var round = 0; round < 5; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
                (i % 2 == 0 ? company : other).Get<Leases>().Take($"lease{round}", $"node{i}", TimeSpan.FromMinutes(1)))));
            Assert.Equal(1, Assert.Single(taken, lease => lease is not null)!.Fencing);
        }
    }

    [Theory, EveryEngine]
    public async Task a_holder_that_writes_while_another_takes_over_is_first_or_refused_never_late(Engine engine)
    {
        // Each holder adds its number to the note only while it holds the lease: so the numbers in the note never go back.
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await using var other = await company.SecondNode();
        var id = await WritesTests.New(company, n => n.Title = "numbers");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            var node = n % 2 == 0 ? company : other;
            for (var i = 0; i < 15; i++)
            {
                if (await node.Get<Leases>().Take("numbers", $"node{n}", TimeSpan.FromMilliseconds(5)) is not { } lease) continue;
                try
                {
                    await node.Writes.Run(Actor.System, JobsTests.Because, async change =>
                    {
                        await Leases.MustHold(change, lease, default);
                        var note = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(change.Open<NotesDb>().Notes, x => x.Id == id);
                        if (note.Size > lease.Fencing) throw new InvalidOperationException($"number {lease.Fencing} wrote after {note.Size}");
                        note.Size = lease.Fencing;
                        await change.Save();
                    });
                }
                catch (Refused lost) when (lost.Rule is "lease_lost" or "changed_meanwhile") { }
            }
        })));
        Assert.True(await company.Count("select size from notes") > 0);
    }

    private static async Task<bool> MayWrite(TestCompany company, Lease lease)
    {
        try
        {
            await company.Writes.Run(Actor.System, JobsTests.Because, change => Leases.MustHold(change, lease, default));
            return true;
        }
        catch (Refused lost) when (lost.Rule == "lease_lost") { return false; }
    }
}
