namespace Dangol.Sales;

/// <summary>A sale that may come about.</summary>
internal sealed class Opportunity : Record
{
    public static readonly Permission Move = new("opportunity", "move");

    private Opportunity() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public Guid? CustomerId { get; private set; }
    public Guid? PipelineId { get; private set; }
    public Guid? StageId { get; private set; }
    public string Status { get; private set; } = Stage.Open;
    public long? Amount { get; private set; }
    public string? Currency { get; private set; }
    public double Probability { get; private set; }
    public DateOnly? CloseOn { get; private set; }
    public string? Source { get; private set; }
    public string? Competitor { get; private set; }
    public string? NextStep { get; private set; }
    public DateOnly? NextStepOn { get; private set; }
    public string? LostReason { get; private set; }
    public string? LostNote { get; private set; }
    public DateTime StageEnteredAt { get; private set; }
    public DateOnly? ClosedOn { get; private set; }
    public Guid? LeadId { get; private set; }
    public string? Tags { get; private set; }
    public string? Notes { get; private set; }
    public string? ExternalKey { get; private set; }

    /// <summary>A new one that a lead has become.</summary>
    public static Opportunity Of(Guid id, Lead lead, Guid customer, string name, long? amount, string currency, DateOnly? closeOn, Guid owner, Guid? pipeline) => new()
    {
        PipelineId = pipeline,
        Id = id, Name = name, CustomerId = customer, Amount = amount, Currency = amount is null ? null : currency, CloseOn = closeOn, Source = lead.Source, LeadId = lead.Id, OwnerId = lead.OwnerId ?? owner,
        NextStep = lead.NextStep, NextStepOn = lead.NextStepOn, Tags = lead.Tags,
    };

    /// <summary>One that another system knows, before its first stage.</summary>
    public static Opportunity From(Guid id, IncomingOpportunity said) => new()
    {
        Id = id, ExternalKey = said.Key, Name = said.Name, CustomerId = said.CustomerId, OwnerId = said.OwnerId, Amount = said.Amount, Currency = said.Amount is null ? null : said.Currency,
        CloseOn = said.CloseOn, Source = said.Source, Competitor = said.Competitor, NextStep = said.NextStep, NextStepOn = said.NextStepOn, Notes = said.Notes,
    };

    /// <summary>Into a stage, at an instant and on a business date.</summary>
    public void Enter(StageCard stage, DateTime at, DateOnly today, string? lostReason = null, string? lostNote = null)
    {
        (PipelineId, StageId, Status, Probability, StageEnteredAt) = (stage.PipelineId, stage.Id, stage.Outcome, stage.Probability, at);
        ClosedOn = stage.Outcome == Stage.Open ? null : today;
        (LostReason, LostNote) = stage.Outcome == Stage.Lost ? (lostReason, lostNote) : (null, null);
    }
}

internal sealed class OpportunityType : RecordType<Opportunity>
{
    private static readonly Clause IsLost = new Clause.Compare(new Term.Field("status"), Operator.Equal, new Term.Literal(Stage.Lost));

    /// <summary>Why a sale did not come about.</summary>
    public static readonly Choice[] LostReasons =
    [
        new("price", new("가격", "Price")), new("competitor", new("경쟁사 선택", "Chose a competitor")), new("budget", new("예산 없음", "No budget")), new("timing", new("시기가 맞지 않음", "Timing")),
        new("no_need", new("필요 없어짐", "No need any more")), new("no_answer", new("연락 끊김", "No answer")), new("product", new("제품이 맞지 않음", "Product does not fit")), new("other", new("기타", "Other")),
    ];

    public OpportunityType() : base("opportunity", "opportunities", new("영업기회", "Opportunity"))
    {
        Field(o => o.Name, new("기회명", "Name")).Required().AtMost(200).Searchable();
        Folded(o => o.Name, o => o.NameFolded);
        Title(o => o.Name);
        Field(o => o.CustomerId, new("고객", "Customer")).Refers("customer");
        Field(o => o.PipelineId, new("영업 과정", "Pipeline")).Refers("pipeline").AtFirst().Says(new("비워 두면 첫 영업 과정에서 시작해요.", "Where it is empty, it begins in the first pipeline."));
        Field(o => o.StageId, new("단계", "Stage")).Refers("stage").ReadOnly();
        Field(o => o.Status, new("상태", "Status")).Required().ReadOnly().Choice(new(Stage.Open, new("진행", "Open"), "info"), new(Stage.Won, new("수주", "Won"), "ok"), new(Stage.Lost, new("실주", "Lost"), "bad"));
        Money(o => o.Amount, o => o.Currency, new("금액", "Amount"));
        Field(o => o.Probability, new("성공 확률", "Probability")).As(PercentType.Share).ReadOnly();
        Field("weighted", new("가중 금액", "Weighted amount"), MoneyType.Amount, new Term.Calculate(new Term.Field("amount"), Arithmetic.Multiply, new Term.Field("probability")));
        Field(o => o.CloseOn, new("예상 마감일", "Expected close"));
        Field(o => o.Source, new("유입 경로", "Source")).Choice(LeadType.Sources);
        Field(o => o.Competitor, new("경쟁사", "Competitor")).AtMost(200);
        Field(o => o.NextStep, new("다음 할 일", "Next step")).AtMost(300);
        Field(o => o.NextStepOn, new("다음 할 일 날짜", "Next step on"));
        Field(o => o.LostReason, new("실주 사유", "Lost reason")).Choice(LostReasons).ReadOnly().Shown(IsLost);
        Field(o => o.LostNote, new("실주 설명", "Lost note")).AtMost(1000).ReadOnly().Shown(IsLost);
        Field(o => o.StageEnteredAt, new("단계에 들어온 때", "In stage since")).ReadOnly();
        Field(o => o.ClosedOn, new("마감한 날", "Closed on")).ReadOnly().Shown(new Clause.Compare(new Term.Field("status"), Operator.NotEqual, new Term.Literal(Stage.Open)));
        Field(o => o.LeadId, new("리드", "Lead")).Refers("lead").ReadOnly();
        Field(o => o.Tags, new("태그", "Tags")).As(TagsType.Words).AtMost(500);
        Field(o => o.Notes, new("메모", "Notes")).As(LongTextType.Lines).AtMost(20_000);
        Field(o => o.ExternalKey, new("외부 식별자", "External key")).AtMost(200).Unique("opportunities_external_key").Says(new("다른 시스템에서 이 기록을 부르는 이름이에요. 그 이름으로 다시 보내면 고쳐져요.", "What another system calls this record: sent again under that name, it is changed."));
        Paged(new("opportunities", NavGroup.Sales, "trophy", "name", "customer_id", "stage_id", "amount", "probability", "weighted", "close_on", "next_step_on", "owner_id")
        {
            Many = new("영업기회", "Opportunities"), Board = "stage_id", Sort = "close_on", KeyFacts = ["customer_id", "amount", "close_on"], Cards = ["customer_id", "amount", "next_step_on", "owner_id"],
            For = new("거래가 될 수 있는 건을 단계별로 관리해요.", "Sales that may come about, stage by stage."),
        });
    }

    /// <summary>A new opportunity stands in the first stage of the pipeline that was chosen, else of the first one.</summary>
    protected override async Task<IReadOnlyDictionary<Guid, Refused>> Begin(Change change, IReadOnlyList<Opportunity> rows, CancellationToken cancel)
    {
        var (first, refused) = (new Dictionary<Guid, StageCard?>(), new Dictionary<Guid, Refused>());
        foreach (var row in rows)
        {
            var pipeline = row.PipelineId ?? Guid.Empty;
            if (!first.TryGetValue(pipeline, out var stage)) first[pipeline] = stage = await StageCard.First(change, row.PipelineId, cancel);
            if (stage is null) refused[row.Id] = StageCard.NoFirst();
            else row.Enter(stage, change.Now, change.Today);
        }
        return refused;
    }

    /// <summary>The log begins with its first stage.</summary>
    protected override Task Follow(Change change, IReadOnlyList<Opportunity> rows, CancellationToken cancel) => StageMove.Log(change, rows.Select(row => (row, (StageCard?)null, 0L)), cancel);

    /// <summary>The same for verbs that make opportunities.</summary>
    public async Task BeginNew(Change change, IReadOnlyList<Opportunity> rows, CancellationToken cancel)
    {
        foreach (var why in (await Begin(change, rows, cancel)).Values) throw why;
        await Follow(change, rows, cancel);
    }
}
