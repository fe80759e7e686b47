using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Dangol.Platform;

/// <summary>
/// The tree as JSON, version 1: <c>{"v":1,"tree":["all",["ge",{"m":"purchases","take":"count","when":["last",90,"day"]},3],["eq",{"f":"region"},"서울"]]}</c>.
/// A clause is an array that begins with its word; a term is a bare JSON value, an array (calculation) or an object (field, measure, typed value). A number
/// with a decimal point is a decimal, one without is whole. Equal trees give equal JSON, character by character.
/// </summary>
public static class TreeJson
{
    /// <summary>The version that is written. Older ones stay readable.</summary>
    public const int Version = 1;

    internal static readonly string[] Operators =
        ["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "starts", "empty", "not_empty"];

    internal static readonly string[] Signs = ["add", "sub", "mul", "div"];
    internal static readonly string[] Units = ["day", "week", "month"];
    internal static readonly string[] Aggregates = ["count", "sum", "distinct", "first", "last", "min", "max", "average"];

    internal static readonly string[] Names =
    [
        "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_quarter", "last_quarter",
        "this_year", "last_year",
    ];

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The clause as JSON, as it was built.</summary>
    public static string Write(Clause clause) => Versioned("tree", json => Put(json, clause));

    /// <summary>The term as JSON.</summary>
    public static string Write(Term term) => Versioned("value", json => Put(json, term));

    /// <summary>The JSON for a URL: base64url of its UTF-8. <see cref="TreeParser.FromUrl"/> reads it.</summary>
    public static string ToUrl(Clause clause) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Write(clause)));

    /// <summary>
    /// One form for clauses that say the same in another order: groups in groups of their kind and groups of one are opened, double negation falls away,
    /// members of groups and lists are sorted and kept once.
    /// </summary>
    public static Clause Canonical(Clause clause) => clause switch
    {
        Clause.All(var clauses) => Group(clauses, c => (c as Clause.All)?.Clauses, c => new Clause.All(c)),
        Clause.Any(var clauses) => Group(clauses, c => (c as Clause.Any)?.Clauses, c => new Clause.Any(c)),
        Clause.Not(var inner) => Canonical(inner) is var plain && plain is Clause.Not(var twice) ? twice : new Clause.Not(plain),
        Clause.Compare { Operator: Operator.In or Operator.NotIn } compare =>
            compare with { Left = Canonical(compare.Left), Values = Sorted(compare.Values.Select(Canonical), Write) },
        Clause.Compare compare => compare with { Left = Canonical(compare.Left), Values = compare.Values.Select(Canonical).ToSeq() },
        Clause.Within within => within with { Left = Canonical(within.Left) },
        _ => clause,
    };

    private static Term Canonical(Term term) => term switch
    {
        Term.Calculate(var left, var sign, var right) => new Term.Calculate(Canonical(left), sign, Canonical(right)),
        Term.Round(var value, var digits) => new Term.Round(Canonical(value), digits),
        Term.Measure { Where: { } where } measure => measure with { Where = Canonical(where) },
        _ => term,
    };

    private static Clause Group(Seq<Clause> clauses, Func<Clause, Seq<Clause>?> same, Func<Seq<Clause>, Clause> make)
    {
        var members = Sorted(clauses.Select(Canonical).SelectMany(c => same(c) ?? [c]), Write);
        return members.Count == 1 ? members[0] : make(members);
    }

    private static Seq<T> Sorted<T>(IEnumerable<T> items, Func<T, string> write) => items.DistinctBy(write).OrderBy(write, StringComparer.Ordinal).ToSeq();

    private static string Versioned(string name, Action<Utf8JsonWriter> put)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WritePropertyName(name);
            put(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Put(Utf8JsonWriter json, Clause clause)
    {
        if (clause is Clause.Within(var left, var period)) Put(json, period, left);
        else
        {
            json.WriteStartArray();
            switch (clause)
            {
                case Clause.All(var clauses):
                    json.WriteStringValue("all");
                    foreach (var c in clauses) Put(json, c);
                    break;
                case Clause.Any(var clauses):
                    json.WriteStringValue("any");
                    foreach (var c in clauses) Put(json, c);
                    break;
                case Clause.Not(var inner):
                    json.WriteStringValue("not");
                    Put(json, inner);
                    break;
                case Clause.Compare(var compared, var comparison, var values):
                    json.WriteStringValue(Operators[(int)comparison]);
                    Put(json, compared);
                    foreach (var value in values) Put(json, value);
                    break;
            }
            json.WriteEndArray();
        }
    }

    /// <summary>A period, after its word the value that lies in it (none for a measure).</summary>
    private static void Put(Utf8JsonWriter json, Period period, Term? left = null)
    {
        json.WriteStartArray();
        json.WriteStringValue(period switch { Period.Last => "last", Period.Next => "next", Period.Dates => "dates", Period.Named(var n) => Names[(int)n], _ => "" });
        if (left is not null) Put(json, left);
        switch (period)
        {
            case Period.Last(var count, var unit):
                json.WriteNumberValue(count);
                json.WriteStringValue(Units[(int)unit]);
                break;
            case Period.Next(var count, var unit):
                json.WriteNumberValue(count);
                json.WriteStringValue(Units[(int)unit]);
                break;
            case Period.Dates(var from, var to):
                json.WriteStringValue(from is { } first ? Day(first) : null);
                json.WriteStringValue(to is { } last ? Day(last) : null);
                break;
        }
        json.WriteEndArray();
    }

    private static void Put(Utf8JsonWriter json, Term term)
    {
        switch (term)
        {
            case Term.Literal(var value):
                PutValue(json, value);
                break;
            case Term.Calculate(var left, var sign, var right):
                json.WriteStartArray();
                json.WriteStringValue(Signs[(int)sign]);
                Put(json, left);
                Put(json, right);
                json.WriteEndArray();
                break;
            case Term.Round(var value, var digits):
                json.WriteStartArray();
                json.WriteStringValue("round");
                Put(json, value);
                json.WriteNumberValue(digits);
                json.WriteEndArray();
                break;
            case Term.Field(var path):
                Put(json, "f", path);
                break;
            case Term.Me:
                json.WriteStartObject();
                json.WriteBoolean("me", true);
                json.WriteEndObject();
                break;
            case Term.Today(var days):
                json.WriteStartObject();
                json.WriteNumber("today", days);
                json.WriteEndObject();
                break;
            case Term.Measure measure:
                json.WriteStartObject();
                json.WriteString("m", measure.Fact);
                json.WriteString("take", Aggregates[(int)measure.Take]);
                if (measure.Column is not null) json.WriteString("of", measure.Column);
                if (measure.Currency is not null) json.WriteString("cur", measure.Currency);
                if (measure.Period is not null) { json.WritePropertyName("when"); Put(json, measure.Period); }
                if (measure.Where is not null) { json.WritePropertyName("where"); Put(json, measure.Where); }
                json.WriteEndObject();
                break;
        }
    }

    private static void PutValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool yes: json.WriteBooleanValue(yes); break;
            case long whole: json.WriteNumberValue(whole); break;
            // Normalised, so that 1.50 and 1.5 are one; with a point, so that it stays a decimal.
            case decimal number: json.WriteRawValue((number == 0 ? 0m : number).ToString("0.0###########################", CultureInfo.InvariantCulture)); break;
            case Money money: Put(json, "money", money.Minor, money.Currency); break;
            case UnitPrice price: Put(json, "price", price.Micros, price.Currency); break;
            case DateOnly day: Put(json, "date", Day(day)); break;
            case DateTime instant: Put(json, "at", instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)); break;
            case Guid id: Put(json, "id", id.ToString()); break;
            default: throw new ArgumentException($"A tree holds no {value.GetType().Name}", nameof(value));
        }
    }

    private static void Put(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, string name, long number, string currency)
    {
        json.WriteStartObject();
        json.WriteNumber(name, number);
        json.WriteString("cur", currency);
        json.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
