using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>The palette: recents and views beside records, pages and what can be made.</summary>
public sealed class PaletteTests
{
    [Theory, EveryEngine]
    public async Task what_was_looked_at_lately_is_offered_where_nothing_is_typed(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (one, two) = ((await site.Lead("김하늘")).Id, (await site.Lead("박바다")).Id);
        var browser = await EditFieldTests.Script(site);
        var recent = await browser.Get($"/palette?recent=leads/{two},leads/{one},leads/{Guid.NewGuid()},nothing/{one},leads/x,campaigns");
        Assert.Equal([$"/leads/{two}", $"/leads/{one}"], recent.Html.QuerySelectorAll(".palette-item").Select(a => a.GetAttribute("href")).Where(h => h!.StartsWith("/leads/0", StringComparison.Ordinal)));
        Assert.Contains("박바다", recent.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("박바다", (await browser.Get($"/palette?q=메모&recent=leads/{two}")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_view_is_gone_to_by_its_name(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("rating", "hot"));
        var browser = await site.SignedIn();
        var saved = await browser.Submit(await browser.Get("/leads?w=rating:in:hot"), "/leads/views", ("do", "save_as"), ("name", "뜨거운 리드"));
        var script = await EditFieldTests.Script(site);
        Assert.NotNull((await script.Get("/palette?q=뜨거운")).Html.QuerySelector($"a[href='{saved.Location}']"));
        var other = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        Assert.Null((await (await site.SignedIn(other)).Get("/palette?q=뜨거운")).Html.QuerySelector($"a[href='{saved.Location}']"));
    }
}
