using System.Collections.Frozen;
using System.Text;

namespace Dangol.Customers;

/// <summary>A street, place or whole address in one spelling: Korean provinces by their short names, streets by their long, signs as blanks.</summary>
internal static class PostalAddress
{
    private static readonly FrozenDictionary<string, string> Words = new (string Long, string Short)[]
    {
        ("street", "st str"), ("road", "rd"), ("avenue", "ave av"), ("crescent", "cr cres crs"), ("court", "ct crt"), ("place", "pl plc"), ("drive", "dr drv"), ("lane", "ln"), ("boulevard", "blvd bvd"),
        ("circuit", "cct cir circ"), ("close", "cl"), ("parade", "pde"), ("terrace", "tce ter"), ("highway", "hwy"), ("square", "sq"), ("apartment", "apt"), ("building", "bldg"), ("mount", "mt"), ("village", "vlge vlg"), ("retirement", "retrmnt"),
    }.SelectMany(w => w.Short.Split(' ').Select(s => (s, w.Long))).ToFrozenDictionary(w => w.s, w => w.Long, StringComparer.Ordinal);

    private static readonly (string Long, string Short)[] Provinces =
    [
        ("서울특별시", "서울"), ("서울시", "서울"), ("부산광역시", "부산"), ("부산시", "부산"), ("대구광역시", "대구"), ("대구시", "대구"), ("인천광역시", "인천"), ("인천시", "인천"), ("광주광역시", "광주"), ("대전광역시", "대전"), ("대전시", "대전"), ("울산광역시", "울산"), ("울산시", "울산"),
        ("세종특별자치시", "세종"), ("세종시", "세종"), ("경기도", "경기"), ("강원특별자치도", "강원"), ("강원도", "강원"), ("충청북도", "충북"), ("충청남도", "충남"), ("전북특별자치도", "전북"), ("전라북도", "전북"), ("전라남도", "전남"), ("경상북도", "경북"), ("경상남도", "경남"), ("제주특별자치도", "제주"), ("제주도", "제주"),
    ];

    public static string? Of(string raw)
    {
        var folded = Folded.Plain(raw);
        foreach (var (whole, brief) in Hangul.HasSyllable(folded) ? Provinces : [])
            if (folded.StartsWith(whole, StringComparison.Ordinal)) { folded = brief + " " + folded[whole.Length..]; break; }
        var text = new StringBuilder(folded.Length);
        var word = new StringBuilder();
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c) || (c == '-' && word.Length > 0 && char.IsAsciiDigit(word[^1]))) word.Append(c);
            else if (c is not ('\'' or '’')) End();
        }
        End();
        return text.Length == 0 ? null : text.ToString();

        void End()
        {
            if (word.Length == 0) return;
            var said = word.ToString().TrimEnd('-');
            word.Clear();
            if (said.EndsWith("번지", StringComparison.Ordinal) && said.Length > 2) said = said[..^2];
            if (text.Length > 0) text.Append(' ');
            text.Append(Words.GetValueOrDefault(said, said));
        }
    }
}
