namespace Dangol.Customers;

/// <summary>What the orders add up to, taken from them and not from a score, so that it is never out of date.</summary>
public sealed record OrderFigures(long Count, Money Total, DateOnly? First, DateOnly? Last);

/// <summary>What a customer agreed to or refused.</summary>
public sealed record CustomerConsent(string Channel, string Status, DateTime At);

/// <summary>Reads what a customer's page shows beside the fields: a short look-up by key each.</summary>
internal sealed class ReadProfile(Store store, Company company)
{
    public async Task<OrderFigures> Orders(Guid customer, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return (await read.First("""
            select coalesce(sum(case when kind = 'sale' then 1 else 0 end), 0), coalesce(sum(total), 0), min(business_date), max(case when kind = 'sale' then business_date end), max(currency)
            from pub_orders where customer_id = @id
            """, row => new OrderFigures(row.Long(0), new Money(row.Long(1), row.TextOrNull(4) ?? company.Profile.Currency), row.DateOrNull(2), row.DateOrNull(3)), cancel, ("id", customer)))!;
    }

    public async Task<(IReadOnlyList<CustomerConsent> Consents, IReadOnlyList<(string Source, string Key)> Sources)> Origins(Guid customer, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        var consents = await read.List("select channel, status, at from pub_consents where customer_id = @id order by channel", row => new CustomerConsent(row.Text(0), row.Text(1), row.Instant(2)), cancel, ("id", customer));
        return (consents, await read.List("select source, source_key from customer_sources where customer_id = @id order by source, source_key", row => (row.Text(0), row.Text(1)), cancel, ("id", customer)));
    }
}
