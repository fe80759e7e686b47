using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What others refer to stays; where an opportunity begins is chosen.</summary>
public sealed class InUseTests
{
    [Theory, EveryEngine]
    public async Task what_others_refer_to_is_not_removed(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var customer = await shop.New("customer", new() { ["name"] = "행복상사", ["kind"] = "organisation" });
        var lead = await shop.New("lead", new() { ["name"] = "김하늘" });
        var task = await shop.New("task", new() { ["subject"] = "전화", ["regarding_type"] = "lead", ["regarding_id"] = lead, ["customer_id"] = customer });
        await shop.Verb("convert").Run(Actor.System, [lead], new() { ["opportunity"] = true });
        var sold = (Guid)(await shop.Line("lead", lead, "opportunity_id")).Values[0]!;

        Assert.Contains("영업기회", await Kept("stage", shop.Stages[0]), StringComparison.Ordinal);
        Assert.Contains("할 일", await Kept("customer", customer), StringComparison.Ordinal);
        Assert.Contains("영업기회", await Kept("lead", lead), StringComparison.Ordinal);
        // In bulk only those that are used stay.
        var batch = await shop.Company.Get<BatchRecords>().Run(shop.Company.Writes.NewChangeSet(Actor.System, new("시험", "A test")), Type("stage"),
            [.. shop.Stages.Select(id => new BatchRow(BatchDo.Delete, []) { Id = id })], null, default);
        Assert.Equal(["in_use", null, null, null, null, null], batch.Select(v => v.Why?.Rule));

        // The opportunity goes, though the lead tells of it; then the lead goes, though a task was about it.
        await shop.Edit.Delete(Actor.System, Type("opportunity"), sold);
        await shop.Edit.Delete(Actor.System, Type("lead"), lead);
        await shop.Edit.Delete(Actor.System, Type("task"), task);
        await shop.Edit.Delete(Actor.System, Type("customer"), customer);
        await shop.Edit.Delete(Actor.System, Type("stage"), shop.Stages[0]);

        async Task<string> Kept(string type, Guid id)
        {
            var refused = await Assert.ThrowsAsync<Refused>(() => shop.Edit.Delete(Actor.System, Type(type), id));
            Assert.Equal(("in_use", 409), (refused.Rule, refused.Status));
            return refused.Text.Ko;
        }

        DeclaredType Type(string name) => shop.Company.Company.Declarations.Named(name);
    }

    [Theory, EveryEngine]
    public async Task who_may_not_delete_a_customer_is_told_why_and_what_to_do(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var lead = await site.Person("agent_lead");
        var customer = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("customer"), new() { ["name"] = "행복상사", ["owner_id"] = lead }))).Id;
        var call = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("call"), new() { ["subject"] = "문의", ["customer_id"] = customer, ["owner_id"] = lead }))).Id;
        var browser = await site.SignedIn(lead);
        Assert.Contains("통화가 고객 항목에서 이 기록을 쓰고 있어 삭제할 수 없어요. 통화를 먼저 삭제하거나 고객 항목을 비워 주세요.", await Deleted(), StringComparison.Ordinal);
        // Who may not see calls is not told that there is one.
        await site.Grant("agent_lead", g => g.Grant("call", ReachLevel.None, Actions.View));
        await site.Grant("everybody", g => g.Grant("call", ReachLevel.None, Actions.View));
        Assert.Contains("볼 수 없는 다른 기록이 이 기록을 쓰고 있어", await Deleted(), StringComparison.Ordinal);

        await site.Do<EditRecords, RecordSaved>(edit => edit.Delete(Actor.System, site.Company.Declarations.Named("call"), call));
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => site.Do<Dangol.Customers.CustomerIntake, bool>(async intake =>
        {
            await intake.Note(change, [new(customer, Dangol.Customers.Channels.Call, true, change.Now, "call")], default);
            return true;
        }));
        Assert.Contains("수신동의 내역이 남아 있어 삭제할 수 없어요. 있었던 일은 지우지 않아요.", await Deleted(), StringComparison.Ordinal);

        async Task<string> Deleted()
        {
            var answer = await browser.Submit(await browser.Get($"/customers/{customer}"), $"/customers/{customer}/delete");
            Assert.Equal(409, answer.Code);
            return System.Net.WebUtility.HtmlDecode(answer.Body);
        }
    }

    [Theory, EveryEngine]
    public async Task an_opportunity_begins_in_the_pipeline_that_is_chosen_and_keeps_it(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var renewals = await shop.New("pipeline", new() { ["name"] = "갱신", ["position"] = 2L });
        var empty = await shop.New("pipeline", new() { ["name"] = "빈 것", ["position"] = 3L });
        var begin = await shop.New("stage", new() { ["name"] = "갱신 안내", ["pipeline_id"] = renewals, ["position"] = 1L });
        var plain = await shop.New("opportunity", new() { ["name"] = "처음" });
        var renewed = await shop.New("opportunity", new() { ["name"] = "다시", ["pipeline_id"] = renewals });
        Assert.Equal([shop.Stages[0], begin], [(await shop.Line("opportunity", plain, "stage_id")).Values[0], (await shop.Line("opportunity", renewed, "stage_id")).Values[0]]);
        var lead = await shop.New("lead", new() { ["name"] = "김하늘" });
        await shop.Verb("convert").Run(Actor.System, [lead], new() { ["opportunity"] = true, ["pipeline_id"] = renewals });
        Assert.Equal(2, await shop.Company.Count("select count(*) from opportunities where stage_id = @begin", ("begin", begin)));

        var refused = await Assert.ThrowsAsync<Refused>(() => shop.New("opportunity", new() { ["name"] = "어디", ["pipeline_id"] = empty }));
        Assert.Equal(("no_stage", "pipeline_id"), (refused.Rule, refused.Field));
        refused = await Assert.ThrowsAsync<Refused>(() => shop.Edit.Change(Actor.System, shop.Company.Company.Declarations.Named("opportunity"), plain, 1, new() { ["pipeline_id"] = renewals }));
        Assert.Equal(("read_only", "pipeline_id"), (refused.Rule, refused.Field));
    }

    [Theory, EveryEngine]
    public async Task the_pipeline_is_chosen_in_the_form_and_by_programs(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var pipeline = (await api.Post("pipeline", """{"name":"갱신","position":2}""")).Text("id");
        var stage = (await api.Post("stage", $$"""{"name":"갱신 안내","pipeline_id":"{{pipeline}}"}""")).Text("id");
        var browser = await api.Site.SignedIn();
        var form = await browser.Get("/opportunities/new");
        Assert.Equal(303, (await browser.Submit(form, "/opportunities/new", ("name", "다시"), ("pipeline_id", pipeline), ("pipeline_id.called", "갱신"))).Code);
        Assert.Equal(201, (await api.Post("opportunity", $$"""{"name":"또","pipeline_id":"{{pipeline}}"}""")).Code);
        Assert.Equal(2, await api.Site.Count("select count(*) from opportunities where stage_id = @stage", ("stage", Guid.Parse(stage))));
        var lead = await MadeLeads.New(api.Site, "김하늘");
        var script = await EditFieldTests.Script(api.Site);
        Assert.Contains("갱신", (await script.Get("/leads/choices?field=pipeline_id&q=갱")).Words, StringComparison.Ordinal);
        Assert.NotNull((await browser.Get($"/leads/{lead}/do/convert")).Html.QuerySelector("#pipeline_id"));
        // Many are not moved to another pipeline by a field.
        Assert.Null((await browser.Piece(form, "/opportunities/bulk", ("ids", lead.ToString()), ("do", "edit"))).Html.QuerySelector("option[value=pipeline_id]"));
    }
}
