namespace Dangol.Marketing;

/// <summary>An offer as it is shown.</summary>
public sealed record OfferCard(Guid Id, int Version, string Name, string Code, string Body, Money? Value);

/// <summary>Reads offers.</summary>
internal sealed class ShowOffer(Company company)
{
    private const string Sql = "select id, version, name, code, body, value, currency from offers";

    /// <summary>Up to 200 offers, the latest first.</summary>
    public async Task<IReadOnlyList<OfferCard>> List(CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"{Sql} order by id desc limit 200", Map, cancel);
    }

    /// <summary>One offer.</summary>
    /// <exception cref="Refused"><c>offer_unknown</c></exception>
    public async Task<OfferCard> Find(Guid id, CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First($"{Sql} where id = @id", Map, cancel, ("id", id)) ?? throw new Refused("offer_unknown", null, new("그런 오퍼가 없어요.", "There is no such offer."), 404);
    }

    private static OfferCard Map(Row row) => new(row.Guid(0), row.Int(1), row.Text(2), row.Text(3), row.Text(4), row.LongOrNull(5) is { } value ? new(value, row.Text(6)) : null);
}
