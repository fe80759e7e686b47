using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dangol.Platform;

/// <summary>Reads what <see cref="TreeJson"/> writes, and nothing else: an unknown word, a wrong shape, a tree too deep or too large is refused.</summary>
public static class TreeParser
{
    /// <summary>The longest JSON that is looked at.</summary>
    public const int MaxLength = 100_000;

    // How deep the JSON may be is said by TreeSize, in words, not by the reader of JSON, which goes through it without recursion.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxLength };

    /// <summary>The clause in the JSON.</summary>
    /// <exception cref="Refused"><c>tree_not_readable</c>, <c>tree_version_unknown</c>, <c>tree_unknown_node</c>, <c>tree_too_deep</c>, <c>tree_too_large</c>.</exception>
    public static Clause Clause(string json)
    {
        var clause = Read(json, "tree", e => Clause(e, "tree", 1));
        TreeSize.Check(clause);
        return clause;
    }

    /// <summary>The term in the JSON.</summary>
    /// <exception cref="Refused">As for <see cref="Clause(string)"/>.</exception>
    public static Term Term(string json)
    {
        var term = Read(json, "value", e => Term(e, "value", 1));
        TreeSize.Check(term);
        return term;
    }

    /// <summary>The clause in a part of a URL that <see cref="TreeJson.ToUrl"/> made.</summary>
    public static Clause FromUrl(string part) =>
        part.Length <= MaxLength && Base64Url.IsValid(part) ? Clause(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part))) : throw NotReadable("tree");

    private static T Read<T>(string json, string name, Func<JsonElement, T> read)
    {
        if (json.Length > MaxLength)
            throw new Refused("tree_too_large", name, new("조건이 너무 길어요.", "The condition is too long."));
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement.ValueKind == JsonValueKind.Object ? Object(document.RootElement, name, "v", name) : [];
            if (!root.TryGetValue("v", out var version) || !root.TryGetValue(name, out var tree))
                throw new Refused("tree_not_readable", name, new($"조건은 {{\"v\":{TreeJson.Version},\"{name}\":[…]}} 꼴로 보내 주세요.", $"Send the condition in the form {{\"v\":{TreeJson.Version},\"{name}\":[…]}}."));
            if (!version.TryGetInt32(out var number) || number != TreeJson.Version)
                throw new Refused("tree_version_unknown", "v", new("이 프로그램이 모르는 버전의 조건이에요.", "The condition is of a version that this program doesn't know."));
            return read(tree);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw NotReadable(name);
        }
    }

    private static Clause Clause(JsonElement json, string path, int depth)
    {
        var (word, rest) = Array(json, path, depth);
        switch (word)
        {
            case "all": return new Clause.All(rest.Select((e, i) => Clause(e, $"{path}.all[{i}]", depth + 1)).ToSeq());
            case "any": return new Clause.Any(rest.Select((e, i) => Clause(e, $"{path}.any[{i}]", depth + 1)).ToSeq());
            case "not" when rest.Count == 1: return new Clause.Not(Clause(rest[0], path + ".not", depth + 1));
        }
        if (TreeJson.Operators.IndexOf(word) is >= 0 and var operation && rest.Count >= 1)
            return new Clause.Compare(Term(rest[0], path, depth + 1), (Operator)operation, rest.Skip(1).Select(e => Term(e, path, depth + 1)).ToSeq());
        if (rest.Count >= 1 && Period(word, rest.Skip(1).ToList(), path) is { } period) return new Clause.Within(Term(rest[0], path, depth + 1), period);
        throw Unknown(word, path);
    }

    private static Period? Period(string word, List<JsonElement> rest, string path)
    {
        if (word is "last" or "next" && rest is [{ ValueKind: JsonValueKind.Number } n, { ValueKind: JsonValueKind.String } u])
        {
            var unit = TreeJson.Units.IndexOf(u.GetString()!);
            if (unit < 0 || !n.TryGetInt32(out var count)) throw NotReadable(path);
            return word == "last" ? new Period.Last(count, (PeriodUnit)unit) : new Period.Next(count, (PeriodUnit)unit);
        }
        if (word == "dates" && rest is [var from, var to]) return new Period.Dates(DayOrNull(from), DayOrNull(to));
        return rest.Count == 0 && TreeJson.Names.IndexOf(word) is >= 0 and var name ? new Period.Named((PeriodName)name) : null;
    }

    private static Term Term(JsonElement json, string path, int depth) => json.ValueKind switch
    {
        JsonValueKind.Null => new Term.Literal(null),
        JsonValueKind.True => new Term.Literal(true),
        JsonValueKind.False => new Term.Literal(false),
        JsonValueKind.String => new Term.Literal(json.GetString()),
        JsonValueKind.Number => Number(json, path),
        JsonValueKind.Array => Calculation(json, path, depth),
        JsonValueKind.Object => Named(json, path, depth),
        _ => throw NotReadable(path),
    };

    private static Term.Literal Number(JsonElement json, string path)
    {
        var raw = json.GetRawText();
        if (raw.AsSpan().IndexOfAny("eE") >= 0) throw NotReadable(path);
        if (!raw.Contains('.', StringComparison.Ordinal)) return json.TryGetInt64(out var whole) ? new(whole) : throw NotReadable(path);
        return json.TryGetDecimal(out var number) ? new(number) : throw NotReadable(path);
    }

    private static Term Calculation(JsonElement json, string path, int depth)
    {
        var (word, rest) = Array(json, path, depth);
        if (word == "round" && rest.Count == 2 && rest[1].TryGetInt32(out var digits)) return new Term.Round(Term(rest[0], path, depth + 1), digits);
        if (TreeJson.Signs.IndexOf(word) is >= 0 and var sign && rest.Count == 2)
            return new Term.Calculate(Term(rest[0], path, depth + 1), (Arithmetic)sign, Term(rest[1], path, depth + 1));
        throw Unknown(word, path);
    }

    private static Term Named(JsonElement json, string path, int depth)
    {
        Deep(depth);
        var first = json.EnumerateObject().FirstOrDefault().Name;
        switch (first)
        {
            case "f": return new Term.Field(Word(Object(json, path, "f")["f"]));
            case "me" when Object(json, path, "me")["me"].ValueKind == JsonValueKind.True: return new Term.Me();
            case "today": return new Term.Today(Object(json, path, "today")["today"].GetInt32());
            case "date": return new Term.Literal(Day(Object(json, path, "date")["date"]));
            case "id": return new Term.Literal(Object(json, path, "id")["id"].GetGuid());
            case "at": return new Term.Literal(Instant(Word(Object(json, path, "at")["at"])));
            case "money" or "price":
                var amount = Object(json, path, first, "cur");
                if (!amount.TryGetValue("cur", out var code)) throw NotReadable(path);
                return new Term.Literal(first == "money" ? new Money(amount[first].GetInt64(), Word(code)) : new UnitPrice(amount[first].GetInt64(), Word(code)));
            case "m": return Measure(Object(json, path, "m", "take", "of", "cur", "when", "where"), path, depth);
            default: throw Unknown(first ?? "{}", path);
        }
    }

    private static Term.Measure Measure(Dictionary<string, JsonElement> json, string path, int depth)
    {
        var take = json.TryGetValue("take", out var word) ? TreeJson.Aggregates.IndexOf(Word(word)) : -1;
        if (take < 0) throw NotReadable(path);
        Period? period = null;
        if (json.TryGetValue("when", out var when))
        {
            var (name, rest) = Array(when, path, depth);
            period = Period(name, rest, path) ?? throw Unknown(name, path);
        }
        var where = json.TryGetValue("where", out var clause) ? Clause(clause, path + ".where", depth + 1) : null;
        return new(Word(json["m"]), (Aggregate)take, Text("of"), Text("cur"), period, where);

        string? Text(string name) => json.TryGetValue(name, out var value) ? Word(value) : null;
    }

    private static (string Word, List<JsonElement> Parts) Array(JsonElement json, string path, int depth)
    {
        Deep(depth);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0 || json[0].ValueKind != JsonValueKind.String) throw NotReadable(path);
        return (json[0].GetString()!, json.EnumerateArray().Skip(1).ToList());
    }

    /// <summary>The members of an object that has none but these, and none twice.</summary>
    private static Dictionary<string, JsonElement> Object(JsonElement json, string path, params ReadOnlySpan<string> names)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
            if (!names.Contains(member.Name)) throw Unknown(member.Name, path);
            else if (!members.TryAdd(member.Name, member.Value)) throw NotReadable(path);
        return members;
    }

    private static string Word(JsonElement json) => json.GetString() ?? throw new FormatException("a text is missing");

    private static DateOnly? DayOrNull(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : Day(json);

    private static DateOnly Day(JsonElement json) => DateOnly.ParseExact(Word(json), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime Instant(string text) => DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static void Deep(int depth)
    {
        if (depth > TreeSize.MaxDepth) throw TreeSize.TooDeep();
    }

    private static Refused Unknown(string word, string path) =>
        new("tree_unknown_node", path, new($"‘{Shortened(word)}’ 조건을 알 수 없어요.", $"There is no kind of condition called “{Shortened(word)}”."));

    private static Refused NotReadable(string path) =>
        new("tree_not_readable", path, new("조건을 읽을 수 없어요. 조건을 다시 만들어 주세요.", "The condition can't be read. Build it again."));

    private static string Shortened(string word) => word.Length <= 40 ? word : word[..40] + "…";
}
