namespace Dangol.Marketing;

/// <summary>Campaigns as programs read them: snake_case, shares in ten-thousandths, amounts in minor units.</summary>
internal static class CampaignJson
{
    public static object Of(CampaignFacts f, Assigned? a) => new
    {
        id = f.Id, version = f.Version, name = f.Name, state = f.State.ToString().ToLowerInvariant(), channel = f.Channel, segment = f.SegmentId, offer = f.OfferId, subject = f.Subject, body = f.Body,
        control_share = f.ControlShare, window_days = f.WindowDays, contact_on = f.Launch?.ContactOn ?? f.ContactOn, budget = f.Budget?.Minor, currency = f.Budget?.Currency, wanted_lift = f.WantedLift, needed_control = f.NeededControl,
        launched_at = f.Launch?.At, window_ends_on = f.Launch?.WindowEndsOn, members = f.Launch?.Members, treated = a?.Treated, control = a?.Control, suppressed = a?.Suppressed,
    };

    public static object Of(CampaignDetail d) => new
    {
        campaign = Of(d.Facts, d.Assigned), suppressed_by_reason = d.Suppressed.ToDictionary(s => s.Reason, s => s.Customers), job = d.Job?.Id,
        mail = d.Sent is { } m ? new { waiting = m.Waiting, being_sent = m.BeingSent, confirmed = m.Confirmed, failed = m.Failed, in_doubt = m.InDoubt, suppressed = m.Suppressed } : null,
    };

    public static object Of(CampaignResult r, Language language) => new
    {
        effect = r.Verdict.Effect switch { Effect.Raised => "raised", Effect.Lowered => "lowered", _ => "not_shown" }, headline = r.Verdict.Headline.In(language), meaning = r.Verdict.Meaning.In(language),
        revenue_headline = r.RevenueVerdict.Headline.In(language), revenue_meaning = r.RevenueVerdict.Meaning.In(language), is_open = r.IsOpen, contact_on = r.ContactOn, window_ends_on = r.WindowEndsOn,
        data_until = r.DataUntil, treated = r.Assigned.Treated, control = r.Assigned.Control, suppressed = r.Assigned.Suppressed, detectable = r.Detectable, currency = r.Currency,
        rate = r.Rate is { } x ? new
        {
            treated = x.Treated.Rate, treated_responders = x.Treated.Responders, control = x.Control.Rate, control_responders = x.Control.Responders, difference = x.Difference, low = x.Interval.Low,
            high = x.Interval.High, extra_responders = x.ExtraResponders,
        } : null,
        revenue = Revenue(r.Revenue), revenue_capped = Revenue(r.RevenueCapped), sample_ratio_p = r.Ratio?.P,
    };

    private static object? Revenue(RevenueLift? r) => r is null ? null : new
    {
        treated = r.Treated.Mean, control = r.Control.Mean, difference = r.Difference, low = r.Interval.Low, high = r.Interval.High, extra = r.ExtraRevenue, extra_low = r.ExtraRevenueInterval.Low,
        extra_high = r.ExtraRevenueInterval.High, cap = r.Cap,
    };
}
