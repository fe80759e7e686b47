namespace Dangol.Customers;

/// <summary>A note about a record, in so many words.</summary>
internal sealed class Memo : Activity
{
    private Memo() { }

    public string Body { get; private set; } = "";
}

internal sealed class MemoType : ActivityType<Memo>
{
    public MemoType() : base("memo", "memos", new("메모", "Note"))
    {
        Field(m => m.Body, new("내용", "Note")).Required().As(LongTextType.Lines).AtMost(20_000).Personal().Searchable();
        Title(m => m.Body);
        About();
        Paged(new("notes", NavGroup.Customers, "note", "body", "customer_id", "owner_id", "created_at")   // icon
        {
            Many = new("메모", "Notes"), Sort = "-created_at",
            For = new("기억해 둘 것을 적어 두는 곳이에요.", "What is to be remembered."),
        });
    }
}
