namespace Dangol.Browser;

/// <summary>The page that shows the API, and the API as a script on our own pages calls it.</summary>
[Collection(nameof(Desk))]
public sealed class ApiTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440, "한꺼번에 처리"), InlineData("en-GB", 390, "Many at once")]
    public async Task the_calls_and_fields_of_each_type_are_shown(string locale, int width, string words)
    {
        await using var visitor = await desk.Visit(locale, width, 844);
        var page = visitor.Page;
        await page.GotoAsync("/api");
        await page.Locator("main nav a[href='/api?type=lead']").ClickAsync();
        await page.WaitForURLAsync("**/api?type=lead");
        Assert.Contains(words, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.True(await page.Locator("main tbody tr").CountAsync() > 20);
        await page.Look("api");
    }

    [Fact]
    public async Task a_script_of_ours_makes_and_reads_a_record()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/api");
        var name = await visitor.Page.EvaluateAsync<string>("""
            async () => {
              const headers = { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': document.querySelector('meta[name=csrf]').content, 'Idempotency-Key': 'browser-1' };
              const made = await fetch('/api/v1/lead', { method: 'POST', headers, body: JSON.stringify({ name: '박서준', phone: '010-9876-5432' }) });
              return (await (await fetch(made.headers.get('Location'))).json()).name;
            }
            """);
        Assert.Equal("박서준", name);
    }
}
