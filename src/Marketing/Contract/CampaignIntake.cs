namespace Dangol.Marketing;

/// <summary>What a campaign that ran elsewhere did with one customer.</summary>
/// <param name="Arm">One of <see cref="Arms"/>.</param>
/// <param name="Reason">Why suppressed; else null.</param>
public readonly record struct IncomingContact(Guid CustomerId, string Arm, string? Reason);

/// <summary>A campaign that ran in another system and is brought in with its contact history, so that its responses and effect can be told here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Channel">Through which channel.</param>
/// <param name="ContactOn">The day of contact.</param>
/// <param name="WindowDays">Days after it in which a purchase counts.</param>
/// <param name="ControlShare">What share was held out, in ten-thousandths.</param>
/// <param name="Members">How many its segment had.</param>
public sealed record IncomingCampaign(string Name, string Channel, DateOnly ContactOn, int WindowDays, int ControlShare, int Members);

/// <summary>Takes campaigns that ran elsewhere, inside the caller's change.</summary>
public sealed class CampaignIntake
{
    /// <summary>Makes the campaign, its segment (everybody: who was in it stands in its contacts) and its launch.</summary>
    /// <returns>Its key.</returns>
    public async Task<Guid> Take(Change change, IncomingCampaign said, CancellationToken cancel)
    {
        change.Set.Actor.Must(Campaign.Launch);
        var db = change.Open<MarketingDb>();
        var segment = Segment.Of(change.NewId(), said.Name, new Clause.All([]));
        var campaign = Campaign.Of(change.NewId(), said.Name, segment.Id, said.Channel);
        campaign.Measure(said.ControlShare, said.WindowDays, said.ContactOn, budget: null, currency: "");
        // Each refers to the one before.
        var launch = CampaignLaunch.Of(change.NewId(), campaign, segment, offer: null, said.ContactOn, said.Members, snapshot: "elsewhere");
        foreach (Record one in new Record[] { segment, campaign, launch })
        {
            db.Add(one);
            await change.Save(cancel);
        }
        // It was worked off where it ran: nobody is left to be assigned here.
        await change.Execute("insert into launch_progresses (launch_id, done, total) values (@launch, @members, @members)", cancel, ("launch", launch.Id), ("members", said.Members));
        return campaign.Id;
    }

    /// <summary>Notes what it did with each customer; a row that is there already stays.</summary>
    public async Task Note(Change change, Guid campaign, IncomingCampaign said, IReadOnlyList<IncomingContact> contacts, CancellationToken cancel)
    {
        change.Set.Actor.Must(Campaign.Launch);
        await change.Bulk(contacts.Select(c => new Contact
        {
            CustomerId = c.CustomerId, CampaignId = campaign, Id = change.NewId(), Channel = said.Channel, Arm = c.Arm, Reason = c.Reason, BusinessDate = said.ContactOn,
        }).ToList(), OnExisting.Keep, "customer_id, campaign_id", cancel);
    }
}
