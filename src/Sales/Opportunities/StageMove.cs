using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Sales;

/// <summary>An opportunity came into a stage: the stage log.</summary>
internal sealed class StageMove : Fact
{
    public Guid CustomerId { get; set; }
    public Guid Id { get; set; }
    public Guid OpportunityId { get; set; }
    public Guid? FromStageId { get; set; }
    public Guid ToStageId { get; set; }
    public DateTime At { get; set; }
    public DateOnly BusinessDate { get; set; }
    public Guid MovedBy { get; set; }

    /// <summary>Seconds in the stage before.</summary>
    public long SecondsBefore { get; set; }

    /// <summary>The move that has just been made on a row.</summary>
    public static StageMove Of(Change change, Opportunity row, StageCard? from, long secondsBefore, DateTime at, DateOnly day) => new()
    {
        CustomerId = row.CustomerId ?? Guid.Empty, Id = change.NewId(), OpportunityId = row.Id, FromStageId = from?.Id, ToStageId = row.StageId!.Value,
        At = at, BusinessDate = day, MovedBy = change.Set.Actor.Id, SecondsBefore = secondsBefore,
    };

    /// <summary>Notes moves that have just been made on the rows.</summary>
    public static Task Log(Change change, IEnumerable<(Opportunity Row, StageCard? From, long SecondsBefore)> moved, CancellationToken cancel) =>
        Log(change, moved.Select(m => Of(change, m.Row, m.From, m.SecondsBefore, change.Now, change.Today)).ToList(), cancel);

    public static async Task Log(Change change, IReadOnlyList<StageMove> moves, CancellationToken cancel)
    {
        if ((await change.Bulk(moves, cancel: cancel)).FirstOrDefault(v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
    }
}

internal sealed class StageMoveType : FactType<StageMove>
{
    public StageMoveType() : base("stage_move", "stage_moves", new("단계 이동", "Stage move"))
    {
        Field(m => m.OpportunityId, new("영업기회", "Opportunity"));
        BelongsTo(m => m.OpportunityId, "opportunity");
        Field(m => m.FromStageId, new("이전 단계", "From"));
        Field(m => m.ToStageId, new("단계", "To"));
        Field(m => m.SecondsBefore, new("이전 단계에 머문 시간(초)", "Seconds before"));
    }

    protected override void Map(EntityTypeBuilder<StageMove> entity) => entity.HasKey(m => new { m.CustomerId, m.Id });
}

/// <summary>What a move must know of a stage.</summary>
internal sealed record StageCard(Guid Id, Guid PipelineId, string Name, string Outcome, double Probability, IReadOnlyList<string> Needs)
{
    /// <summary>The first stage of a pipeline, or of the first one: where a new opportunity begins. Null where there is none.</summary>
    public static async Task<StageCard?> First(Change change, Guid? pipeline, CancellationToken cancel) => (await Read(change,
        $"join pipelines p on p.id = s.pipeline_id where s.outcome = 'open'{(pipeline is null ? "" : " and p.id = @pipeline")} order by p.position, p.id, s.position, s.id limit 1", cancel,
        pipeline is null ? [] : [("pipeline", pipeline)])).FirstOrDefault();

    /// <summary>No opportunity can begin in a pipeline without an open stage.</summary>
    public static Refused NoFirst() => new("no_stage", "pipeline_id", new("영업 과정에 진행 단계가 없어요. 설정에서 단계를 먼저 만들어 주세요.", "The pipeline has no open stage. Please make one in the settings first."));

    /// <summary>A stage, or a refusal.</summary>
    public static async Task<StageCard> Of(Change change, Guid id, CancellationToken cancel) => (await Read(change, "where s.id = @id", cancel, ("id", id))).FirstOrDefault()
        ?? throw new Refused("stage_unknown", "stage_id", new("그런 단계가 없어요. 새로 고친 뒤 다시 골라 주세요.", "There is no such stage. Please reload and choose again."));

    /// <summary>The stage of a pipeline in which opportunities end so.</summary>
    public static async Task<StageCard> Ending(Change change, Guid pipeline, string outcome, CancellationToken cancel) => (await Read(change,
        "where s.pipeline_id = @pipeline and s.outcome = @outcome order by s.position, s.id limit 1", cancel, ("pipeline", pipeline), ("outcome", outcome))).FirstOrDefault()
        ?? throw new Refused("no_stage", "stage_id", outcome == Stage.Won
            ? new("이 영업 과정에 수주 단계가 없어요. 설정에서 먼저 만들어 주세요.", "This pipeline has no stage for won. Please make one in the settings first.")
            : new("이 영업 과정에 실주 단계가 없어요. 설정에서 먼저 만들어 주세요.", "This pipeline has no stage for lost. Please make one in the settings first."));

    /// <summary>All stages, in their order, of the first pipeline that has an open one; none where there is no such pipeline.</summary>
    public static Task<List<StageCard>> OfFirst(Change change, CancellationToken cancel) => Read(change, """
        where s.pipeline_id = (select p.id from pipelines p join stages f on f.pipeline_id = p.id where f.outcome = 'open' order by p.position, p.id limit 1)
        order by s.position, s.id
        """, cancel);

    /// <summary>Stages by their keys.</summary>
    public static async Task<Dictionary<Guid, StageCard>> Many(Change change, IEnumerable<Guid> ids, CancellationToken cancel) =>
        (await Read(change, $"where {change.Session.In<Guid>("s.id", "ids")}", cancel, ("ids", ids.Distinct().ToArray()))).ToDictionary(s => s.Id);

    private static Task<List<StageCard>> Read(Change change, string which, CancellationToken cancel, params (string, object?)[] args) => change.Session.List(
        $"select s.id, s.pipeline_id, s.name, s.outcome, s.probability, s.needs from stages s {which}",
        row => new StageCard(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.Double(4), ManyType.Split(row.TextOrNull(5))), cancel, args);
}
