using Dangol.Platform;

namespace Dangol.Tests;

public sealed class NewRecordTests
{
    [Theory, EveryEngine]
    public async Task a_record_is_made_by_a_plain_form_and_can_be_taken_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var form = await browser.Get("/leads/new");
        Assert.Equal("other", form.Html.QuerySelector("select[name=source] option[selected]")!.GetAttribute("value"));
        Assert.Null(form.Html.QuerySelector("[name=status]"));
        Assert.Null(form.Html.QuerySelector("[name=unqualified_reason]"));
        Assert.Equal(TestSite.Name, form.Html.QuerySelector("[name='owner_id.called']")!.GetAttribute("value"));

        var made = await browser.Submit(form, "/leads/new", ("name", "박영희"), ("email", "YH@Example.com"), ("phone", "010 2345 6789"), ("tags", "VIP, 서울"));
        Assert.Equal(303, made.Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where name = '박영희' and email = 'YH@example.com' and phone = '+821023456789' and tags = '|vip|서울|' and status = 'new'"));

        var list = await browser.Get("/leads");
        Assert.Equal(["박영희"], list.Rows());
        var undone = await browser.Submit(list, list.Html.QuerySelector(".toast-item form")!.GetAttribute("action")!);
        Assert.Equal("/leads", undone.Location);
        Assert.Equal(0, await site.Count("select count(*) from leads"));
    }

    [Theory, EveryEngine]
    public async Task all_that_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var wrong = await browser.Submit(await browser.Get("/leads/new"), "/leads/new", ("name", ""), ("email", "no address"), ("phone", "abc"), ("notes", "그대로"));
        Assert.Equal(422, wrong.Code);
        Assert.NotNull(wrong.Html.QuerySelector("#name-fault"));
        Assert.NotNull(wrong.Html.QuerySelector("#email-fault"));
        Assert.NotNull(wrong.Html.QuerySelector("#phone-fault"));
        Assert.Equal("abc", wrong.Html.QuerySelector("#phone")!.GetAttribute("value"));
        Assert.Equal("그대로", wrong.Html.QuerySelector("#notes")!.TextContent);
        Assert.Equal(0, await site.Count("select count(*) from leads"));
    }

    [Theory, EveryEngine]
    public async Task a_form_that_is_sent_twice_makes_one_record(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var form = await browser.Get("/leads/new");
        var first = await browser.Submit(form, "/leads/new", ("name", "한 번"));
        var second = await browser.Submit(form, "/leads/new", ("name", "한 번"));
        Assert.Equal((303, 303), (first.Code, second.Code));
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(1, await site.Count("select count(*) from leads"));
        // One goes back and types another name: that is another record.
        Assert.NotEqual(first.Location, (await browser.Submit(form, "/leads/new", ("name", "또 한 사람"))).Location);
        Assert.Equal(2, await site.Count("select count(*) from leads"));
    }

    [Theory, EveryEngine]
    public async Task who_may_be_the_same_is_shown_while_one_types(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("김하나", ("email", "same@example.com"));
        await site.Lead("김두리", ("phone", "+821011112222"));
        var browser = await site.SignedIn();
        var form = await browser.Get("/leads/new");
        var piece = await browser.Piece(form, "/leads/similar", ("name", "김"), ("email", "Same@Example.COM"), ("phone", "010-1111-2222"));
        Assert.Contains("비슷한 기록 2개", piece.Words, StringComparison.Ordinal);
        Assert.Equal(["김하나", "김두리"], piece.Html.QuerySelectorAll(".similar a").Select(a => a.TextContent));
        Assert.Equal("", (await browser.Piece(form, "/leads/similar", ("email", "other@example.com"))).Words);
    }

    [Theory, EveryEngine]
    public async Task a_reference_is_found_by_typing_and_taken_by_its_name_without_script(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var jane = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane Doe", "a rather long sentence")));
        var browser = await site.SignedIn();
        var found = await browser.Get("/leads/choices?field=owner_id&q=Jan");
        Assert.Equal(jane.ToString(), found.Html.QuerySelector(".picker-choice")!.GetAttribute("data-value"));
        Assert.DoesNotContain("jane@example.com", found.Body, StringComparison.Ordinal);
        var form = await browser.Get("/leads/new");
        await browser.Submit(form, "/leads/new", ("name", "이름"), ("owner_id", ""), ("owner_id.called", "jane doe"));
        Assert.Equal(1, await site.Count("select count(*) from leads where owner_id = @jane", ("jane", jane)));
        var unknown = await browser.Submit(await browser.Get("/leads/new"), "/leads/new", ("name", "이름"), ("owner_id", ""), ("owner_id.called", "아무도"));
        Assert.Equal(422, unknown.Code);
        Assert.NotNull(unknown.Html.QuerySelector("#owner_id-fault"));
    }

    [Theory, EveryEngine]
    public async Task what_must_be_unique_is_refused_at_its_field(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        Assert.Equal(303, (await browser.Submit(await browser.Get("/products/new"), "/products/new", ("code", "A-1"), ("name", "원두"))).Code);
        var twice = await browser.Submit(await browser.Get("/products/new"), "/products/new", ("code", "A-1"), ("name", "원두 2"));
        Assert.Equal(422, twice.Code);
        Assert.NotNull(twice.Html.QuerySelector("#code-fault"));
        Assert.Contains("비슷한 기록 1개", twice.Words, StringComparison.Ordinal);
    }
}
