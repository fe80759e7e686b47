namespace Dangol.Marketing;

/// <summary>Customers who fulfil a tree of conditions, whoever they are on the day when it is asked. A launch freezes them.</summary>
internal sealed class Segment : Record
{
    public static readonly Permission View = new("segment", Actions.View);
    public static readonly Permission Edit = new("segment", Actions.Edit);

    public const int LongestName = 120;

    private Segment() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";

    /// <summary>The tree as JSON (see <see cref="TreeJson"/>).</summary>
    public string Tree { get; private set; } = "";

    /// <summary>What the tree means, as it read when it was saved.</summary>
    public string SentenceKo { get; private set; } = "";

    public string SentenceEn { get; private set; } = "";

    public static Segment Of(Guid id, string name, Clause tree)
    {
        var segment = new Segment { Id = id };
        segment.Say(name, tree);
        return segment;
    }

    /// <summary>Says anew who belongs to it.</summary>
    public void Say(string name, Clause tree)
    {
        var sentence = TreeSentence.Of(tree, SegmentSchema.Tree);
        (Name, Tree, SentenceKo, SentenceEn) = (name.Trim(), TreeJson.Write(tree), sentence.Ko, sentence.En);
    }
}

internal sealed class SegmentType : RecordType<Segment>
{
    public SegmentType() : base("segment", "segments", new("세그먼트", "Segment"))
    {
        Field(s => s.Name, new("세그먼트 이름", "Segment name")).Required().AtMost(Segment.LongestName).Unique("segments_name");
        Folded(s => s.Name, s => s.NameFolded);
        Field(s => s.NameFolded, new("세그먼트 이름", "Segment name")).Unique("segments_name");
        Field(s => s.Tree, new("조건", "Conditions")).Required();
        Field(s => s.SentenceKo, new("조건 설명", "What it means")).Required();
        Field(s => s.SentenceEn, new("조건 설명(영어)", "What it means (English)")).Required();
    }
}
