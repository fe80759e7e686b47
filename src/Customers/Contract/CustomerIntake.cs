namespace Dangol.Customers;

/// <summary>Takes customers and consents that come in bulk from other systems, inside the caller's change.</summary>
public sealed class CustomerIntake(Company company)
{
    /// <summary>
    /// Finds each customer by (source, key) or makes it. Values of a customer that is known already are left as they are: what the newest file says is not
    /// always truer.
    /// </summary>
    /// <returns>By the source's key.</returns>
    public async Task<Dictionary<string, CustomerRef>> Resolve(Change change, string source, IReadOnlyCollection<IncomingCustomer> incoming, CancellationToken cancel)
    {
        change.Set.Actor.Must(change.Set.Actor.Origin == Origin.Import ? Customer.Import : Customer.Create);
        var refs = await Known(change, source, incoming.Select(c => c.Key), cancel);
        var fresh = incoming.Where(c => !refs.ContainsKey(c.Key)).DistinctBy(c => c.Key).ToList();
        if (fresh.Count == 0) return refs;

        var customers = fresh.ConvertAll(c => Customer.From(change.NewId(), c));
        var taken = await change.Bulk(customers, OnExisting.Keep, "number", cancel);
        // A number that another source has given already is no reason to lose the customer: it gets the source in front.
        var renamed = new List<Customer>();
        for (var i = 0; i < fresh.Count; i++)
        {
            if (taken[i].Outcome == BulkOutcome.Refused) throw taken[i].Why!;
            if (taken[i].Outcome == BulkOutcome.Existed) renamed.Add(customers[i] = Customer.From(customers[i].Id, fresh[i] with { Number = $"{source}-{fresh[i].Key}" }));
        }
        if (renamed.Count > 0) await change.Bulk(renamed, cancel: cancel);

        var sources = fresh.Select((c, i) => CustomerSource.Of(change.NewId(), customers[i].Id, source, c)).ToList();
        await change.Bulk(sources, cancel: cancel);
        for (var i = 0; i < fresh.Count; i++) refs[fresh[i].Key] = new(customers[i].Id, sources[i].Id);
        return refs;
    }

    /// <summary>Customers who have the same mail address or telephone number, the longest known first.</summary>
    /// <param name="change">The change in which they are asked for.</param>
    /// <param name="people">A key of the caller's, and what is known.</param>
    /// <param name="cancel">Stops the question.</param>
    /// <returns>By the caller's key; nobody where neither is known.</returns>
    public async Task<Dictionary<Guid, Guid>> Same(Change change, IReadOnlyList<(Guid Key, string? Email, string? Phone)> people, CancellationToken cancel)
    {
        var emails = people.Select(p => p.Email).OfType<string>().Select(Fold.Of).Distinct().ToArray();
        var phones = people.Select(p => p.Phone).OfType<string>().Distinct().ToArray();
        var found = await change.Session.List($"""
            select id, email_folded, phone from customers where {change.Session.In<string>("email_folded", "emails")}
            union select id, email_folded, phone from customers where {change.Session.In<string>("phone", "phones")}
            order by 1
            """, row => (Id: row.Guid(0), Email: row.TextOrNull(1), Phone: row.TextOrNull(2)), cancel, ("emails", emails), ("phones", phones));
        var same = new Dictionary<Guid, Guid>();
        foreach (var (key, email, phone) in people)
            if (found.FirstOrDefault(f => (email is not null && f.Email == Fold.Of(email)) || (phone is not null && f.Phone == phone)) is { Id: var id } && id != Guid.Empty) same[key] = id;
        return same;
    }

    /// <summary>Notes consents and refusals.</summary>
    public async Task Note(Change change, IReadOnlyList<IncomingConsent> consents, CancellationToken cancel)
    {
        change.Set.Actor.Must(Customer.Edit);
        var verdicts = await change.Bulk(consents.Select(c => new Consent
        {
            CustomerId = c.CustomerId, Id = change.NewId(), Channel = c.Channel, Status = c.Granted ? ConsentStatus.Granted : ConsentStatus.Withdrawn,
            At = c.At, BusinessDate = company.BusinessDate(c.At), Basis = c.Basis, Evidence = c.Evidence,
        }).ToList(), cancel: cancel);
        if (Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
    }

    /// <summary>Notes touches that another system recorded.</summary>
    public async Task Note(Change change, string source, IReadOnlyList<IncomingInteraction> interactions, CancellationToken cancel)
    {
        change.Set.Actor.Must(Customer.Import);
        var verdicts = await change.Bulk(interactions.Select(i => new Interaction
        {
            CustomerId = i.CustomerId, Id = change.NewId(), At = i.At, BusinessDate = company.BusinessDate(i.At), Channel = i.Channel, Direction = i.Inbound ? "in" : "out",
            Subject = i.Subject, Note = i.Note, Agent = i.Agent, Source = source, SourceKey = i.Key,
        }).ToList(), cancel: cancel);
        if (Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
    }

    private static async Task<Dictionary<string, CustomerRef>> Known(Change change, string source, IEnumerable<string> keys, CancellationToken cancel)
    {
        var found = await change.Session.List(
            $"select source_key, customer_id, id from customer_sources where source = @source and {change.Session.In<string>("source_key", "keys")}",
            row => (Key: row.Text(0), Ref: new CustomerRef(row.Guid(1), row.Guid(2))), cancel, ("source", source), ("keys", keys.Distinct().ToArray()));
        return found.ToDictionary(f => f.Key, f => f.Ref, StringComparer.Ordinal);
    }
}
