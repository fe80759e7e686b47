namespace Dangol.Marketing;

/// <summary>What a campaign came to, as far as can be told.</summary>
public sealed record CampaignResult
{
    /// <summary>The members of the segment by what was decided for them.</summary>
    public required Assigned Assigned { get; init; }

    /// <summary>The suppressed by reason, most first.</summary>
    public required IReadOnlyList<(string Reason, long Customers)> Suppressed { get; init; }

    /// <summary>The first day on which a purchase counts.</summary>
    public required DateOnly ContactOn { get; init; }

    /// <summary>The last one.</summary>
    public required DateOnly WindowEndsOn { get; init; }

    /// <summary>Purchases are known up to this day; null where there are none at all.</summary>
    public required DateOnly? DataUntil { get; init; }

    /// <summary>Purchases may still come in.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Who responded, and by how much the treated did more than the held out; null where an arm is empty.</summary>
    public required RateLift? Rate { get; init; }

    /// <summary>By how much they spent more; null where nobody bought anything.</summary>
    public required RevenueLift? Revenue { get; init; }

    /// <summary>The same with the greatest hundredth of the amounts capped.</summary>
    public required RevenueLift? RevenueCapped { get; init; }

    /// <summary>The currency of the amounts, which are minor units.</summary>
    public required string Currency { get; init; }

    /// <summary>Currencies in which something was bought as well, and which are not in the amounts.</summary>
    public required IReadOnlyList<string> OtherCurrencies { get; init; }

    /// <summary>Whether the arms are as large as they were planned.</summary>
    public required SampleRatio? Ratio { get; init; }

    /// <summary>What can be said of the response.</summary>
    public required LiftVerdict Verdict { get; init; }

    /// <summary>What can be said of the revenue.</summary>
    public required LiftVerdict RevenueVerdict { get; init; }

    /// <summary>The least difference of the rates that these arms show four times out of five; null where none would.</summary>
    public required double? Detectable { get; init; }
}

/// <summary>Works out what a campaign came to, from what was collected.</summary>
internal sealed class ReadResult(Company company)
{
    private sealed record Bought(Guid Customer, bool Treated, string Currency, long Net);

    /// <summary>The result as of now.</summary>
    /// <exception cref="Refused"><c>campaign_unknown</c>, <c>not_launched</c>.</exception>
    public async Task<CampaignResult> Run(Actor actor, Guid campaignId, CancellationToken cancel = default)
    {
        actor.Must(Campaign.View);
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        var launch = campaign.Launch ?? throw LaunchCampaign.NotLaunched();
        var warehouse = company.Warehouse;
        var arms = await warehouse.Ask(actor, "select arm, coalesce(reason, ''), count(*) from fact_contacts where campaign_id = $1 group by 1, 2", [campaignId],
            row => (Arm: row.Text(0)!, Reason: row.Text(1)!, Customers: row.Long(2)), cancel);
        var bought = await warehouse.Ask(actor, """
            select customer_id, arm, currency, cast(sum(amount) as bigint) from fact_responses where campaign_id = $1 group by 1, 2, 3
            """, [campaignId], row => new Bought(row.Id(0), row.Text(1) == Arms.Treated, row.Text(2)!, row.Long(3)), cancel);
        var last = await warehouse.Ask(actor, "select max(business_date) from fact_order_lines", null, row => row.DateOrNull(0), cancel);

        long Of(string arm) => arms.Where(a => a.Arm == arm).Sum(a => a.Customers);
        var (treated, control) = (Of(Arms.Treated), Of(Arms.Control));
        var currencies = bought.CountBy(b => b.Currency).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key).ToList();
        var currency = currencies.FirstOrDefault(company.Profile.Currency);
        var rate = RateLift.Of(new(treated, Responders(true)), new(control, Responders(false)));
        var (spentTreated, spentControl) = (Amounts(true, treated), Amounts(false, control));
        // An interval of nothing would read "₩0 ~ ₩0", as if it were known that the campaign brought in nothing.
        var isSold = bought.Count > 0;
        var revenue = isSold ? RevenueLift.Of(SpendSample.Of(spentTreated), SpendSample.Of(spentControl)) : null;
        var ratio = treated + control > 0 && campaign.ControlShare > 0
            ? SampleRatio.Check([treated, control], [Campaign.WholeShare - campaign.ControlShare, campaign.ControlShare])
            : null;
        var isOpen = company.Today <= launch.WindowEndsOn;
        return new()
        {
            Assigned = new((int)treated, (int)control, (int)Of(Arms.Suppressed)),
            Suppressed = [.. arms.Where(a => a.Arm == Arms.Suppressed).OrderByDescending(a => a.Customers).Select(a => (a.Reason, a.Customers))],
            ContactOn = launch.ContactOn, WindowEndsOn = launch.WindowEndsOn, DataUntil = last[0], IsOpen = isOpen,
            Rate = rate, Revenue = revenue, RevenueCapped = isSold ? RevenueLift.Winsorised(spentTreated, spentControl) : null, Currency = currency, OtherCurrencies = [.. currencies.Skip(1)],
            Ratio = ratio, Verdict = LiftVerdict.Of(rate, ratio, campaign.NeededControl),
            RevenueVerdict = isSold || rate is null ? LiftVerdict.Of(revenue, currency, ratio, campaign.NeededControl) : LiftVerdict.NothingSold(isOpen),
            Detectable = rate is { Control.Rate: > 0 and < 1 } ? new SampleSize(control, treated).Detectable(rate.Control.Rate) : null,
        };

        // Who bought and gave all of it back inside the window did not respond.
        long Responders(bool ofTreated) => bought.Where(b => b.Treated == ofTreated && b.Net > 0).DistinctBy(b => b.Customer).LongCount();

        double[] Amounts(bool ofTreated, long customers)
        {
            var amounts = new double[customers];
            var at = 0;
            foreach (var one in bought.Where(b => b.Treated == ofTreated && b.Currency == currency)) amounts[at++] = one.Net;
            return amounts;
        }
    }
}
