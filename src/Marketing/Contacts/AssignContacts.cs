using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>How a launch turned out: the members of its segment by what was decided for them.</summary>
public sealed record Assigned(int Treated, int Control, int Suppressed)
{
    /// <summary>All of them.</summary>
    public int Members => Treated + Control + Suppressed;
}

/// <summary>
/// Turns the frozen members of a launch into contacts: treated, control, or suppressed with the reason. Control is drawn after eligibility, so that both arms
/// are alike. It goes in chunks with the place in the same transaction: stopped at any point, it goes on from there.
/// </summary>
internal sealed class AssignContacts(Company company)
{
    private const int Chunk = 2000;

    private sealed record Launched(Guid Id, Guid CampaignId, Guid ChangeSetId, DateOnly ContactOn, string Snapshot, string Channel, int ControlShare, int Total, int Done);

    /// <summary>Works off what a launch has left.</summary>
    /// <param name="actor">Who launched.</param>
    /// <param name="campaign">Which campaign.</param>
    /// <param name="progress">How many of how many.</param>
    /// <param name="cancel">Stops between two chunks.</param>
    public async Task<Assigned> Run(Actor actor, Guid campaign, Action<long, long>? progress = null, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Launch);
        var launched = await Find(campaign, cancel);
        await using var members = new Files(company).Read(launched.Snapshot);
        if (launched.Done == 0) await ForgetFormer(launched, cancel);
        // All chunks are one change set with the launch, so that it can be taken back as a whole while nothing was handed over.
        var set = new ChangeSet(launched.ChangeSetId, actor, LaunchCampaign.Reason);
        for (var done = -1; done < launched.Total;)
        {
            cancel.ThrowIfCancellationRequested();
            done = await company.Writes.Run(set, change => NextChunk(change, launched, members, cancel), background: true, cancel);
            progress?.Invoke(done, launched.Total);
        }
        return await Read(campaign, cancel);
    }

    /// <summary>The members of a launch by arm, as far as they were worked off.</summary>
    public async Task<Assigned> Read(Guid campaign, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var arms = (await read.List("select arm, count(*) from contacts where campaign_id = @campaign group by arm", row => (Arm: row.Text(0), Count: row.Int(1)), cancel, ("campaign", campaign)))
            .ToDictionary(a => a.Arm, a => a.Count, StringComparer.Ordinal);
        return new(arms.GetValueOrDefault(Arms.Treated), arms.GetValueOrDefault(Arms.Control), arms.GetValueOrDefault(Arms.Suppressed));
    }

    /// <summary>A launch that was taken back leaves the messages that waited: they belong to nobody now, and the next launch may hold their customers out.</summary>
    private async Task ForgetFormer(Launched launched, CancellationToken cancel)
    {
        while (true)
        {
            List<Guid> former;
            await using (var read = await company.Store.Read(cancel))
                former = await read.List($"""
                    select d.customer_id from deliveries d where d.campaign_id = @campaign and d.state = 'reserved'
                        and not exists (select 1 from contacts t where t.customer_id = d.customer_id and t.campaign_id = d.campaign_id and t.id = d.contact_id) limit {Chunk}
                    """, row => row.Guid(0), cancel, ("campaign", launched.CampaignId));
            if (former.Count == 0) return;
            await company.Writes.Run(company.Writes.NewChangeSet(Actor.System, LaunchCampaign.Reason), change => change.Execute(
                $"delete from deliveries where campaign_id = @campaign and state = 'reserved' and {change.Session.In<Guid>("customer_id", "former")}", cancel,
                ("campaign", launched.CampaignId), ("former", former)), background: true, cancel);
        }
    }

    private static async Task<int> NextChunk(Change change, Launched launched, FileStream members, CancellationToken cancel)
    {
        var session = change.Session;
        await HoldLaunch.Run(change, launched.Id, cancel);
        var held = session.Engine == Engine.Postgres ? "for update" : "";
        var done = (int)await session.Number($"select done from launch_progresses where launch_id = @launch {held}", cancel, ("launch", launched.Id));
        if (done >= launched.Total) return launched.Total;
        var keys = MemberSnapshot.Read(members, done, Chunk);
        if (keys.Length == 0) throw new Refused("snapshot_short", null, new("고객 명단 파일이 손상되었어요. 백업에서 되살려 주세요.", "The file of members is damaged. Please restore it from a backup."));
        var known = (await session.List($"""
            select c.id, n.status, c.email, c.phone, coalesce(c.address, c.city, c.region, c.country, c.postal_code) is not null
            from pub_customers c left join pub_consents n on n.customer_id = c.id and n.channel = @channel where {session.In<Guid>("c.id", "keys")}
            """, row => (Id: row.Guid(0), Reach: new Reachable(row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.Bool(4))), cancel,
            ("channel", launched.Channel), ("keys", keys))).ToDictionary(c => c.Id, c => c.Reach);

        var contacts = new List<Contact>(keys.Length);
        foreach (var key in keys)
        {
            // Who was removed since the launch is nobody's contact.
            if (!known.TryGetValue(key, out var customer)) continue;
            var against = Eligibility.Against(launched.Channel, customer);
            var arm = against is not null ? Arms.Suppressed : ArmAssignment.IsControl(key, launched.CampaignId, launched.ControlShare) ? Arms.Control : Arms.Treated;
            contacts.Add(new()
            {
                CustomerId = key, CampaignId = launched.CampaignId, Id = change.NewId(), Channel = launched.Channel, Arm = arm, Reason = against, BusinessDate = launched.ContactOn,
            });
        }
        var verdicts = await change.Bulk(contacts, OnExisting.Keep, "customer_id, campaign_id", cancel);
        if (Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
        if (launched.Channel == Channels.Email)
            await change.Execute("""
                insert into deliveries (campaign_id, customer_id, contact_id, state, attempts)
                select campaign_id, customer_id, id, 'reserved', 0 from contacts
                where campaign_id = @campaign and arm = 'treated' and customer_id >= @first and customer_id <= @last
                on conflict (campaign_id, customer_id) do nothing
                """, cancel, ("campaign", launched.CampaignId), ("first", keys[0]), ("last", keys[^1]));
        done += keys.Length;
        await change.Execute("update launch_progresses set done = @done where launch_id = @launch", cancel, ("done", done), ("launch", launched.Id));
        return done;
    }

    private async Task<Launched> Find(Guid campaign, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("""
            select l.id, l.campaign_id, l.change_set_id, l.contact_on, l.snapshot, c.channel, c.control_share, l.members, coalesce(n.done, 0)
            from campaign_launches l join campaigns c on c.id = l.campaign_id left join launch_progresses n on n.launch_id = l.id where l.campaign_id = @campaign
            """, row => new Launched(row.Guid(0), row.Guid(1), row.Guid(2), row.Date(3), row.Text(4), row.Text(5), row.Int(6), row.Int(7), row.Int(8)), cancel, ("campaign", campaign))
            ?? throw LaunchCampaign.NotLaunched();
    }
}
