using Dangol.Customers;

namespace Dangol.Sales;

/// <summary>
/// A lead becomes a customer and, where wanted, an opportunity. A customer with the same mail address or telephone number is taken rather than made again. All of
/// it is one change set, so that it can be taken back at once.
/// </summary>
internal sealed class ConvertLead(Company company, CustomerIntake customers) : RecordVerb
{
    private const string Source = "lead", Anew = "new_customer";

    public override string Type => "lead";
    public override string Name => "convert";
    public override Text Label => new("고객으로 전환", "Convert");
    public override string Icon => "user-check";
    public override Permission Needs => Lead.Convert;
    public override bool IsMain => true;
    public override Clause When => LeadVerb.NotConverted;
    public override Refused NotNow(Record row) => LeadVerb.Converted(row);
    public override IReadOnlyList<string> Rests => ["status"];
    public override (string Field, string Value)? LeadsTo => ("status", LeadStates.Converted);

    public override IReadOnlyList<VerbField> Asks { get; } =
    [
        new(Anew, new("새 고객으로 만들기", "Make a new customer"), YesNoType.Answer, Help: new("비워 두면 이메일이나 전화번호가 같은 고객이 있을 때 그 고객에 이어요.", "Where it is empty, a customer with the same e-mail address or telephone number is taken.")),
        new("opportunity", new("영업기회도 만들기", "Make an opportunity"), YesNoType.Answer) { Begins = "true" },
        new("opportunity_name", new("기회명", "Opportunity name"), TextType.Line, Help: new("비워 두면 리드의 회사나 이름을 써요.", "Where it is empty, the lead's organisation or name is taken.")),
        new("pipeline_id", new("영업 과정", "Pipeline"), new ReferenceType("pipeline"), Help: new("비워 두면 첫 영업 과정에서 시작해요.", "Where it is empty, it begins in the first pipeline.")),
        new("amount", new("금액", "Amount"), MoneyType.Amount),
        new("close_on", new("예상 마감일", "Expected close"), DateType.Day),
    ];

    public override async Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default)
    {
        actor.Must(Needs);
        this.MustHave(asked);
        var set = company.Writes.NewChangeSet(actor, new("리드 전환", "Leads converted"));
        return await company.Writes.Run(set, async change =>
        {
            var leads = await LeadVerb.Find(change, ids, cancel);
            await this.MustStand(change, leads, terms, cancel);
            var known = asked.GetValueOrDefault(Anew) is true ? [] : await customers.Same(change, [.. leads.Select(l => (l.Id, l.Email, l.Phone))], cancel);
            var made = await customers.Resolve(change, Source, [.. leads.Where(l => !known.ContainsKey(l.Id)).Select(l => Incoming(l, actor))], cancel);
            // Whoever says what it is called or worth wants one.
            var wanted = asked.GetValueOrDefault("opportunity") as bool? ?? asked.Any(a => a is { Key: not ("opportunity" or Anew), Value: not null });
            var opportunities = wanted ? leads.ConvertAll(l => Opportunity.Of(change.NewId(), l, CustomerOf(l), (string?)asked.GetValueOrDefault("opportunity_name") ?? l.Organisation ?? l.Name,
                (asked.GetValueOrDefault("amount") as Money?)?.Minor, (asked.GetValueOrDefault("amount") as Money?)?.Currency ?? company.Profile.Currency, (DateOnly?)asked.GetValueOrDefault("close_on"), actor.Id, (Guid?)asked.GetValueOrDefault("pipeline_id"))) : [];
            if (wanted)
            {
                await new OpportunityType().BeginNew(change, opportunities, cancel);
                change.Open<SalesDb>().Opportunities.AddRange(opportunities);
            }
            for (var i = 0; i < leads.Count; i++) leads[i].Become(CustomerOf(leads[i]), wanted ? opportunities[i].Id : null, change.Now);
            await change.Save(cancel);
            return await terms.Done(change, new(set.Id, Said(leads.Count, known.Count),
                leads.Count > 1 ? null : wanted ? $"/opportunities/{opportunities[0].Id}" : $"/customers/{CustomerOf(leads[0])}"));

            Guid CustomerOf(Lead lead) => known.TryGetValue(lead.Id, out var customer) ? customer : made[lead.Id.ToString("N")].CustomerId;
        }, background: false, cancel);
    }

    /// <summary>Somebody who was taken for the same is to be noticed, so that it can be taken back.</summary>
    private static Text Said(int leads, int known) => (leads, known) switch
    {
        (1, 0) => new("고객으로 전환했어요.", "Converted to a customer."),
        (1, _) => new("이메일이나 전화번호가 같은 기존 고객에 이었어요.", "Converted: joined to the customer with the same e-mail address or telephone number."),
        (_, 0) => new($"{leads}건을 고객으로 전환했어요.", $"Converted {leads} leads."),
        _ => new($"{leads}건을 전환했고, 그 가운데 {known}건은 기존 고객에 이었어요.", $"Converted {leads} leads; {known} of them were joined to customers who were there."),
    };

    /// <summary>Who was in charge of the lead has the customer; else whoever converts it.</summary>
    private IncomingCustomer Incoming(Lead lead, Actor actor) => new(lead.Id.ToString("N"))
    {
        Kind = lead.Organisation is null ? "person" : "organisation", Number = "L-" + lead.Id.ToString("N")[^10..].ToUpperInvariant(), Name = lead.Organisation ?? lead.Name,
        Phone = lead.Phone, Email = lead.Email, Address = lead.Address, JoinedOn = company.Today, OwnerId = lead.OwnerId is { } owner && actor.Rights.Allows(new("customer", Actions.Assign)) ? owner : actor.Id,
    };
}
