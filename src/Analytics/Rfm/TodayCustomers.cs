namespace Dangol.Analytics;

/// <summary>How many customers of each RFM group there are, what they are worth, and what was sold by month.</summary>
public sealed record CustomerPulse(DateOnly AsOf, string Currency, IReadOnlyList<(string Group, long Customers, long Monetary)> Groups, IReadOnlyList<(int Year, int Month, long Minor)> Months)
{
    /// <summary>Customers of a group.</summary>
    public long Of(string group) => Groups.FirstOrDefault(g => g.Group == group).Customers;
}

/// <summary>Reads the pulse from the warehouse; nothing before the first scores are there, nor for whoever doesn't see all customers and orders.</summary>
internal sealed class ReadCustomerPulse(Store store, Warehouse warehouse, Actor actor)
{
    private const int MonthsShown = 13;

    public async Task<CustomerPulse?> Read(CancellationToken cancel)
    {
        if (!warehouse.IsOpenTo(actor, "dim_customer_scores, fact_order_lines")) return null;
        (DateOnly AsOf, string Currency) run;
        await using (var read = await store.Read(cancel))
        {
            // A run was made from the warehouse, so the warehouse is there.
            run = await read.First("select s.as_of, s.currency from customer_scores s where s.model = @model limit 1", row => (row.Date(0), row.Text(1)), cancel, ("model", Rfm.Model));
        }
        if (run.Currency is null) return null;
        var groups = await warehouse.Ask(actor, "select group_code, count(*), cast(coalesce(sum(monetary), 0) as bigint) from dim_customer_scores where model = $1 group by group_code order by 2 desc",
            [Rfm.Model], row => (row.Text(0)!, row.Long(1), row.Long(2)), cancel);
        var months = await warehouse.Ask(actor, $"""
            select cast(extract(year from business_date) as bigint), cast(extract(month from business_date) as bigint), cast(sum(amount) as bigint)
            from fact_order_lines where currency = $1 group by 1, 2 order by 1 desc, 2 desc limit {MonthsShown}
            """, [run.Currency], row => ((int)row.Long(0), (int)row.Long(1), row.Long(2)), cancel);
        return new(run.AsOf, run.Currency, groups, [.. months.Reverse()]);
    }
}
