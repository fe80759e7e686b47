using Microsoft.EntityFrameworkCore;

namespace Dangol.Sales;

/// <summary>Moves opportunities into a stage, and writes the stage log. A stage may ask for fields first; a lost sale has a reason.</summary>
internal sealed class MoveStage(Company company) : RecordVerb
{
    public override string Type => "opportunity";
    public override string Name => "move";
    public override Text Label => new("단계 옮기기", "Move");
    public override string Icon => "stairs-up";
    public override Permission Needs => Opportunity.Move;
    public override string Moves => "stage_id";

    public override IReadOnlyList<VerbField> Asks { get; } =
    [
        new("stage_id", new("단계", "Stage"), new ReferenceType("stage"), IsRequired: true),
        new("lost_reason", new("실주 사유", "Lost reason"), new ChoiceType(OpportunityType.LostReasons)),
        new("lost_note", new("설명", "Note"), LongTextType.Lines),
    ];

    public override async Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default)
    {
        actor.Must(Needs);
        this.MustHave(asked);
        var set = company.Writes.NewChangeSet(actor, new("영업기회 단계 이동", "Opportunities moved"));
        return await company.Writes.Run(set, async change =>
        {
            var stage = await StageCard.Of(change, (Guid)asked["stage_id"]!, cancel);
            var moved = await Into(change, this, ids, terms, _ => stage, (string?)asked.GetValueOrDefault("lost_reason"), (string?)asked.GetValueOrDefault("lost_note"), cancel);
            return await terms.Done(change, new(set.Id, moved == 1 ? new($"'{stage.Name}' 단계로 옮겼어요.", $"Moved to '{stage.Name}'.") : new($"{moved}건을 '{stage.Name}' 단계로 옮겼어요.", $"Moved {moved} to '{stage.Name}'.")));
        }, background: false, cancel);
    }

    /// <summary>Moves the rows, all or none.</summary>
    /// <returns>How many were not there already.</returns>
    internal static async Task<int> Into(Change change, RecordVerb verb, IReadOnlyList<Guid> ids, VerbTerms? terms, Func<Guid, StageCard> target, string? lostReason, string? lostNote, CancellationToken cancel)
    {
        var keys = ids.Distinct().ToList();
        var rows = await change.Open<SalesDb>().Opportunities.Where(o => keys.Contains(o.Id)).ToListAsync(cancel);
        if (rows.Count < keys.Count) throw new Refused("out_of_reach", null, new("영업기회를 찾을 수 없어요.", "There is no such opportunity."), 404);
        await verb.MustStand(change, rows, terms, cancel);
        var from = await StageCard.Many(change, rows.Select(r => r.StageId).OfType<Guid>(), cancel);
        var log = new List<(Opportunity, StageCard?, long)>();
        foreach (var row in rows)
        {
            var stage = target(row.PipelineId ?? Guid.Empty);
            if (row.StageId == stage.Id) continue;
            MustBeFilled(row, stage);
            if (stage.Outcome == Stage.Lost && lostReason is null)
                throw ReasonMissing();
            var seconds = (long)(change.Now - row.StageEnteredAt).TotalSeconds;
            log.Add((row, row.StageId is { } was ? from.GetValueOrDefault(was) : null, Math.Max(0, seconds)));
            row.Enter(stage, change.Now, change.Today, lostReason, lostNote);
        }
        if (log.Count == 0) return 0;
        await change.Save(cancel);
        await StageMove.Log(change, log, cancel);
        return log.Count;
    }

    internal static Refused ReasonMissing() => new("lost_reason_missing", "lost_reason", new("왜 거래가 되지 않았는지 골라 주세요.", "Please choose why it was lost."));

    private static void MustBeFilled(Opportunity row, StageCard stage)
    {
        foreach (var need in stage.Needs)
        {
            var (empty, ko, en) = need switch
            {
                "amount" => (row.Amount is null, "금액", "Amount"),
                "close_on" => (row.CloseOn is null, "예상 마감일", "Expected close"),
                "customer_id" => (row.CustomerId is null, "고객", "Customer"),
                "next_step" => (string.IsNullOrEmpty(row.NextStep), "다음 할 일", "Next step"),
                "competitor" => (string.IsNullOrEmpty(row.Competitor), "경쟁사", "Competitor"),
                _ => (false, need, need),
            };
            if (empty) throw new Refused("stage_needs", need, new($"'{stage.Name}' 단계로 옮기려면 {ko} 항목을 먼저 채워 주세요.", $"'{stage.Name}' needs {en} to be filled in first."));
        }
    }
}

/// <summary>The sale came about.</summary>
internal sealed class WinOpportunity(Company company) : RecordVerb
{
    public override string Type => "opportunity";
    public override string Name => "win";
    public override Text Label => new("수주", "Won");
    public override string Icon => "trophy";
    public override Permission Needs => Opportunity.Move;
    public override bool IsMain => true;
    public override IReadOnlyList<string> Rests => ["stage_id"];
    public override Clause When => CloseOpportunity.IsOpen;
    public override Refused NotNow(Record row) => CloseOpportunity.Closed(row);

    public override async Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default) =>
        await CloseOpportunity.Run(company, this, actor, ids, asked, terms, Stage.Won, new("수주로 마감했어요. 축하해요!", "Won. Congratulations!"), cancel);
}

/// <summary>The sale did not come about, and why.</summary>
internal sealed class LoseOpportunity(Company company) : RecordVerb
{
    public override string Type => "opportunity";
    public override string Name => "lose";
    public override Text Label => new("실주", "Lost");
    public override string Icon => "mood-sad";
    public override Permission Needs => Opportunity.Move;
    public override IReadOnlyList<string> Rests => ["stage_id"];
    public override Clause When => CloseOpportunity.IsOpen;
    public override Refused NotNow(Record row) => CloseOpportunity.Closed(row);
    public override IReadOnlyList<VerbField> Asks { get; } =
        [new("lost_reason", new("실주 사유", "Lost reason"), new ChoiceType(OpportunityType.LostReasons), IsRequired: true), new("lost_note", new("설명", "Note"), LongTextType.Lines)];

    public override async Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default) =>
        await CloseOpportunity.Run(company, this, actor, ids, asked, terms, Stage.Lost, new("실주로 마감했어요.", "Closed as lost."), cancel);
}

/// <summary>Brings opportunities into the stage of their own pipeline in which they end.</summary>
internal static class CloseOpportunity
{
    public static readonly Clause IsOpen = new Clause.Compare(new Term.Field("status"), Operator.Equal, new Term.Literal(Stage.Open));

    public static Refused Closed(Record row) => new("opportunity_closed", null, new($"'{((Opportunity)row).Name}' 영업기회는 이미 마감됐어요. 단계를 옮겨 다시 열 수 있어요.", $"'{((Opportunity)row).Name}' is closed already. Move it to another stage to open it again."), 409);

    public static async Task<VerbDone> Run(Company company, RecordVerb verb, Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms, string outcome, Text said, CancellationToken cancel)
    {
        actor.Must(verb.Needs);
        verb.MustHave(asked);
        var set = company.Writes.NewChangeSet(actor, new($"영업기회 {verb.Label.Ko}", $"Opportunities {verb.Label.En.ToLowerInvariant()}"));
        return await company.Writes.Run(set, async change =>
        {
            var keys = ids.Distinct().ToList();
            var pipelines = (await change.Open<SalesDb>().Opportunities.Where(o => keys.Contains(o.Id)).Select(o => o.PipelineId).Distinct().ToListAsync(cancel)).OfType<Guid>();
            var ends = new Dictionary<Guid, StageCard>();
            foreach (var pipeline in pipelines) ends[pipeline] = await StageCard.Ending(change, pipeline, outcome, cancel);
            await MoveStage.Into(change, verb, ids, terms, pipeline => ends[pipeline], (string?)asked.GetValueOrDefault("lost_reason"), (string?)asked.GetValueOrDefault("lost_note"), cancel);
            return await terms.Done(change, new(set.Id, said));
        }, background: false, cancel);
    }
}
