namespace Dangol.Browser;

/// <summary>Cells of a list: what is too long for them, and what two people put into one.</summary>
[Collection("Desk")]
public sealed class CellTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light), InlineData("en-GB", 390, ColorScheme.Dark)]
    public async Task what_somebody_else_put_into_a_cell_stands_beside_what_was_typed(string locale, int width, ColorScheme scheme)
    {
        await using var visitor = await desk.Visit(locale, width, scheme: scheme);
        var page = visitor.Page;
        // However long its name is, the other columns are there.
        var name = $"두 사람 {locale} " + string.Concat(Enumerable.Repeat("아주 긴 이름 ", 15)).Trim();
        await RecordListTests.Make(page, name, $"two-{width}@example.com");
        var list = "/leads?cols=name,organisation,status,source,phone,next_step,owner_id&q=" + Uri.EscapeDataString($"두 사람 {locale}");
        await page.GotoAsync(list);
        await page.EvaluateAsync("""async () => fetch(`/api/v1/lead/${document.querySelector('#records tr[data-id]').dataset.id}/do/qualify`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': document.querySelector('meta[name=csrf]').content }, body: '{"status":"qualified"}' })""");
        await page.ReloadAsync();
        var title = page.Locator("#records tbody th").First;
        Assert.Equal(name, await title.Locator("a").GetAttributeAsync("title"));
        Assert.True(await title.EvaluateAsync<bool>("th => th.scrollWidth > th.clientWidth"));
        if (width > 640) Assert.True(await page.Locator(".list").First.EvaluateAsync<bool>("list => list.scrollWidth <= list.clientWidth"));
        else Assert.InRange((await title.BoundingBoxAsync())!.Width, 60, 200);
        await page.Locator("#records tbody td[data-field=status]").First.HoverAsync();
        await RecordListTests.Clean(page);
        await RecordListTests.Picture(page, $"leads-long-{locale[..2]}-{width}");

        var cell = page.Locator("#records tbody td[data-field=organisation]").First;
        Task Other(string text) => page.EvaluateAsync("""
            async text => {
              const form = document.querySelector('#records .cell-form');
              await fetch(form.getAttribute('action'), { method: 'POST', headers: { 'HX-Request': 'true', 'X-CSRF-TOKEN': document.querySelector('meta[name=csrf]').content }, body: new URLSearchParams({ version: form.elements.version.value, organisation: text }) });
            }
            """, text);
        async Task Meet(string theirs, string mine)
        {
            await cell.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(cell.Locator("input[name=organisation]")).ToBeFocusedAsync();
            await Other(theirs);
            await cell.Locator("input[name=organisation]").FillAsync(mine);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(cell.Locator("[data-now]")).ToHaveTextAsync(theirs);
            await Assertions.Expect(cell.Locator("input[name=organisation]")).ToHaveValueAsync(mine);
            visitor.Expect("409");
        }
        await Meet("피", "큐");
        await RecordListTests.Clean(page);
        await RecordListTests.Picture(page, $"leads-cell-meets-{locale[..2]}-{width}");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(cell).ToHaveTextAsync("피");
        await Meet("나래", "가람");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(cell).ToHaveTextAsync("가람");
    }
}
