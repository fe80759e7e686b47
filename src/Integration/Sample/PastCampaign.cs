namespace Dangol.Integration;

/// <summary>
/// The campaign that the sample company once ran: an e-mail with a gift coupon to everyone who had joined at least two weeks before, a tenth held out by
/// chance. The treated place an extra order in the window with a fixed chance, whatever they buy anyway, so that the lift is known.
/// </summary>
internal sealed class PastCampaign
{
    public const int WindowDays = 14;
    private const int LaunchHour = 10;
    private const double HeldOut = 0.10;

    private readonly int _seed;
    private readonly TradingTime _time;

    public PastCampaign(int seed, int customers, TradingTime time, BgNbdTruth purchases, GammaGammaTruth spend)
    {
        (_seed, _time) = (seed, time);
        LaunchDay = time.Days * 3 / 4;
        // A company of two thousand could not tell two points and a half from chance.
        var lift = customers < 20_000 ? 0.12 : 0.025;
        var control = ControlRate(purchases);
        var extra = lift / (1 - control);
        var launched = SampleCompany.Utc(time.Date(LaunchDay), LaunchHour * 3600);
        Truth = new CampaignTruth("CM-THANKS", launched, launched.AddDays(WindowDays), HeldOut, control, lift, extra, extra * spend.Mean);
    }

    public int LaunchDay { get; }

    public CampaignTruth Truth { get; }

    /// <summary>What the campaign did with a person; null for those who were not in its segment.</summary>
    public (SampleArm Arm, string? Why)? Contact(int person, in Habit habit)
    {
        if (habit.JoinedDay >= LaunchDay - WindowDays) return null;
        if (!habit.HasEmail) return (SampleArm.Suppressed, "no_address");
        if (habit.EmailConsentDay < 0 || habit.EmailConsentDay >= LaunchDay) return (SampleArm.Suppressed, "no_consent");
        return (new Dice(_seed, Topic.Arm, person).Chance(Truth.ControlShare) ? SampleArm.Control : SampleArm.Treated, null);
    }

    /// <summary>The day of the extra order that the campaign brought, with the dice to go on with; null for most.</summary>
    public int? ExtraOrder(int person, in Habit habit, out Dice dice)
    {
        dice = new Dice(_seed, Topic.Response, person);
        // The dice come first: a bigger lift brings further people, and leaves the rest as they were.
        if (!dice.Chance(Truth.ExtraOrdersPerTreated) || Contact(person, habit)?.Arm != SampleArm.Treated) return null;
        return LaunchDay + 1 + dice.Below(WindowDays - 1);
    }

    public bool InWindow(int day) => day >= LaunchDay && day <= LaunchDay + WindowDays;

    /// <summary>Mean over the days on which the people of the segment joined, who did so evenly.</summary>
    private double ControlRate(BgNbdTruth purchases)
    {
        double launch = _time.At(LaunchDay), length = _time.At(LaunchDay + WindowDays) - launch, sum = 0;
        var days = LaunchDay - WindowDays;
        for (var day = 0; day < days; day++) sum += purchases.ChanceToBuy(launch - _time.At(day, 0.5), length);
        return sum / days;
    }
}
