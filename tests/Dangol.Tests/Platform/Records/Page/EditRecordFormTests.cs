using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>The form of a record that is there, and fields that depend on others.</summary>
public sealed class EditRecordFormTests
{
    [Theory, EveryEngine]
    public async Task fields_come_and_go_with_what_is_typed_and_are_saved_together(Engine engine)
    {
        await using var site = await TestSite.Open(engine, GadgetsModule.AddGadgets);
        var id = await Gadget(site, ("size", "large"));
        var browser = await site.SignedIn();
        var form = await browser.Get($"/gadgets/{id}/edit");
        Assert.Null(form.Html.QuerySelector("#handling"));
        Assert.Equal($"/gadgets/{id}/edit/fields", form.Html.QuerySelector("#is_fragile")!.GetAttribute("hx-post"));

        var fields = await browser.Piece(form, $"/gadgets/{id}/edit/fields", ("is_fragile", "true"), ("was.is_fragile", ""), ("name", "유리잔"), ("was.name", "유리"), ("version", "1"));
        Assert.Equal("true", fields.Html.QuerySelector("#is_fragile option[selected]")!.GetAttribute("value"));
        Assert.True(fields.Html.QuerySelector("#handling")!.HasAttribute("required"));
        Assert.Equal("유리잔", fields.Html.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Equal("유리", fields.Html.QuerySelector("input[name='was.name']")!.GetAttribute("value"));
        Assert.NotNull(fields.Html.QuerySelector("input[name=colours][value=clear]"));

        // Without script the answer shows what is missing.
        var missing = await browser.Submit(form, $"/gadgets/{id}/edit", ("is_fragile", "true"));
        Assert.Equal(422, missing.Code);
        Assert.NotNull(missing.Html.QuerySelector("#handling-fault"));
        Assert.Equal($"/gadgets/{id}", (await browser.Submit(missing, $"/gadgets/{id}/edit", ("handling", "조심히"))).Location);
        Assert.Equal(1, await site.Count("select count(*) from gadgets where is_fragile and handling = '조심히' and version = 2"));
    }

    [Theory, EveryEngine]
    public async Task a_field_that_needs_another_leads_from_its_place_to_where_both_are_filled_in(Engine engine)
    {
        await using var site = await TestSite.Open(engine, GadgetsModule.AddGadgets);
        var id = await Gadget(site, ("size", "large"));
        var browser = await site.SignedIn();
        var page = await browser.Get($"/gadgets/{id}");
        foreach (var cell in new[] { "", "?cell=1" })
        {
            var stuck = await browser.Piece(page, $"/gadgets/{id}/fields/is_fragile{cell}", ("is_fragile", "true"), ("version", "1"));
            Assert.Equal(422, stuck.Code);
            var way = stuck.Html.QuerySelector($"a[href^='/gadgets/{id}/edit?']")!.GetAttribute("href")!;
            var form = await browser.Get(way);
            Assert.Equal("true", form.Html.QuerySelector("#is_fragile option[selected]")!.GetAttribute("value"));
            Assert.NotNull(form.Html.QuerySelector("#handling"));
            if (cell.Length > 0) Assert.Equal(303, (await browser.Submit(form, $"/gadgets/{id}/edit", ("handling", "조심히"))).Code);
        }
        Assert.Equal(1, await site.Count("select count(*) from gadgets where is_fragile and handling = '조심히'"));
    }

    [Theory, EveryEngine]
    public async Task who_may_be_the_same_is_shown_but_not_the_record_itself(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var one = await MadeLeads.New(site, "김하늘", ("email", "sky@haneul.example"));
        var two = await MadeLeads.New(site, "다른 사람", ("email", "other@haneul.example"));
        var browser = await site.SignedIn();
        var form = await browser.Get($"/leads/{two}/edit");
        Assert.Equal($"/leads/{two}/edit/similar", form.Html.QuerySelector("#email")!.GetAttribute("hx-post"));
        var same = await browser.Piece(form, $"/leads/{two}/edit/similar", ("email", "Sky@haneul.example"), ("version", "1"));
        Assert.NotNull(same.Html.QuerySelector($"a[href='/leads/{one}']"));
        var none = await browser.Piece(form, $"/leads/{two}/edit/similar", ("email", "other@haneul.example"), ("version", "1"));
        Assert.Empty(none.Html.QuerySelectorAll("a"));
    }

    [Theory, EveryEngine]
    public async Task a_form_that_comes_back_for_a_mistake_does_not_hide_what_somebody_else_did(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("interest", "처음"));
        var browser = await site.SignedIn();
        var form = await browser.Get($"/leads/{id}/edit");
        await MadeLeads.Change(site, id, 1, ("interest", "남의 것"));
        var wrong = await browser.Submit(form, $"/leads/{id}/edit", ("interest", "내 것"), ("email", "아님"));
        Assert.Equal(422, wrong.Code);
        var met = await browser.Submit(wrong, $"/leads/{id}/edit", ("email", ""));
        Assert.Equal(409, met.Code);
        Assert.NotNull(met.Html.QuerySelector("#interest-fault"));
        Assert.Contains("남의 것", met.Html.QuerySelector("#f-interest .record-now")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '남의 것'"));
        Assert.Equal(303, (await browser.Submit(met, $"/leads/{id}/edit")).Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '내 것'"));
    }

    [Theory, EveryEngine]
    public async Task a_field_can_be_closed_as_the_record_stands(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var id = await api.Made("""{"name":"봉인","code":"sealed","story":"처음 이야기"}""");
        var refused = await api.Call("PATCH", "gadget/" + id, """{"story":"다른 이야기"}""", ("If-Match", "\"1\""));
        Assert.Equal((422, "read_only", "story"), (refused.Code, refused.Text("rule"), refused.Text("field")));
        var batch = await api.Post("gadget/batch", $$$"""{"rows":[{"do":"update","id":"{{{id}}}","fields":{"story":"다른 이야기"}},{"do":"update","id":"{{{id}}}","fields":{"pieces":3}}]}""");
        Assert.Equal(["read_only", null], batch.Json["rows"]!.AsArray().Select(r => (string?)r!["rule"]));
        var browser = await api.Site.SignedIn();
        var page = await browser.Get($"/gadgets/{id}");
        Assert.NotNull(page.Html.QuerySelector("#field-story .record-lock"));
        Assert.Null(page.Html.QuerySelector("#field-story .record-pencil"));
        Assert.Null((await browser.Get($"/gadgets/{id}/edit")).Html.QuerySelector("#story"));
        Assert.Equal(422, (await browser.Piece(page, $"/gadgets/{id}/fields/story", ("story", "x"), ("version", "2"))).Code);
        // Once it is open again, it can be written in; the same words are no change.
        Assert.Equal(200, (await api.Call("PATCH", "gadget/" + id, """{"story":"처음 이야기","code":"open"}""", ("If-Match", "\"2\""))).Code);
        Assert.Equal(200, (await api.Call("PATCH", "gadget/" + id, """{"story":"다음 이야기"}""", ("If-Match", "\"3\""))).Code);
    }

    private static async Task<Guid> Gadget(TestSite site, params (string Name, object? Value)[] more) => (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named("gadget"),
        new(more.Select(m => KeyValuePair.Create(m.Name, m.Value)).Prepend(KeyValuePair.Create("name", (object?)"유리")))))).Id;
}
