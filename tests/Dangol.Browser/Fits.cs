namespace Dangol.Browser;

/// <summary>Forms are sent by script: what answers them is there when none is busy any more.</summary>
internal static class Forms
{
    public static async Task Send(this ILocator button)
    {
        await button.ClickAsync();
        await button.Page.WaitForFunctionAsync("() => document.readyState === 'complete' && !document.querySelector('form[aria-busy=true]')");
    }
}

/// <summary>Nothing stands out of the window to the side; it names what does.</summary>
internal static class Fits
{
    public static async Task Window(IPage page)
    {
        var wide = await page.EvaluateAsync<string?>("""
            () => document.documentElement.scrollWidth <= innerWidth ? null
              : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160)).join('\n') || 'something'
            """);
        Assert.True(wide is null, $"the page is wider than the window: {wide}");
        // What opens over the page may begin before its left edge, where nobody can scroll to.
        var cut = await page.EvaluateAsync<string?>("""
            () => {
                for (const e of document.querySelectorAll('.menu-sheet, dialog[open], aside')) {
                    const box = e.getBoundingClientRect();
                    if (e.checkVisibility() && (box.left < 0 || box.right > innerWidth + 1)) return `from ${box.left} to ${box.right}: ${e.outerHTML.slice(0, 160)}`;
                }
                return null;
            }
            """);
        Assert.True(cut is null, $"a sheet is cut off: {cut}");
    }
}
