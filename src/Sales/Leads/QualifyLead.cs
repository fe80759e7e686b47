using Microsoft.EntityFrameworkCore;

namespace Dangol.Sales;

/// <summary>A lead is being worked, is worth a sale, or begins anew: its status, but not its end.</summary>
internal sealed class QualifyLead(Company company) : RecordVerb
{
    private static readonly Choice[] States = [new(LeadStates.New, new("신규", "New")), new(LeadStates.Working, new("연락 중", "Working")), new(LeadStates.Qualified, new("적격", "Qualified")), new(LeadStates.Unqualified, new("부적격", "Unqualified"))];

    public override string Type => "lead";
    public override string Name => "qualify";
    public override Text Label => new("상태 바꾸기", "Set status");
    public override string Icon => "checks";
    public override Permission Needs => Lead.Qualify;
    public override string Moves => "status";
    public override Clause When => LeadVerb.NotConverted;
    public override Refused NotNow(Record row) => LeadVerb.Converted(row);

    public override IReadOnlyList<VerbField> Asks { get; } =
    [
        new("status", new("상태", "Status"), new ChoiceType(States), IsRequired: true),
        new("unqualified_reason", new("부적격 사유", "Why unqualified"), new ChoiceType(LeadType.UnqualifiedReasons)),
    ];

    public override Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default) =>
        LeadVerb.Run(company, this, actor, ids, asked, terms, (string)(asked.GetValueOrDefault("status") ?? ""), new("상태를 바꿨어요.", "The status is set."), cancel);
}

/// <summary>A lead will not become a customer, and why.</summary>
internal sealed class DropLead(Company company) : RecordVerb
{
    public override string Type => "lead";
    public override string Name => "drop";
    public override Text Label => new("부적격", "Unqualified");
    public override string Icon => "user-off";
    public override Permission Needs => Lead.Qualify;
    public override Clause When => LeadVerb.NotConverted;
    public override Refused NotNow(Record row) => LeadVerb.Converted(row);
    public override IReadOnlyList<string> Rests => ["status"];
    public override IReadOnlyList<VerbField> Asks { get; } = [new("unqualified_reason", new("부적격 사유", "Why unqualified"), new ChoiceType(LeadType.UnqualifiedReasons), IsRequired: true)];

    public override Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default) =>
        LeadVerb.Run(company, this, actor, ids, asked, terms, LeadStates.Unqualified, new("부적격으로 바꿨어요.", "Marked as unqualified."), cancel);
}

/// <summary>What the two have in common.</summary>
internal static class LeadVerb
{
    public static readonly Clause NotConverted = new Clause.Compare(new Term.Field("status"), Operator.NotEqual, new Term.Literal(LeadStates.Converted));

    public static async Task<VerbDone> Run(Company company, RecordVerb verb, Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms, string status, Text said, CancellationToken cancel)
    {
        actor.Must(verb.Needs);
        verb.MustHave(asked);
        var reason = (string?)asked.GetValueOrDefault("unqualified_reason");
        if (status == LeadStates.Unqualified && reason is null) throw ReasonMissing();
        var set = company.Writes.NewChangeSet(actor, new("리드 상태 변경", "Status of leads"));
        return await company.Writes.Run(set, async change =>
        {
            var leads = await Find(change, ids, cancel);
            await verb.MustStand(change, leads, terms, cancel);
            foreach (var lead in leads) lead.Move(status, reason);
            await change.Save(cancel);
            return await terms.Done(change, new(set.Id, said));
        }, background: false, cancel);
    }

    public static async Task<List<Lead>> Find(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        var keys = ids.Distinct().ToList();
        var found = await change.Open<SalesDb>().Leads.Where(l => keys.Contains(l.Id)).ToListAsync(cancel);
        return found.Count == keys.Count ? found : throw new Refused("out_of_reach", null, new("리드를 찾을 수 없어요.", "There is no such lead."), 404);
    }

    public static Refused ReasonMissing() => new("unqualified_reason_missing", "unqualified_reason", new("왜 부적격인지 골라 주세요.", "Please choose why it is unqualified."));

    public static Refused Converted(Record row) => new("lead_converted", null, new($"'{((Lead)row).Name}' 리드는 이미 고객으로 전환됐어요.", $"'{((Lead)row).Name}' was converted already."), 409);
}
