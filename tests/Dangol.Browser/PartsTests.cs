namespace Dangol.Browser;

[Collection("Desk")]
public sealed class PartsTests(Desk desk)
{
    [Fact]
    public async Task a_missing_page_says_so_with_a_way_out()
    {
        await using var visitor = await desk.Visit();
        var answer = await visitor.Page.GotoAsync("/nowhere");
        Assert.Equal(404, answer!.Status);
        Assert.Equal("찾는 화면이 없어요", await visitor.Page.Locator("h1").InnerTextAsync());
        visitor.Expect("404");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "오늘 화면으로" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(desk.Product.Address.ToString());
    }

    [Fact]
    public async Task an_error_shows_a_number_that_is_in_the_log_and_no_trace()
    {
        await using var visitor = await desk.Visit("en-GB");
        var answer = await visitor.Page.GotoAsync("/ui/fault/500");
        Assert.Equal(500, answer!.Status);
        visitor.Expect("500");
        var number = await visitor.Page.Locator(".fault code").InnerTextAsync();
        Assert.Matches("^[2-9A-Z]{8}$", number);
        Assert.Contains(number, desk.Product.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperationException", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_wrong_field_is_told_at_the_field_and_keeps_its_place()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/ui");
        await visitor.Page.FillAsync("#email", "a@b");
        await visitor.Page.FillAsync("#password", "long enough");
        await visitor.Page.Locator("#password").PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#email-fault")).ToContainTextAsync("메일 주소에 @가 없어요");
        Assert.Equal("email-fault", await visitor.Page.Locator("#email").GetAttributeAsync("aria-describedby"));
        visitor.Expect("422");
    }

    [Fact]
    public async Task a_piece_replaces_its_place_and_its_message_is_shown()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/ui");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "조각 받기" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#piece")).ToContainTextAsync("서버가 보낸 조각");
        await Assertions.Expect(visitor.Page.Locator(".toast-item")).ToContainTextAsync("저장했어요.");
    }

    [Fact]
    public async Task a_refused_piece_is_a_message_and_leaves_the_page_as_it_was()
    {
        await using var visitor = await desk.Visit("en-GB");
        await visitor.Page.GotoAsync("/ui");
        await visitor.Page.FillAsync("#email", "kept@example.com");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "See a refusal" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".toast-danger")).ToContainTextAsync("A launched campaign can’t be changed");
        Assert.Equal("kept@example.com", await visitor.Page.InputValueAsync("#email"));
        Assert.Equal("Shared parts", await visitor.Page.Locator("h1").First.InnerTextAsync());
        visitor.Expect("409");
    }

    [Fact]
    public async Task a_message_survives_the_redirect_once()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/ui");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "보내기", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".toast-item a")).ToContainTextAsync("12명에게 보냈어요.");
        await visitor.Page.GotoAsync("/ui");
        Assert.Equal(0, await visitor.Page.Locator(".toast-item").CountAsync());
    }

    [Fact]
    public async Task charts_are_drawn_and_their_tables_fold_away()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/ui");
        await Assertions.Expect(visitor.Page.Locator("figure.chart canvas")).ToHaveCountAsync(4);
        Assert.False(await visitor.Page.Locator("figure.chart table").First.IsVisibleAsync());
        await visitor.Page.Locator("figure.chart summary").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("figure.chart table").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task without_script_a_chart_is_its_table()
    {
        await using var visitor = await desk.Visit(script: false);
        await visitor.Page.GotoAsync("/ui");
        Assert.True(await visitor.Page.Locator("figure.chart table").First.IsVisibleAsync());
        Assert.Contains("52,000,000", await visitor.Page.Locator("figure.chart table").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.False(await visitor.Page.Locator(".chart-plot").First.IsVisibleAsync());
    }

    [Fact]
    public async Task progress_reaches_every_tab_through_one_stream()
    {
        await using var visitor = await desk.Visit("en-GB");
        var streams = 0;
        visitor.Page.Context.Request += (_, request) => { if (request.Url.EndsWith("/live", StringComparison.Ordinal)) Interlocked.Increment(ref streams); };
        await visitor.Page.GotoAsync("/ui");
        var second = await visitor.Another();
        await second.GotoAsync("/ui");
        await visitor.Page.Locator("#go").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-live=gallery]")).ToHaveAttributeAsync("data-state", "done");
        await Assertions.Expect(second.Locator("[data-live=gallery]")).ToHaveAttributeAsync("data-state", "done");
        await Assertions.Expect(second.Locator("[data-part=count]")).ToHaveTextAsync("500,000 / 500,000");
        Assert.Equal(1, streams);
    }

    [Fact]
    public async Task when_the_tab_that_reads_the_stream_closes_another_goes_on()
    {
        await using var visitor = await desk.Visit("en-GB");
        var first = await visitor.Another();
        await first.GotoAsync("/ui");
        await visitor.Page.GotoAsync("/ui");
        var takesOver = visitor.Page.WaitForRequestAsync("**/live");
        await first.CloseAsync();
        await takesOver;
        await visitor.Page.Locator("#go").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-live=gallery]")).ToHaveAttributeAsync("data-state", "done");
    }

    [Fact]
    public async Task nothing_is_changed_without_the_token()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/");
        var answer = await visitor.Page.Context.APIRequest.PostAsync("/preferences/language", new() { Form = visitor.Page.Context.APIRequest.CreateFormData().Set("value", "en") });
        Assert.Equal(400, answer.Status);
    }
}
