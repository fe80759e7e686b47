namespace Dangol.Browser;

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
    }
}
