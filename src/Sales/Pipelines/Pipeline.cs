namespace Dangol.Sales;

/// <summary>A way in which opportunities come to a decision: new business, renewals, tenders.</summary>
internal sealed class Pipeline : Record
{
    private Pipeline() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public long Position { get; private set; }

    public static Pipeline New(Guid id, string name, long position) => new() { Id = id, Name = name, Position = position };
}

internal sealed class PipelineType : RecordType<Pipeline>
{
    public PipelineType() : base("pipeline", "pipelines", new("영업 과정", "Pipeline"))
    {
        Field(p => p.Name, new("이름", "Name")).Required().AtMost(100);
        Folded(p => p.Name, p => p.NameFolded);
        Title(p => p.Name);
        Field(p => p.Position, new("순서", "Position")).Begins(new Term.Literal(1));
        Paged(new("pipelines", NavGroup.Settings, "arrows-split", "name", "position")
        {
            Many = new("영업 과정", "Pipelines"), Sort = "position",
            For = new("영업기회가 어떤 단계를 거쳐 결정되는지 정해요.", "Which stages an opportunity passes until it is decided."),
        });
    }
}

/// <summary>A step of a pipeline.</summary>
internal sealed class Stage : Record
{
    public const string Open = "open", Won = "won", Lost = "lost";

    private Stage() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public Guid PipelineId { get; private set; }
    public long Position { get; private set; }
    public string Outcome { get; private set; } = Open;
    public double Probability { get; private set; }
    public long? ExpectedDays { get; private set; }
    public string? Needs { get; private set; }

    public static Stage New(Guid id, Guid pipeline, long position, string name, string outcome, double probability, long? days) =>
        new() { Id = id, PipelineId = pipeline, Position = position, Name = name, Outcome = outcome, Probability = probability, ExpectedDays = days };
}

internal sealed class StageType : RecordType<Stage>
{
    public StageType() : base("stage", "stages", new("단계", "Stage"))
    {
        Field(s => s.Name, new("이름", "Name")).Required().AtMost(100);
        Folded(s => s.Name, s => s.NameFolded);
        Title(s => s.Name);
        Field(s => s.PipelineId, new("영업 과정", "Pipeline")).Required().Refers("pipeline");
        Field(s => s.Position, new("순서", "Position")).Begins(new Term.Literal(1));
        Field(s => s.Outcome, new("결과", "Outcome")).Required().Begins(new Term.Literal(Stage.Open)).Choice(new(Stage.Open, new("진행", "Open"), "info"), new(Stage.Won, new("수주", "Won"), "ok"), new(Stage.Lost, new("실주", "Lost"), "bad"));
        Field(s => s.Probability, new("성공 확률", "Probability")).As(PercentType.Share).Begins(new Term.Literal(0.1m));
        Field(s => s.ExpectedDays, new("예상 기간(일)", "Expected days")).Says(new("이보다 오래 머물면 오래된 기회로 표시해요.", "An opportunity that stays longer is marked as stale."));
        Field(s => s.Needs, new("넘어오기 전에 채울 항목", "Needed before entering")).Choices(new("amount", new("금액", "Amount")), new("close_on", new("예상 마감일", "Expected close")),
            new("customer_id", new("고객", "Customer")), new("next_step", new("다음 할 일", "Next step")), new("competitor", new("경쟁사", "Competitor")));
        Rule(s =>
        {
            if (s.Probability is < 0 or > 1) throw new Refused("probability_wrong", "probability", new("성공 확률은 0%에서 100% 사이여야 해요.", "The probability must be between 0% and 100%."));
        });
        Paged(new("stages", NavGroup.Settings, "stairs-up", "name", "pipeline_id", "position", "outcome", "probability", "expected_days")
        {
            Many = new("단계", "Stages"), Sort = "position",
            For = new("영업 과정의 단계와 성공 확률이에요.", "The stages of the pipelines with their probabilities."),
        });
    }
}
