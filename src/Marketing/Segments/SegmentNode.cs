namespace Dangol.Marketing;

/// <summary>A row or a group of the segment builder as it was typed: it may be unfinished or wrong, and nothing of it is lost for that.</summary>
public sealed class SegmentNode
{
    /// <summary>Its place in document order; its fields in the form are called after it: <c>c3.op</c>.</summary>
    public int Index { get; set; }

    /// <summary>The rows and groups of a group; null for a row.</summary>
    public List<SegmentNode>? Children { get; init; }

    /// <summary>What it says must not hold.</summary>
    public bool Not { get; set; }

    /// <summary>Of a group: all of its members, or any.</summary>
    public string Join { get; set; } = "all";

    /// <summary>The field, or the fact (<c>purchases</c>, <c>returns</c>) that a row is about.</summary>
    public string What { get; set; } = "";

    /// <summary>How it is compared: a word of <see cref="TreeJson"/>, or <c>last</c>, <c>dates</c>, <c>never</c>.</summary>
    public string Op { get; set; } = "";

    /// <summary>The values as typed; of a list with commas between them.</summary>
    public string Value { get; set; } = "";

    /// <summary>The upper end of <c>between</c> and <c>dates</c>.</summary>
    public string Upper { get; set; } = "";

    /// <summary>What <c>last</c> is counted in: day, week or month.</summary>
    public string Unit { get; set; } = "day";

    /// <summary>Of a fact: <c>count</c>, <c>amount</c> or <c>quantity</c>.</summary>
    public string Take { get; set; } = "count";

    /// <summary>Of a fact: <c>ever</c>, <c>last</c> or <c>dates</c>.</summary>
    public string When { get; set; } = "ever";

    /// <summary>How long <c>last</c> is.</summary>
    public string Span { get; set; } = "";

    /// <summary>The first day of the period of a fact.</summary>
    public string From { get; set; } = "";

    /// <summary>The last day of the period of a fact.</summary>
    public string To { get; set; } = "";

    /// <summary>Of a fact: the product categories that count, commas between them; all where blank.</summary>
    public string Category { get; set; } = "";

    /// <summary>Of a fact: the products that count.</summary>
    public string Code { get; set; } = "";

    /// <summary>Of a fact: the channel that counts.</summary>
    public string Channel { get; set; } = "";

    /// <summary>It holds others.</summary>
    public bool IsGroup => Children is not null;

    /// <summary>It is about what the customer did.</summary>
    public bool IsFact => What is SegmentSchema.Purchases or SegmentSchema.Returns;

    internal TreeField? Field => SegmentSchema.Tree.Field(What);

    /// <summary>The operators that fit it, the usual first.</summary>
    internal IReadOnlyList<SegmentOperator> Operators => IsFact
        ? (Take == "count" ? SegmentOperator.OfCount : SegmentOperator.OfNumber)
        : Field is not { } about ? [] : about.Choices is not null ? SegmentOperator.OfChoice : about.Kind switch
        {
            FieldKind.Text => SegmentOperator.OfText,
            FieldKind.Date => SegmentOperator.OfDate,
            _ => SegmentOperator.OfField,
        };

    /// <summary>It and all below, in document order.</summary>
    internal IEnumerable<SegmentNode> All() => (Children ?? []).SelectMany(child => child.All()).Prepend(this);

    /// <summary>A group of these.</summary>
    internal static SegmentNode Group(params List<SegmentNode> children) => new() { Children = children };
}

/// <summary>A way to compare, and the words for it.</summary>
internal sealed record SegmentOperator(string Word, Text Label)
{
    private static readonly SegmentOperator
        Equal = new("eq", new("같음", "is")), NotEqual = new("ne", new("같지 않음", "is not")),
        In = new("in", new("다음 중 하나", "is one of")), NotIn = new("not_in", new("다음이 아님", "is none of")),
        AtLeast = new("ge", new("이상", "at least")), AtMost = new("le", new("이하", "at most")), More = new("gt", new("초과", "more than")), Less = new("lt", new("미만", "less than")),
        Between = new("between", new("사이", "between")), Empty = new("empty", new("비어 있음", "is empty")), NotEmpty = new("not_empty", new("값이 있음", "has a value"));

    public static readonly IReadOnlyList<SegmentOperator>
        OfText = [Equal, In, new("contains", new("포함", "contains")), new("starts", new("(으)로 시작", "begins with")), NotEqual, NotIn, Empty, NotEmpty],
        OfChoice = [In, Equal, NotIn, NotEqual, Empty, NotEmpty],
        OfNumber = [AtLeast, AtMost, Equal, More, Less, Between],
        OfField = [.. OfNumber, NotEqual, Empty, NotEmpty],
        OfCount = [.. OfNumber, new("never", new("한 번도 없음", "never"))],
        OfDate =
        [
            new("last", new("최근", "in the last")), new("dates", new("기간", "between")), new("ge", new("이후", "on or after")), new("le", new("이전", "on or before")),
            new("eq", new("그날", "on")), Empty, NotEmpty,
        ];
}
