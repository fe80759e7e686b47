using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What an activity is about must be there, at every door.</summary>
public sealed class RegardingTests
{
    [Theory, EveryEngine]
    public async Task what_an_activity_is_about_must_be_there(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = await Made(api, "lead", """{"name":"김하늘"}""");
        var nobody = Guid.NewGuid();
        var said = await api.Post("task/batch", $$$"""
            {"rows":[
              {"fields":{"subject":"고객 없음","regarding_type":"customer","regarding_id":"{{{nobody}}}"}},
              {"fields":{"subject":"유형 없음","regarding_type":"nonsense","regarding_id":"{{{lead}}}"}},
              {"fields":{"subject":"다른 유형","regarding_type":"customer","regarding_id":"{{{lead}}}"}},
              {"fields":{"subject":"있음","regarding_type":"lead","regarding_id":"{{{lead}}}"}}
            ]}
            """);
        Assert.Equal(["reference_unknown", "unknown_type", "reference_unknown", null], said.Json["rows"]!.AsArray().Select(r => (string?)r!["rule"]));
        Assert.Equal(["regarding_id", "regarding_type", "regarding_id", null], said.Json["rows"]!.AsArray().Select(r => (string?)r!["field"]));
        Assert.Equal(1, (int)said.Json["created"]!);
        var alone = await api.Post("task", $$"""{"subject":"x","regarding_type":"customer","regarding_id":"{{nobody}}"}""");
        Assert.Equal((422, "reference_unknown"), (alone.Code, alone.Text("rule")));
        Assert.Equal((422, "unknown_type"), await api.Post("task", $$"""{"subject":"x","regarding_type":"nonsense","regarding_id":"{{lead}}"}""") is var odd ? (odd.Code, odd.Text("rule")) : default);
    }

    [Theory, EveryEngine]
    public async Task the_type_alone_can_not_turn_it_to_something_that_is_not_there(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = await Made(api, "lead", """{"name":"김하늘"}""");
        var task = await Made(api, "task", $$"""{"subject":"전화","regarding_type":"lead","regarding_id":"{{lead}}"}""");
        var turned = await api.Call("PATCH", "task/" + task, """{"regarding_type":"customer"}""", ("If-Match", "\"1\""));
        Assert.Equal((422, "reference_unknown", "regarding_id"), (turned.Code, turned.Text("rule"), turned.Text("field")));
        var batch = await api.Post("task/batch", $$$"""{"rows":[{"do":"update","id":"{{{task}}}","fields":{"regarding_type":"customer"}},{"do":"update","id":"{{{task}}}","fields":{"regarding_type":null,"regarding_id":null}}]}""");
        Assert.Equal(["refused", "updated"], batch.Json["rows"]!.AsArray().Select(r => (string?)r!["outcome"]));
    }

    [Theory, EveryEngine]
    public async Task the_form_asks_for_the_kind_and_then_for_the_record(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var lead = await MadeLeads.New(site, "현용상사");
        var browser = await site.SignedIn();
        var form = await browser.Get("/tasks/new");
        var kinds = form.Html.QuerySelectorAll("#regarding_type option").ToDictionary(o => o.GetAttribute("value")!, o => o.TextContent);
        Assert.Equal("리드", kinds["lead"]);
        foreach (var other in new[] { "task", "memo", "user", "role", "stage" }) Assert.DoesNotContain(other, kinds.Keys);
        Assert.Null(form.Html.QuerySelector("#regarding_id"));

        // The kind decides what is found.
        var chosen = await browser.Piece(form, "/tasks/new/fields", ("subject", "전화하기"), ("regarding_type", "lead"));
        var ask = chosen.Html.QuerySelector("#regarding_id")!.GetAttribute("hx-get")!;
        var found = await browser.Get(ask + "&q=" + Uri.EscapeDataString("현용"));
        Assert.Equal(lead.ToString(), found.Html.QuerySelector(".picker-choice")!.GetAttribute("data-value"));
        Assert.Null((await browser.Get(ask.Replace("of=lead", "of=customer", StringComparison.Ordinal) + "&q=" + Uri.EscapeDataString("현용"))).Html.QuerySelector(".picker-choice"));

        // Another kind takes the record of before with it; half of it is refused where the record is to be chosen.
        var turned = await browser.Piece(form, "/tasks/new/fields", ("subject", "전화하기"), ("regarding_type", "customer"), ("regarding_id", lead.ToString()), ("regarding_id.called", "현용상사"));
        Assert.Equal("", turned.Html.QuerySelector("input[name=regarding_id]")!.GetAttribute("value"));
        Assert.Equal("", turned.Html.QuerySelector("#regarding_id")!.GetAttribute("value") ?? "");
        var half = await browser.Submit(form, "/tasks/new", ("subject", "전화하기"), ("regarding_type", "lead"));
        Assert.Equal(422, half.Code);
        Assert.NotNull(half.Html.QuerySelector("#regarding_id-fault"));

        // Without script the name is enough.
        var made = await browser.Submit(half, "/tasks/new", ("regarding_id.called", "현용상사"));
        Assert.Equal(303, made.Code);
        Assert.Equal(1, await site.Count("select count(*) from tasks where regarding_type = 'lead' and regarding_id = @lead", ("lead", lead)));
        Assert.Contains("전화하기", (await browser.Get($"/leads/{lead}")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task it_is_prefilled_shown_and_changed_in_the_whole_form(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (lead, other) = (await MadeLeads.New(site, "현용상사"), await MadeLeads.New(site, "다른상사"));
        var browser = await site.SignedIn();
        var composer = await browser.Get($"/leads/{lead}?compose=task");
        var form = await browser.Get(composer.Html.QuerySelector(".composer a[href^='/tasks/new?']")!.GetAttribute("href")!);
        Assert.Equal("lead", form.Html.QuerySelector("#regarding_type option[selected]")!.GetAttribute("value"));
        Assert.Equal("현용상사", form.Html.QuerySelector("#regarding_id")!.GetAttribute("value"));
        var at = (await browser.Submit(form, "/tasks/new", ("subject", "전화하기"))).Location!;

        var page = await browser.Get(at);
        Assert.Equal($"/leads/{lead}", page.Html.QuerySelector("#field-regarding_id .record-value a")!.GetAttribute("href"));
        Assert.StartsWith(at + "/edit#", page.Html.QuerySelector("#field-regarding_id .record-pencil")!.GetAttribute("href"), StringComparison.Ordinal);
        var edit = await browser.Get(at + "/edit");
        Assert.Equal("현용상사", edit.Html.QuerySelector("#regarding_id")!.GetAttribute("value"));
        Assert.Equal(303, (await browser.Submit(edit, at + "/edit", ("regarding_id", other.ToString()), ("regarding_id.called", "다른상사"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from tasks where regarding_type = 'lead' and regarding_id = @other", ("other", other)));

        // No kind, no record.
        Assert.Equal(303, (await browser.Submit(await browser.Get(at + "/edit"), at + "/edit", ("regarding_type", ""))).Code);
        Assert.Equal(1, await site.Count("select count(*) from tasks where regarding_type is null and regarding_id is null"));
    }

    [Theory, EveryEngine]
    public async Task what_one_does_not_reach_is_neither_offered_nor_lost(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await Strangers.Of(site);
        var browser = await site.SignedIn(house.Me);
        var found = await browser.Get("/tasks/choices?field=regarding_id&as=regarding_id&of=lead&q=");
        Assert.Contains("내 것", found.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(Strangers.Secret, found.Body, StringComparison.Ordinal);

        // A task of one's own about a stranger's lead: its form leaves that alone.
        var task = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("task"), new() { ["subject"] = "남의 일", ["owner_id"] = house.Me, ["regarding_type"] = "lead", ["regarding_id"] = house.Theirs["lead"] }))).Id;
        var form = await browser.Get($"/tasks/{task}/edit");
        Assert.Null(form.Html.QuerySelector("[name=regarding_type]"));
        Assert.DoesNotContain(Strangers.Secret, form.Body, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.Submit(form, $"/tasks/{task}/edit", ("subject", "고친 일"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from tasks where id = @task and subject = '고친 일' and regarding_id = @lead", ("task", task), ("lead", house.Theirs["lead"])));
    }

    private static async Task<string> Made(ApiCaller api, string type, string json)
    {
        var made = await api.Post(type, json);
        Assert.True(made.Code == 201, made.Page.Body);
        return made.Text("id");
    }
}
