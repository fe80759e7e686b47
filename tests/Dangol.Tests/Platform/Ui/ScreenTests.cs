using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ScreenTests
{
    [Theory]
    [InlineData(null, Language.Korean)]
    [InlineData("", Language.Korean)]
    [InlineData("*", Language.Korean)]
    [InlineData("fr-FR,fr;q=0.9", Language.Korean)]
    [InlineData("en-US,en;q=0.9,ko;q=0.8", Language.English)]
    [InlineData("ko-KR,ko;q=0.9,en-US;q=0.8", Language.Korean)]
    [InlineData("fr,en;q=0.5,ko;q=0.4", Language.English)]
    [InlineData("en;q=0,ko;q=0.1", Language.Korean)]
    [InlineData("en;q=nonsense", Language.Korean)]
    public void the_browser_s_wish_counts_by_its_weight(string? header, Language language) => Assert.Equal(language, Screen.Wish(header));

    [Theory]
    [InlineData("/", true)]
    [InlineData("/customers?q=김", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/a\r\nSet-Cookie: b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void one_comes_back_to_a_path_of_ours_only(string? path, bool ours) => Assert.Equal(ours, Preferences.IsOwnPath(path));
}
