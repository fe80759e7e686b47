namespace Dangol.Marketing;

/// <summary>What a control of this size can show.</summary>
/// <param name="Eligible">Customers who may be reached.</param>
/// <param name="Control">So many of them would be held out.</param>
/// <param name="Measured">The share of the segment that bought in the last window before the newest data; null where the segment is empty.</param>
/// <param name="BaseRate">The rate of those who are left alone that was reckoned with.</param>
/// <param name="Detectable">The least lift that shows four times out of five; null where none would.</param>
/// <param name="WantedLift">The lift that the person wants to see.</param>
/// <param name="NeededControl">The least control that shows it; null where no control of these customers does.</param>
public sealed record ControlPlan(long Eligible, long Control, double? Measured, double BaseRate, double? Detectable, double WantedLift, long? NeededControl)
{
    /// <summary>The needed control as a share of the eligible.</summary>
    public double? NeededShare => NeededControl is { } needed && Eligible > 0 ? (double)needed / Eligible : null;

    /// <summary>The control that shows the wanted lift though it be more than there are; null where the rates can't be reckoned with.</summary>
    public long? WantedControl { get; init; }

    /// <summary>A base rate was there to reckon with.</summary>
    public bool IsKnown => BaseRate is > 0 and < 1;
}

/// <summary>Plans the control before the launch: which lift it can show, and which control a wanted lift would need.</summary>
internal sealed class PreviewPlan(Company company, PreviewCampaign preview)
{
    public const double UsualLift = 0.02, Power = 0.8;

    /// <param name="actor">Who asks.</param>
    /// <param name="id">Which campaign.</param>
    /// <param name="share">Control share in ten-thousandths.</param>
    /// <param name="window">Days of the window.</param>
    /// <param name="baseRate">The rate to reckon with; null takes what the segment did lately.</param>
    /// <param name="lift">The lift to show.</param>
    /// <param name="cancel">Stops the questions.</param>
    public async Task<ControlPlan> Run(Actor actor, Guid id, int share, int window, double? baseRate, double lift, CancellationToken cancel)
    {
        var campaign = await FindCampaign.Run(company, id, cancel);
        var eligible = (await preview.Run(actor, id, cancel)).Assigned is var a ? (long)a.Treated + a.Control : 0;
        var measured = await Lately(actor, TreeParser.Clause(campaign.Tree), Math.Clamp(window, 1, Campaign.LongestWindow), cancel);
        var rate = baseRate ?? measured ?? 0;
        var control = eligible * Math.Clamp(share, 0, Campaign.LargestControlShare) / Campaign.WholeShare;
        var (shows, needs, wants) = ((double?)null, (long?)null, (long?)null);
        if (rate is > 0 and < 1)
        {
            if (control > 0) shows = new SampleSize(control, eligible - control).Detectable(rate, Power);
            if (lift > 0 && rate + lift < 1)
            {
                needs = Needed(eligible, rate, lift);
                wants = needs ?? SampleSize.For(rate, lift, control > 0 ? (double)(eligible - control) / control : 1, Power).Control;
            }
        }
        return new(eligible, control, measured, rate, shows, lift, needs) { WantedControl = wants };
    }

    /// <summary>The least control whose rest shows the lift: the power rises until both arms are alike.</summary>
    internal static long? Needed(long eligible, double rate, double lift)
    {
        bool Shows(long control) => new SampleSize(control, eligible - control).Power(rate, lift) >= Power;
        long low = 1, high = eligible / 2;
        if (high < 1 || !Shows(high)) return null;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Shows(middle)) high = middle;
            else low = middle + 1;
        }
        return high;
    }

    /// <summary>Which part of the segment bought in as many days, up to the newest data.</summary>
    private async Task<double?> Lately(Actor actor, Clause tree, int days, CancellationToken cancel)
    {
        var newest = await company.Warehouse.Ask(actor, "select max(business_date) from fact_order_lines", null, row => row.DateOrNull(0), cancel);
        if (newest[0] is not { } until) return null;
        var (map, from) = SegmentSchema.Sql(tree, company.Today);
        var test = TreeSql.Where(SegmentSchema.Tree.Bind(tree, new AsOf(company.Today, company.Profile.TimeZone)), map);
        var args = test.Parameters.ToList<object?>();
        args.AddRange([until.AddDays(-days), until]);
        string Place(int fromEnd) => "$" + (args.Count - fromEnd).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var sql = $"""
            select count(*), count(b.customer_id) from {from}
            {test.Joins}
            left join (select distinct customer_id from fact_order_lines where kind = 'product' and order_kind = 'sale' and business_date > {Place(1)} and business_date <= {Place(0)}) b
                on b.customer_id = c.customer_id
            where {test.Where}
            """;
        var counts = await company.Warehouse.Ask(actor, sql, args, row => (Members: row.Long(0), Bought: row.Long(1)), cancel);
        return counts[0].Members == 0 ? null : (double)counts[0].Bought / counts[0].Members;
    }
}
