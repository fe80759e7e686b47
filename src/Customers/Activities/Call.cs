namespace Dangol.Customers;

/// <summary>A talk on the telephone.</summary>
internal sealed class Call : Activity
{
    private Call() { }

    public string Subject { get; private set; } = "";
    public string SubjectFolded { get; private set; } = "";
    public string Direction { get; private set; } = "out";
    public string? Result { get; private set; }
    public int? Minutes { get; private set; }
    public string? Notes { get; private set; }
}

internal sealed class CallType : ActivityType<Call>
{
    public CallType() : base("call", "calls", new("통화", "Call"))
    {
        Subject(c => c.Subject, c => c.SubjectFolded, new("통화 내용", "What was said"));
        Field(c => c.Direction, new("방향", "Direction")).Required().Begins(new Term.Literal("out")).Choice(new("out", new("건 전화", "Outgoing")), new("in", new("받은 전화", "Incoming")));
        Field(c => c.Result, new("결과", "Result")).Choice(new("reached", new("통화함", "Reached"), "ok"), new("no_answer", new("부재중", "No answer"), "warn"), new("call_back", new("다시 걸기로 함", "Call back"), "info"),
            new("wrong_number", new("잘못된 번호", "Wrong number"), "bad"));
        Field(c => c.Minutes, new("통화 시간(분)", "Minutes"));
        Field(c => c.Notes, new("메모", "Notes")).As(LongTextType.Lines).AtMost(20_000).Personal();
        About();
        Rule(c => { if (c.Minutes is < 0 or > 1440) throw new Refused("minutes_wrong", "minutes", new("통화 시간은 0분에서 1,440분 사이로 적어 주세요.", "Minutes must be between 0 and 1,440.")); });
        Paged(new("calls", NavGroup.Customers, "phone", "subject", "direction", "result", "minutes", "customer_id", "owner_id", "created_at")   // icon
        {
            Many = new("통화", "Calls"), Sort = "-created_at", KeyFacts = ["direction", "result", "minutes"],
            For = new("누구와 무슨 통화를 했는지 남겨 두는 곳이에요.", "Who was called, and what came of it."),
        });
    }
}
