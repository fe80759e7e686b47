using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

[Collection("Desk")]
public sealed class RecordListTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440, "저장", "비슷한 기록 1개", "저장했어요", "되돌리기"), InlineData("en-GB", 1440, "Save", "1 similar record", "saved", "Undo")]
    public async Task a_record_is_made_and_changed_by_keyboard(string locale, int width, string save, string similar, string changed, string undo)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var name = $"이하늘 {locale}";
        await Make(page, name, $"sky-{locale}@example.com");
        await page.GotoAsync("/leads/new");
        await page.Locator("#email").PressSequentiallyAsync($"sky-{locale}@example.com");
        await Assertions.Expect(page.Locator("#similar")).ToContainTextAsync(similar);
        await Clean(page);
        await Picture(page, $"lead-new-{locale[..2]}-{width}");
        await page.FillAsync("#name", "");
        await page.GetByRole(AriaRole.Button, new() { Name = save, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#name-fault")).ToBeVisibleAsync();
        Assert.Equal($"sky-{locale}@example.com", await page.InputValueAsync("#email"));
        visitor.Expect("422");

        await page.GotoAsync("/leads?cols=name,organisation,rating,source&q=" + Uri.EscapeDataString(name));
        var row = page.Locator("#records tbody tr").First;
        await row.Locator("th[data-field]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row.Locator("input[name=organisation]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("하늘상사");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(row.Locator("[data-field=organisation]")).ToHaveTextAsync("하늘상사");
        await Assertions.Expect(row.Locator("[data-field=rating] select")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row.Locator("[data-field=rating] .tag")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".toast-item").Last).ToContainTextAsync(changed);
        await Assertions.Expect(page.Locator(".toast-item").Last.GetByRole(AriaRole.Button, new() { Name = undo })).ToBeVisibleAsync();
        await row.Locator("[data-field=organisation]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row.Locator("input[name=organisation]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("버릴 말");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(row.Locator("[data-field=organisation]")).ToHaveTextAsync("하늘상사");
        await Assertions.Expect(row.Locator("[data-field=organisation]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("#peek")).ToContainTextAsync("하늘상사");
        await Clean(page);
        await Picture(page, $"lead-peek-{locale[..2]}-{width}");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#peek")).ToBeHiddenAsync();
    }

    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light, "조건 추가", "적용"), InlineData("ko-KR", 390, ColorScheme.Dark, "조건 추가", "적용"), InlineData("en-GB", 390, ColorScheme.Light, "Add a condition", "Apply"), InlineData("en-GB", 1440, ColorScheme.Dark, "Add a condition", "Apply")]
    public async Task a_condition_is_added_rows_are_selected_and_changed(string locale, int width, ColorScheme scheme, string add, string apply)
    {
        await using var visitor = await desk.Visit(locale, width, width == 390 ? 844 : 900, scheme);
        var page = visitor.Page;
        var mark = $"무지개 {locale} {width}";
        for (var i = 1; i <= 3; i++) await Make(page, $"{mark} {i}", $"r{i}-{width}-{locale}@example.com");
        await page.GotoAsync("/leads?q=" + Uri.EscapeDataString(mark));
        await page.GetByText(add, new() { Exact = true }).ClickAsync();
        await page.Locator("#condition-new-field").SelectOptionAsync("source");
        await page.Locator("#condition-new input[value=other]").CheckAsync();
        await Picture(page, $"leads-condition-{locale[..2]}-{width}-{scheme}");
        await page.Locator("#condition-new").GetByRole(AriaRole.Button, new() { Name = apply }).ClickAsync();
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(3);
        await Clean(page);
        await Picture(page, $"leads-{locale[..2]}-{width}-{scheme}");
        await page.Locator("[data-all]").CheckAsync();
        await Assertions.Expect(page.Locator("[data-count]")).ToContainTextAsync("3");
        await Clean(page);
        await Picture(page, $"leads-selected-{locale[..2]}-{width}-{scheme}");
        await page.Locator("button[name=do][value=edit]").ClickAsync();
        await page.Locator("#bulk-which").SelectOptionAsync("rating");
        await page.Locator("#value").SelectOptionAsync("warm");
        await Clean(page);
        await Picture(page, $"leads-bulk-{locale[..2]}-{width}-{scheme}");
        await page.Locator("button[name=do][value=apply]").ClickAsync();
        await Assertions.Expect(page.Locator(".work-strip .notice-good")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(page.Locator("#records [data-field=rating] .tag")).ToHaveCountAsync(3);
        await Picture(page, $"leads-done-{locale[..2]}-{width}-{scheme}");
        await page.Locator("button[type=submit]", new() { HasText = locale == "ko-KR" ? "되돌리기" : "Undo" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#records [data-field=rating] .tag")).ToHaveCountAsync(0);
    }

    [Theory, InlineData("ko-KR", 390), InlineData("en-GB", 320), InlineData("ko-KR", 1440)]
    public async Task a_list_is_grouped_from_its_menu_and_every_sheet_fits_the_window(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var mark = $"달별 {locale} {width}";
        await Make(page, $"{mark} 하나", $"m{width}-{locale}@example.com");
        await page.GotoAsync("/leads?q=" + Uri.EscapeDataString(mark));
        foreach (var menu in await page.Locator("details.menu:visible").AllAsync())
        {
            await menu.Locator("> summary").ClickAsync();
            await Fits.Window(page);
            await page.Keyboard.PressAsync("Escape");
        }
        await page.Locator("details:has(.column-sheet) > summary").ClickAsync();
        await page.Locator("select[name=group]").SelectOptionAsync("created_at");
        await Clean(page);
        await Picture(page, $"leads-columns-{locale[..2]}-{width}");
        await page.Locator(".column-sheet button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".group-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#groups tbody tr")).ToHaveCountAsync(1);
        await Clean(page);
        await Picture(page, $"leads-grouped-{locale[..2]}-{width}");
    }

    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light, "조건 묶기"), InlineData("en-GB", 390, ColorScheme.Dark, "Combine conditions"), InlineData("ko-KR", 390, ColorScheme.Light, "조건 묶기"), InlineData("en-GB", 1440, ColorScheme.Dark, "Combine conditions")]
    public async Task conditions_are_combined_by_keyboard(string locale, int width, ColorScheme scheme, string combine)
    {
        await using var visitor = await desk.Visit(locale, width, width == 390 ? 844 : 900, scheme);
        var page = visitor.Page;
        var mark = $"묶음 {locale} {width}";
        foreach (var (name, source, rating) in new[] { ("하나", "web", "hot"), ("두리", "call", "cold"), ("세나", "web", "cold") })
            await Make(page, $"{mark} {name}", $"t{width}-{locale}-{source}-{rating}@example.com", ("source", source), ("rating", rating));
        await page.GotoAsync($"/leads?q={Uri.EscapeDataString(mark)}&w=source:in:web");
        await Press(page.GetByText(combine, new() { Exact = true }));
        await Press(page.Locator("button[value='group top']"));
        await Assertions.Expect(page.Locator("#condition-tree-field")).ToBeFocusedAsync();
        await page.Locator("#condition-tree-field").SelectOptionAsync("rating");
        await page.Locator("#condition-tree input[value=hot]").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(1);
        await Press(page.Locator("button[value='any top']"));
        await Assertions.Expect(page.Locator("button[value='any top']")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(2);
        await Press(page.Locator("button[value='none 1']"));
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(3);
        await Press(page.Locator(".tree-line[data-place='0'] summary"));
        await Clean(page);
        await Picture(page, $"leads-tree-{locale[..2]}-{width}-{scheme}");
        await Press(page.Locator("button[value='move 0 1']"));
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#records")).ToContainTextAsync("두리");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#records tbody tr")).ToHaveCountAsync(3);
        await Picture(page, $"leads-tree-back-{locale[..2]}-{width}-{scheme}");

        static async Task Press(ILocator button)
        {
            await button.FocusAsync();
            await button.PressAsync("Enter");
        }
    }

    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light), InlineData("en-GB", 1440, ColorScheme.Dark)]
    public async Task columns_are_moved_and_sized_by_pointer_and_keyboard(string locale, int width, ColorScheme scheme)
    {
        await using var visitor = await desk.Visit(locale, width, scheme: scheme);
        var page = visitor.Page;
        await Make(page, $"너비 {locale}", $"wide-{locale}@example.com");
        await page.GotoAsync("/leads?cols=name,organisation,rating,source");
        var heads = page.Locator("#records thead th[data-col]");
        await page.Locator("th[data-col=rating] a").FocusAsync();
        await page.Keyboard.PressAsync("Alt+Shift+ArrowLeft");
        await Assertions.Expect(heads.Nth(1)).ToHaveAttributeAsync("data-col", "rating");
        await Assertions.Expect(page.Locator("th[data-col=rating] a")).ToBeFocusedAsync();
        await page.Locator("th[data-col=source]").DragToAsync(heads.Nth(1));
        await Assertions.Expect(heads.Nth(1)).ToHaveAttributeAsync("data-col", "source");
        await page.WaitForFunctionAsync("() => new URLSearchParams(location.search).get('cols') === 'name,source,rating,organisation'");

        var edge = page.Locator("th[data-col=source] .col-edge");
        var before = (await page.Locator("th[data-col=source]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(before.X + before.Width - 4, before.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(before.X + before.Width + 60, before.Y + 10, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.WaitForFunctionAsync("() => location.search.includes('source%7E')");
        var after = (await page.Locator("th[data-col=source]").BoundingBoxAsync())!;
        Assert.InRange(after.Width - before.Width, 50, 76);
        await edge.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("was => new URLSearchParams(location.search).get('cols') !== was", await page.EvaluateAsync<string>("() => new URLSearchParams(location.search).get('cols')"));
        await Assertions.Expect(edge).ToBeFocusedAsync();
        Assert.InRange((await page.Locator("th[data-col=source]").BoundingBoxAsync())!.Width - after.Width, 28, 36);
        await Clean(page);
        await Picture(page, $"leads-columns-{locale[..2]}-{width}");
        await page.ReloadAsync();
        Assert.InRange((await page.Locator("th[data-col=source]").BoundingBoxAsync())!.Width - after.Width, 28, 36);
    }

    [Fact]
    public async Task a_cell_that_could_not_be_saved_says_why_and_keeps_what_was_typed()
    {
        await using var visitor = await desk.Visit();
        var page = visitor.Page;
        await Make(page, "끊긴 칸", "cut@example.com");
        await page.GotoAsync("/leads?cols=name,organisation&q=" + Uri.EscapeDataString("끊긴 칸"));
        var cell = page.Locator("#records tbody td[data-field=organisation]").First;
        await cell.FocusAsync();
        // Nothing jumps while a cell is edited.
        Task<string> Widths() => page.EvaluateAsync<string>("() => [...document.querySelectorAll('#records thead th')].map(th => Math.round(th.getBoundingClientRect().width)).join()");
        var widths = await Widths();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(cell.Locator("input[name=organisation]")).ToBeFocusedAsync();
        Assert.Equal(widths, await Widths());
        var input = cell.Locator("input[name=organisation]");
        await input.FillAsync("하늘상사");
        // No answer at all.
        await page.RouteAsync(url => url.EndsWith("/fields/organisation?cell=1", StringComparison.Ordinal), route => route.AbortAsync());
        await input.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast-danger")).ToHaveCountAsync(1);
        await Assertions.Expect(cell.Locator("input[name=organisation]")).ToHaveValueAsync("하늘상사");
        await page.UnrouteAllAsync();
        visitor.Expect("ERR_FAILED");
        // A refusal that is not about the value: the form has lost its version.
        await cell.Locator("input[name=version]").EvaluateAsync("input => input.remove()");
        await cell.Locator("input[name=organisation]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("새로 고친 뒤 다시 해 주세요");
        await Assertions.Expect(cell.Locator("input[name=organisation]")).ToHaveValueAsync("하늘상사");
        visitor.Expect("428");
        await cell.Locator("form").EvaluateAsync("form => form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'version', value: '1' }))");
        await cell.Locator("input[name=organisation]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(cell).ToHaveTextAsync("하늘상사");
    }

    [Fact]
    public async Task a_record_is_chosen_for_a_field_by_typing()
    {
        await using var visitor = await desk.Visit();
        var page = visitor.Page;
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", "고르기");
        await page.FillAsync("#owner_id", "");
        await page.Locator("#owner_id").PressSequentiallyAsync("이서");
        await Assertions.Expect(page.Locator(".picker.open .picker-choice")).ToHaveCountAsync(1);
        await Picture(page, "lead-picker");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#owner_id")).ToHaveValueAsync("이서연");
        Assert.NotEqual("", await page.Locator("input[name=owner_id]").InputValueAsync());
    }

    /// <summary>Sends the form as it stands, without opening the record that it makes.</summary>
    internal static async Task Make(IPage page, string name, string email, params (string Field, string Value)[] more)
    {
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", name);
        await page.FillAsync("#email", email);
        foreach (var (field, value) in more) await page.SelectOptionAsync("#" + field, value);
        Assert.Equal("opaqueredirect", await page.EvaluateAsync<string>("async () => (await fetch('/leads/new', { method: 'POST', redirect: 'manual', body: new URLSearchParams(new FormData(document.getElementById('record-form'))) })).type"));
    }

    internal static async Task Clean(IPage page) =>
        Assert.Empty((await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations.Select(v => $"{v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Html))}"));

    internal static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }
}
