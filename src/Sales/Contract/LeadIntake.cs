namespace Dangol.Sales;

/// <summary>Somebody who may become a customer, as another system knows them.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Name">Full name.</param>
public sealed record IncomingLead(string Key, string Name)
{
    /// <summary>For whom they work.</summary>
    public string? Organisation { get; init; }

    /// <summary>As what they work.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Mail address.</summary>
    public string? Email { get; init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; init; }

    /// <summary><c>web</c>, <c>referral</c>, <c>event</c>, <c>call</c>, <c>advertising</c>, <c>partner</c> or <c>other</c>.</summary>
    public string Source { get; init; } = "other";

    /// <summary><c>new</c>, <c>working</c>, <c>qualified</c> or <c>unqualified</c>; it is converted only here.</summary>
    public string Status { get; init; } = LeadStates.New;

    /// <summary>Why it will not become a customer; needed by <c>unqualified</c>, and nothing else has one.</summary>
    public string? UnqualifiedReason { get; init; }

    /// <summary><c>hot</c>, <c>warm</c> or <c>cold</c>.</summary>
    public string? Rating { get; init; }

    /// <summary>What they would buy.</summary>
    public string? Interest { get; init; }

    /// <summary>What is to be done next.</summary>
    public string? NextStep { get; init; }

    /// <summary>The day on which it is to be done.</summary>
    public DateOnly? NextStepOn { get; init; }

    /// <summary>Who is to be in charge; null for nobody yet.</summary>
    public Guid? OwnerId { get; init; }
}

/// <summary>Takes leads that come in bulk from other systems, inside the caller's change.</summary>
public sealed class LeadIntake
{
    /// <summary>Makes the leads whose keys are not known; those that are known stay as they are.</summary>
    /// <returns>The key here by the source's key.</returns>
    /// <exception cref="Refused"><c>unqualified_reason_missing</c>, <c>lead_converted</c>, or what is wrong with a field.</exception>
    public async Task<Dictionary<string, Guid>> Take(Change change, IReadOnlyList<IncomingLead> incoming, CancellationToken cancel)
    {
        change.Set.Actor.Must(new("lead", Actions.Create));
        change.Set.Actor.Must(Lead.Qualify);
        var ids = await ExternalKeys.Known(change, "leads", incoming.Select(l => l.Key), cancel);
        var leads = new List<Lead>(incoming.Count);
        foreach (var said in incoming)
        {
            var lead = Lead.From(change.NewId(), said);
            if (said.Status == LeadStates.Converted) throw LeadVerb.Converted(lead);
            if (said.Status == LeadStates.Unqualified && said.UnqualifiedReason is null) throw LeadVerb.ReasonMissing();
            if (ids.TryAdd(said.Key, lead.Id)) leads.Add(lead);
        }
        if (Array.Find(await change.Bulk(leads, cancel: cancel), v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
        return ids;
    }
}

/// <summary>What other systems call our records.</summary>
internal static class ExternalKeys
{
    public static async Task<Dictionary<string, Guid>> Known(Change change, string table, IEnumerable<string> keys, CancellationToken cancel)
    {
        var found = await change.Session.List($"select external_key, id from {table} where {change.Session.In<string>("external_key", "keys")}", row => (Key: row.Text(0), Id: row.Guid(1)), cancel, ("keys", keys.ToArray()));
        return found.ToDictionary(f => f.Key, f => f.Id, StringComparer.Ordinal);
    }
}
