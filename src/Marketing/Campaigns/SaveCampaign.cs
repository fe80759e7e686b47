using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>Makes a campaign or changes one that was not launched yet. The steps of the wizard each give their own part; what is null stays as it is.</summary>
internal sealed class SaveCampaign(Company company)
{
    private static readonly Text Reason = new("캠페인 저장", "Save campaign");

    /// <summary>What a campaign is to be.</summary>
    /// <param name="Id">The campaign, or null for a new one.</param>
    /// <param name="Version">The version that was read, where there is one.</param>
    public sealed record Form(Guid? Id = null, int? Version = null)
    {
        /// <summary>Its name.</summary>
        public string? Name { get; init; }

        /// <summary>Whom it reaches.</summary>
        public Guid? Segment { get; init; }

        /// <summary><c>email</c>, <c>call</c> or <c>letter</c>.</summary>
        public string? Channel { get; init; }

        /// <summary>What and how it offers.</summary>
        public MessagePart? Message { get; init; }

        /// <summary>How its effect is told.</summary>
        public MeasurePart? Measure { get; init; }
    }

    /// <summary>The offer and the words around it.</summary>
    public sealed record MessagePart(Guid? Offer = null, string Subject = "", string Body = "");

    /// <summary>
    /// Control share in ten-thousandths, days of the window, day of contact, budget in minor units of the company's currency; where somebody planned, the lift to be shown
    /// in ten-thousandths and the control that shows it.
    /// </summary>
    public sealed record MeasurePart(int ControlShare = Campaign.UsualControlShare, int WindowDays = Campaign.UsualWindow, DateOnly? ContactOn = null, long? Budget = null,
        int? WantedLift = null, long? NeededControl = null);

    /// <summary>Saves it.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="Refused"><c>campaign_unknown</c>, <c>launched_already</c>, <c>segment_unknown</c>, <c>offer_unknown</c>, <c>version_missing</c>, <c>changed_meanwhile</c>, or what is wrong with a field.</exception>
    public Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Edit);
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            var campaign = form.Id is { } id ? await Known(db, id, form.Version, cancel) : db.Campaigns.Add(Campaign.Of(change.NewId(), form.Name ?? "", form.Segment ?? Guid.Empty, form.Channel ?? Customers.Channels.Email)).Entity;
            campaign.Reach(form.Name ?? campaign.Name, form.Segment ?? campaign.SegmentId, form.Channel ?? campaign.Channel);
            if (form.Message is { } message) campaign.Offers(message.Offer, message.Subject, message.Body);
            if (form.Measure is { } measure)
            {
                campaign.Measure(measure.ControlShare, measure.WindowDays, measure.ContactOn, measure.Budget, company.Profile.Currency);
                campaign.Plan(measure.WantedLift, measure.NeededControl);
            }
            if (!await db.Segments.AnyAsync(s => s.Id == campaign.SegmentId, cancel))
                throw new Refused("segment_unknown", "segment", new("세그먼트를 골라 주세요.", "Choose a segment."));
            if (campaign.OfferId is { } offer && !await db.Offers.AnyAsync(o => o.Id == offer, cancel))
                throw new Refused("offer_unknown", "offer", new("그런 오퍼가 없어요. 다시 골라 주세요.", "There is no such offer. Choose another."));
            await change.Save(cancel);
            return campaign.Id;
        }, cancel);
    }

    internal static Refused Unknown() => new("campaign_unknown", null, new("그런 캠페인이 없어요.", "There is no such campaign."), 404);

    private static async Task<Campaign> Known(MarketingDb db, Guid id, int? version, CancellationToken cancel)
    {
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, cancel) ?? throw Unknown();
        if (await db.Launches.AnyAsync(l => l.CampaignId == id, cancel)) throw LaunchCampaign.LaunchedAlready();
        Versions.Must(campaign.Version, version);
        return campaign;
    }
}

/// <summary>An update must name the version that was read.</summary>
internal static class Versions
{
    /// <exception cref="Refused"><c>version_missing</c> (428), <c>changed_meanwhile</c> (409).</exception>
    public static void Must(int now, int? read)
    {
        if (read is null)
            throw new Refused("version_missing", "version", new("읽은 버전 번호가 필요해요. 새로 고친 뒤 다시 해 주세요.", "The version that you read is needed. Please reload and try again."), 428);
        if (read != now)
            throw new Refused("changed_meanwhile", "version", new("그 사이에 다른 사람이 이 항목을 바꿨어요. 새로 고친 뒤 다시 해 주세요.", "Somebody else changed this item in the meantime. Please reload and try again."), 409);
    }
}
