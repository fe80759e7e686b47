using System.Text;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class HtmlTests
{
    [Fact]
    public void text_in_any_parts_is_the_same_bytes_as_in_one()
    {
        var (random, text) = (new Random(5), new StringBuilder());
        using var page = new Utf8Page();
        string[] some = ["a", "<td class=\"num\">", "단골 고객", "é", "😀", "\u2028", "", new('가', 40_000), new('x', 70_000)];
        for (var i = 0; i < 400; i++)
        {
            var part = some[random.Next(i % 50 == 0 ? some.Length : some.Length - 2)];
            text.Append(part);
            switch (random.Next(4))
            {
                case 0: page.Write(part); break;
                case 1: page.Write(part.AsSpan()); break;
                case 2: page.Write(part.ToCharArray(), 0, part.Length); break;
                default: foreach (var c in part) page.Write(c); break;
            }
        }
        Assert.True(page.Written.Span.SequenceEqual(Encoding.UTF8.GetBytes(text.ToString())));
    }

    [Fact]
    public void a_character_is_whole_where_its_halves_come_apart()
    {
        using var page = new Utf8Page();
        page.Write("\ud83d");
        page.Write('<');
        page.Write("\ud83d\ude00"[0]);
        page.Write("\ud83d\ude00"[1..]);
        Assert.Equal("\ufffd<😀", Encoding.UTF8.GetString(page.Written.Span));
    }

    [Theory, EveryEngine]
    public async Task a_page_is_whole_and_says_how_long_it_is(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var answer = await (await site.SignedIn()).Get("/leads?view=all");
        Assert.Equal(200, answer.Code);
        Assert.EndsWith("</html>", answer.Body.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("&#x", answer.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("리드", answer.Body, StringComparison.Ordinal);
    }
}
