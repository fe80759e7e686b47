namespace Dangol.Sales;

/// <summary>Takes products that come in bulk from other systems, inside the caller's change.</summary>
public sealed class ProductIntake
{
    /// <summary>Finds each product by its code or makes it; what is known is left as it is.</summary>
    /// <returns>Keys by code.</returns>
    public async Task<Dictionary<string, Guid>> Resolve(Change change, IReadOnlyCollection<IncomingProduct> incoming, CancellationToken cancel)
    {
        change.Set.Actor.Must(Product.Import);
        var found = await change.Session.List($"select code, id from products where {change.Session.In<string>("code", "codes")}",
            row => (Code: row.Text(0), Id: row.Guid(1)), cancel, ("codes", incoming.Select(p => p.Code).Distinct().ToArray()));
        var ids = found.ToDictionary(f => f.Code, f => f.Id, StringComparer.Ordinal);
        var fresh = incoming.Where(p => !ids.ContainsKey(p.Code)).DistinctBy(p => p.Code).Select(p => Product.From(change.NewId(), p)).ToList();
        var verdicts = await change.Bulk(fresh, cancel: cancel);
        if (Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
        foreach (var product in fresh) ids[product.Code] = product.Id;
        return ids;
    }
}
