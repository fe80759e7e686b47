using System.Text.RegularExpressions;

namespace Dangol.Marketing;

/// <summary>The places in a message that are filled for each customer: <c>{고객명}</c> or <c>{name}</c>. A name that is none of them is refused when the message is saved.</summary>
internal static partial class MergeFields
{
    public const string Name = "name", Number = "number", Offer = "offer", Code = "code", Company = "company", Until = "until";

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["고객명"] = Name, ["name"] = Name, ["고객번호"] = Number, ["number"] = Number, ["오퍼"] = Offer, ["offer"] = Offer,
        ["코드"] = Code, ["code"] = Code, ["회사명"] = Company, ["company"] = Company, ["마감일"] = Until, ["until"] = Until,
    };

    /// <summary>How they are written, for the help beside the message.</summary>
    public static readonly Text All = new("{고객명} {고객번호} {오퍼} {코드} {회사명} {마감일}", "{name} {number} {offer} {code} {company} {until}");

    /// <exception cref="Refused"><c>merge_field_unknown</c></exception>
    public static void Check(string text, string field)
    {
        foreach (Match match in Places().Matches(text))
            if (!Known.ContainsKey(match.Groups[1].Value))
                throw new Refused("merge_field_unknown", field, new(
                    $"‘{match.Value}’ 항목은 채울 수 없어요. 쓸 수 있는 항목: {All.Ko}", $"“{match.Value}” can't be filled in. These can: {All.En}"));
    }

    /// <summary>Does the text use this one?</summary>
    public static bool Uses(string text, string field) => Places().Matches(text).Any(m => Known.GetValueOrDefault(m.Groups[1].Value) == field);

    /// <summary>The text with its places filled.</summary>
    public static string Fill(string text, Func<string, string> value) =>
        Places().Replace(text, match => Known.TryGetValue(match.Groups[1].Value, out var field) ? value(field) : match.Value);

    [GeneratedRegex(@"\{([^{}\n]{1,40})\}")]
    private static partial Regex Places();
}
