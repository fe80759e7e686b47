using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// How the columns of one kind of sales file become sales lines: data, kept as JSON with a version, shipped or written by the person who knows the file.
/// </summary>
public sealed record SalesMapping
{
    /// <summary>The newest form of mapping files that this program reads.</summary>
    public const int Newest = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public required int Version { get; init; }

    /// <summary>Short name; also the name of the source to which the imported lines belong unless another is said.</summary>
    public required string Name { get; init; }

    /// <summary>What the file kind is called on screens.</summary>
    public required MappingLabel Label { get; init; }

    /// <summary>Field name to the column headers that may stand for it, the best first. <c>#3</c> is the third column, whatever its header.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; init; }

    /// <summary>Whether the first record names the columns; without it every column is given as <c>#n</c>.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Date formats in .NET's letters, tried in order.</summary>
    public required IReadOnlyList<string> Dates { get; init; }

    /// <summary>IANA zone in which the file's times are told.</summary>
    public required string Zone { get; init; }

    /// <summary>Whose calendar gives the business date: the source's own zone or the company's.</summary>
    public BusinessDay BusinessDate { get; init; } = BusinessDay.Source;

    /// <summary>ISO 4217 code of every amount in the file.</summary>
    public required string Currency { get; init; }

    public NumberStyle Numbers { get; init; } = new();
    public CancellationRule Cancellation { get; init; } = new();
    public ProductRule Product { get; init; } = new();
    public CustomerRule Customer { get; init; } = new();

    /// <summary>Codes in the product column that are no products; the first that fits counts. Everything else is a product.</summary>
    public IReadOnlyList<CodeRule> Codes { get; init; } = [];

    public ImportLimits Limits { get; init; } = new();

    /// <summary>The mappings that come with the program.</summary>
    public static IReadOnlyList<SalesMapping> Shipped { get; } = [FromResource("online-retail"), FromResource("korean-sales")];

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="Refused">It is no JSON, has an unknown member or field name, or misses what every mapping must say.</exception>
    public static SalesMapping Parse(string json)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<SalesMapping>(json, Json) ?? throw new JsonException("null");
            mapping.Check();
            return mapping;
        }
        catch (JsonException wrong)
        {
            throw new Refused("mapping_unreadable", "mapping", new(
                $"매핑 파일을 읽을 수 없어요: {wrong.Message}", $"The mapping file cannot be read: {wrong.Message}"));
        }
    }

    /// <summary>A shipped mapping by its name, or the text of a mapping file. It never reads a file: what names one is read by whoever may read it.</summary>
    /// <exception cref="Refused"><c>mapping_missing</c>, or what is wrong with the mapping.</exception>
    public static SalesMapping Of(string nameOrJson)
    {
        if (Shipped.FirstOrDefault(mapping => mapping.Name == nameOrJson) is { } shipped) return shipped;
        if (nameOrJson.AsSpan().TrimStart().StartsWith("{")) return Parse(nameOrJson);
        var names = string.Join(", ", Shipped.Select(mapping => mapping.Name));
        throw new Refused("mapping_missing", "mapping", new(
            $"'{nameOrJson}' 매핑이 없어요. 다음 이름 가운데 하나를 적거나 매핑 파일을 올려 주세요: {names}",
            $"There is no mapping '{nameOrJson}'. Give one of these names, or a mapping file: {names}"));
    }

    /// <summary>The mapping as its file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private void Check()
    {
        if (Version is < 1 or > Newest)
            throw Wrong("version", $"매핑 파일 버전 {Version}은(는) 이 프로그램이 읽을 수 없어요.", $"Mapping version {Version} is not one that this program reads.");
        var known = SalesFields.All.Select(field => field.Name).ToList();
        var names = string.Join(", ", known);
        foreach (var name in Columns.Keys.Where(name => !known.Contains(name)))
            throw Wrong("columns", $"{Particle.With($"'{name}'", "은/는")} 없는 항목이에요. 쓸 수 있는 항목: {names}", $"There is no field '{name}'. Fields are: {names}");
        foreach (var field in SalesFields.All.Where(field => field.Required && !(Columns.TryGetValue(field.Name, out var aliases) && aliases.Count > 0)))
            throw Wrong("columns", $"'{field.Name}'({field.Label.Ko}) 항목의 열 이름이 빠졌어요.", $"No column is given for '{field.Name}' ({field.Label.En}).");
        if (Dates.Count == 0) throw Wrong("dates", "날짜 형식을 하나 이상 적어 주세요.", "Give at least one date format.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
            throw Wrong("zone", $"{Particle.With($"'{Zone}'", "은/는")} 모르는 시간대예요.", $"'{Zone}' is no time zone that is known here.");
        if (Currency.Length != 3 || !Currency.All(char.IsAsciiLetterUpper))
            throw Wrong("currency", "통화는 KRW처럼 영문 대문자 세 글자로 적어 주세요.", "A currency is three capital letters, such as KRW.");
        if (Numbers.Decimal is not ("." or ",") || Numbers.Thousands is not ("" or "," or "." or " " or "'") || Numbers.Decimal == Numbers.Thousands)
            throw Wrong("numbers", "소수점은 . 또는 , 이고 자릿수 구분은 그와 달라야 해요.", "The decimal mark is . or , and the thousands mark differs from it.");
    }

    private static Refused Wrong(string field, string ko, string en) => new("mapping_wrong", "mapping." + field, new(ko, en));

    private static SalesMapping FromResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"mapping.{name}.json")!;
        return Parse(new StreamReader(stream).ReadToEnd());
    }
}

/// <summary>A name in both languages, as mapping files write it.</summary>
public sealed record MappingLabel(string Ko, string En)
{
    public Text Text => new(Ko, En);
}

/// <summary>Whose calendar gives the business date.</summary>
public enum BusinessDay { Source, Company }

/// <summary>How numbers are written. Thousands marks are optional in the file, but where they stand they must stand right.</summary>
public sealed record NumberStyle
{
    public string Decimal { get; init; } = ".";
    public string Thousands { get; init; } = ",";
}

/// <summary>What makes a line take back an earlier sale.</summary>
public sealed record CancellationRule
{
    /// <summary>Beginning of the invoice number of a cancellation; null where invoices do not say it.</summary>
    public string? InvoicePrefix { get; init; }

    /// <summary>Whether a negative quantity says it by itself; else such a line is a correction, with a warning.</summary>
    public bool NegativeQuantity { get; init; }
}

/// <summary>How product codes are made alike.</summary>
public sealed record ProductRule
{
    /// <summary>Whether <c>85123a</c> and <c>85123A</c> are one product.</summary>
    public bool UpperCase { get; init; } = true;
}

/// <summary>How customer numbers are made alike.</summary>
public sealed record CustomerRule
{
    /// <summary>Whether a number that a spreadsheet turned into <c>17850.0</c> loses its <c>.0</c>.</summary>
    public bool DropDecimalZeros { get; init; } = true;

    /// <summary>Values that mean nobody, besides an empty field.</summary>
    public IReadOnlyList<string> Nobody { get; init; } = [];
}

/// <summary>Codes of one kind: exact, or with <c>*</c> for any run of characters. Upper and lower case are alike.</summary>
public sealed record CodeRule
{
    public required IReadOnlyList<string> Codes { get; init; }
    public required CodeKind Kind { get; init; }
}

/// <summary>What is still believed; beyond it a line is refused.</summary>
public sealed record ImportLimits
{
    /// <summary>Largest quantity, either sign, in pieces.</summary>
    public long Quantity { get; init; } = 10_000_000;

    /// <summary>Largest unit price, either sign, in whole units of the currency.</summary>
    public long UnitPrice { get; init; } = 1_000_000_000_000;

    /// <summary>Days that a sale may lie ahead of now (clocks of sources go wrong by hours).</summary>
    public int FutureDays { get; init; } = 1;

    /// <summary>The first day that can be a sale.</summary>
    public DateOnly Earliest { get; init; } = new(1970, 1, 1);
}
