namespace Dangol.Marketing;

/// <summary>One customer of a launch: what was decided, and how the message stands.</summary>
public sealed record ContactLine(Guid Customer, string Number, string Name, string Arm, string? Reason, string? Delivery, DateTime? At, string? Reply);

/// <summary>Which contacts: all of it stands in the address.</summary>
public sealed record ContactQuery(string? Arm = null, string? Reason = null, string? State = null, Guid? After = null);

/// <summary>A page of them; <paramref name="Next"/> is the customer after whom the next page begins.</summary>
public sealed record ContactLines(IReadOnlyList<ContactLine> Lines, CappedCount Count, Guid? Next);

/// <summary>The rows behind the numbers of a campaign.</summary>
internal sealed class ListContacts(Company company)
{
    public const int PageSize = 100;

    public async Task<ContactLines> Run(Actor actor, Guid campaign, ContactQuery query, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        var (where, args) = (new List<string> { "t.campaign_id = @campaign" }, new List<(string, object?)> { ("campaign", campaign) });
        void And(string condition, string name, object? value) { where.Add(condition); args.Add((name, value)); }
        if (Arms.All.Contains(query.Arm)) And("t.arm = @arm", "arm", query.Arm);
        if (!string.IsNullOrEmpty(query.Reason)) And("t.reason = @reason", "reason", query.Reason);
        if (DeliveryStates.All.Contains(query.State)) And("d.state = @state", "state", query.State);
        await using var read = await company.Store.Read(cancel);
        const string From = "from contacts t left join deliveries d on d.campaign_id = t.campaign_id and d.customer_id = t.customer_id";
        var count = await CappedCount.Of(read, $"{From} where {string.Join(" and ", where)}", cancel, [.. args]);
        if (query.After is { } after) And("t.customer_id > @after", "after", after);
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        args.AddRange(seen.Args);
        var lines = await read.List($"""
            select t.customer_id, coalesce(c.number, ''), coalesce(c.name, '–'), t.arm, t.reason, d.state, d.ended_at, d.reply
            {From} left join pub_customers c on c.id = t.customer_id and ({seen.Where}) where {string.Join(" and ", where)} order by t.customer_id limit {PageSize + 1}
            """, row => new ContactLine(row.Guid(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.InstantOrNull(6), row.TextOrNull(7)), cancel, [.. args]);
        var more = lines.Count > PageSize;
        if (more) lines.RemoveAt(PageSize);
        return new(lines, count, more ? lines[^1].Customer : null);
    }
}
