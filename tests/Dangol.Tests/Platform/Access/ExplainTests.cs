using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What is explained is what is done.</summary>
public sealed class ExplainTests
{
    [Theory, EveryEngine]
    public async Task what_is_said_of_a_person_and_a_record_is_what_they_find(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (ours, theirs) = (await site.Team("우리 팀"), await site.Team("남의 팀"));
        var head = await site.Person("sales_manager", name: "팀장");
        var (seller, mate, stranger, guest, nobody) = (await site.Person("seller", head, ours, "담당"), await site.Person("seller", head, ours, "동료"), await site.Person("seller", team: theirs, name: "남"), await site.Person("agent", name: "손님"), await site.Person(null, name: "역할 없음"));
        Guid[] people = [head, seller, mate, stranger, guest, nobody, site.Administrator];
        var leads = new List<Guid>();
        foreach (var owner in new[] { seller, stranger }) leads.Add((await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = "리드", ["owner_id"] = owner }))).Id);
        await site.Share("lead", leads[0], user: guest, mayEdit: true);
        await site.Share("lead", leads[1], user: guest, until: site.Company.Today.AddDays(-1));

        var admin = await site.SignedIn();
        foreach (var lead in leads)
        {
            var sees = new HashSet<Guid>();
            foreach (var person in people)
            {
                var browser = await site.SignedIn(person);
                if ((await browser.Get($"/api/v1/lead/{lead}")).Code == 200) sees.Add(person);
                var page = await browser.Get("/");
                var edits = (await browser.Send(new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/lead/{lead}")
                {
                    Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Headers = { { "If-Match", "\"1\"" }, { "X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content") } },
                })).Code is not (403 or 404);
                foreach (var (action, does) in new[] { ("view", sees.Contains(person)), ("edit", edits) })
                {
                    using var said = JsonDocument.Parse((await admin.Get($"/api/v1/access/lead/{lead}?user={person}&action={action}")).Body);
                    Assert.Equal((person, lead, action, does), (person, lead, action, said.RootElement.GetProperty("allowed").GetBoolean()));
                }
            }
            using var who = JsonDocument.Parse((await admin.Get($"/api/v1/access/lead/{lead}/who")).Body);
            Assert.Equal(sees.Order(), who.RootElement.GetProperty("people").EnumerateArray().Select(p => p.GetProperty("user").GetGuid()).Order());
        }
        // By which path: the way is named, in words.
        foreach (var (person, words) in new[] { (seller, "담당자예요"), (mate, "담당 팀에 속해요"), (head, "담당자가 이 사람의 조직에 속해요"), (guest, "이 기록을 공유받았어요"), (stranger, "그 밖에 있어요"), (nobody, "이 일을 허용하는 역할이 하나도 없어요") })
            Assert.Contains(words, (await admin.Get($"/leads/{leads[0]}/access?user={person}")).Words, StringComparison.Ordinal);
        // A field too, on the page of the record; and about oneself without any right.
        await site.Grant("seller", g => g.Set("lead", "rating", FieldLevel.Hidden));
        Assert.Contains("등급: 숨김", (await admin.Get($"/leads/{leads[0]}/access?user={seller}&field=rating")).Words, StringComparison.Ordinal);
        // A telephone is masked of a record that is not close, and said to be.
        foreach (var (person, level) in new[] { (seller, "usual"), (mate, "masked") })
        {
            using var said = JsonDocument.Parse((await admin.Get($"/api/v1/access/lead/{leads[0]}?user={person}&field=phone")).Body);
            Assert.Equal((person, level), (person, said.RootElement.GetProperty("field_level").GetString()));
        }
        foreach (var wrong in new[] { "field=nothing", "action=nothing" }) Assert.Equal((wrong, 422), (wrong, (await admin.Get($"/api/v1/access/lead/{leads[0]}?{wrong}")).Code));
        Assert.Contains("할 수 있어요", (await (await site.SignedIn(mate)).Get($"/leads/{leads[0]}/access")).Words, StringComparison.Ordinal);
        Assert.Equal(403, (await (await site.SignedIn(mate)).Get($"/leads/{leads[0]}/access?user={seller}")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_change_of_rights_holds_with_the_next_request_on_every_node(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller");
        var browser = await site.SignedIn(seller);
        // Another node has rules of its own and only the database in common.
        var other = new AccessRules(site.Company.Store, site.Company.Declarations, () => site.Company.Today);
        Assert.Equal((200, true), ((await browser.Get("/leads")).Code, (await other.Of(seller)).Allows(new("lead", Actions.View))));
        await site.Grant("seller", g => g.Grant("lead", ReachLevel.None, Actions.View));
        Assert.Equal((403, false), ((await browser.Get("/leads")).Code, (await other.Of(seller)).Allows(new("lead", Actions.View))));
        var lead = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = "리드" }))).Id;
        await site.Share("lead", lead, user: seller);
        Assert.Equal((200, true), ((await browser.Get($"/leads/{lead}")).Code, (await other.Of(seller)).Allows(new("lead", Actions.View))));
    }
}
