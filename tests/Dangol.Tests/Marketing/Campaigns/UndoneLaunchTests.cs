using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A launch is taken back as a whole or goes out: never half of each.</summary>
public sealed class UndoneLaunchTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task who_is_held_out_by_the_second_launch_gets_nothing_of_the_first(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, 60, control: 0);
        var campaign = await SendCampaignTests.Campaign(shop);
        await shop.Company.Get<UndoChangeSet>().Run(Actor.System, await Set(shop));
        await shop.Company.Get<SaveCampaign>().Run(Actor.System, new(campaign, (int)await shop.Company.Count("select version from campaigns")) { Measure = new(ControlShare: 5000) });
        var assigned = await shop.Launch(campaign);
        Assert.InRange(assigned.Control, 10, 50);

        await SendCampaignTests.Send(shop);

        Assert.Equal(assigned.Treated, server.Taken.Count);
        Assert.Equal(assigned.Treated, await shop.Company.Count("select count(*) from deliveries d join contacts t on t.id = d.contact_id where t.arm = 'treated' and d.state = 'confirmed'"));
        Assert.Equal(assigned.Treated, await shop.Company.Count("select count(*) from deliveries"));
    }

    [Theory, EveryEngine]
    public async Task a_message_of_somebody_who_is_not_treated_is_never_handed_off(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, 60, control: 5000);
        await shop.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("""
            insert into deliveries (campaign_id, customer_id, contact_id, state, attempts) select campaign_id, customer_id, id, 'reserved', 0 from contacts where arm = 'control'
            """, default));
        var sent = await SendCampaignTests.Send(shop);
        Assert.Equal(await shop.Company.Count("select count(*) from contacts where arm = 'treated'"), sent.Confirmed);
        Assert.Equal(await shop.Company.Count("select count(*) from contacts where arm = 'control'"), sent.Suppressed);
        Assert.Equal(sent.Confirmed, server.Taken.Count);
    }

    [Theory, EveryEngine]
    public async Task what_goes_out_after_the_undo_was_allowed_stops_it(Engine engine)
    {
        await using var shop = await Letters(engine);
        var campaign = await SendCampaignTests.Campaign(shop);
        // The undo asks for the right once it has found that nothing went out; at this moment the list is taken.
        var clerk = Actor.System with { Rights = new Meanwhile(() => shop.Company.Get<TakeList>().Run(Actor.System, campaign, "11월 감사 편지 발송").GetAwaiter().GetResult()) };
        Assert.Equal("change_set_final", (await Assert.ThrowsAsync<Refused>(async () => await shop.Company.Get<UndoChangeSet>().Run(clerk, await Set(shop)))).Rule);
        Assert.Equal(30, await shop.Company.Count("select count(*) from contacts"));
        Assert.Equal(1, await shop.Company.Count("select count(*) from campaign_launches"));
    }

    [Theory, EveryEngine]
    public async Task of_a_launch_that_is_being_taken_back_nothing_goes_out_and_nobody_is_assigned(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, 10, control: 0);
        await using var letters = await Letters(engine);
        foreach (var market in new[] { shop, letters }) await BeginUndo(market);

        Assert.Equal("launch_undone", (await Assert.ThrowsAsync<Refused>(() => SendCampaignTests.Send(shop))).Rule);
        Assert.Empty(server.Taken);
        var letter = await SendCampaignTests.Campaign(letters);
        Assert.Equal("launch_undone", (await Assert.ThrowsAsync<Refused>(() => letters.Company.Get<TakeList>().Run(Actor.System, letter, "11월 감사 편지 발송"))).Rule);
        Assert.Equal(0, await letters.Company.Count("select count(*) from campaign_lists"));
        await letters.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("update launch_progresses set done = 0", default));
        Assert.Equal("launch_undone", (await Assert.ThrowsAsync<Refused>(() => letters.Company.Get<AssignContacts>().Run(Actor.System, letter))).Rule);
    }

    [Theory, EveryEngine]
    public async Task who_was_removed_between_launch_and_assignment_is_nobody_s_contact(Engine engine)
    {
        await using var shop = await Market.Open(engine, Today);
        var customers = await shop.Customers([.. Enumerable.Range(0, 30).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", City = "서울" })]);
        var campaign = await shop.Campaign("편지", await shop.Segment("모두", Everybody), Channels.Letter, new(ControlShare: 0));
        await shop.Load();
        await shop.Company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        var (set, gone) = (Guid.Empty, new HashSet<Guid> { customers[7] });
        await using (var read = await shop.Company.Store.Read())
        {
            set = await read.First("select change_set_id from customers", row => row.Guid(0), default);
            gone.UnionWith(await read.List("select id from customer_sources where customer_id = @id", row => row.Guid(0), default, ("id", customers[7])));
        }
        Assert.Equal(2, (await shop.Company.Get<UndoChangeSet>().Run(Actor.System, set, gone)).Records);

        Assert.Equal(new Assigned(Treated: 29, Control: 0, Suppressed: 0), await shop.Company.Get<AssignContacts>().Run(Actor.System, campaign));
        Assert.Equal(0, await shop.Company.Count("select count(*) from contacts t where not exists (select 1 from customers c where c.id = t.customer_id)"));
    }

    /// <summary>As the first chunk of a long undo leaves it: its change set is there, some of the launch still too.</summary>
    private static async Task BeginUndo(Market shop)
    {
        var undo = shop.Company.Writes.NewChangeSet(Actor.System, JobsTests.Because, undoes: await Set(shop));
        await shop.Company.Writes.Run(undo, async change => { await change.Publish(new ChangeSetUndone(undo.Undoes!.Value, 1, 0, [])); return true; });
    }

    private static async Task<Market> Letters(Engine engine)
    {
        var shop = await Market.Open(engine, Today);
        await shop.Customers([.. Enumerable.Range(0, 30).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", City = "서울" })]);
        await shop.Launch(await shop.Campaign("편지", await shop.Segment("모두", Everybody), Channels.Letter, new(ControlShare: 0)));
        return shop;
    }

    private static async Task<Guid> Set(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select change_set_id from campaign_launches", row => row.Guid(0), default);
    }

    /// <summary>All rights; something happens the first time that one is asked for.</summary>
    private sealed class Meanwhile(Action happens) : Rights
    {
        private Action? _happens = happens;

        public override bool Allows(Permission permission)
        {
            Interlocked.Exchange(ref _happens, null)?.Invoke();
            return true;
        }

        public override bool MaySet(string type, string field) => true;
    }
}
