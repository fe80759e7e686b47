namespace Dangol.Integration;

/// <summary>What a person of the sample company is like: all that purchases, campaign and records must agree on, drawn without making any text.</summary>
internal readonly struct Habit
{
    private static readonly double[] ShopsPerAge = [0.36, 0.52, 0.66];

    public Habit(int seed, int person, TradingTime time, Shops shops, SampleTruth truth)
    {
        var dice = new Dice(seed, Topic.Habit, person);
        Sex = dice.Chance(0.64) ? SampleSex.Female : SampleSex.Male;
        BirthYear = time.Date(0).Year - 18 - (int)(62 * (dice.Unit() + dice.Unit() + dice.Unit()) / 3);
        Province = Places.Draw(dice);
        Shop = shops.Near(dice, Province);
        var age = Math.Clamp((time.Date(0).Year - BirthYear - 20) / 20, 0, 2);
        var phone = age == 2 ? 0.16 : 0.05;
        var store = Shop < 0 ? 0 : ShopsPerAge[age];
        (StoreShare, PhoneShare) = (store, phone);

        var joined = dice.Unit() * 0.9 * time.Days;
        JoinedDay = (int)joined;
        Joined = time.At(JoinedDay, joined - JoinedDay);
        Rate = dice.Gamma(truth.Purchases.R) / truth.Purchases.Alpha;
        Leaves = dice.Beta(truth.Purchases.A, truth.Purchases.B);
        SpendRate = dice.Gamma(truth.Spend.Q) / truth.Spend.V;
        (Favourite1, Favourite2, Favourite3) = (dice.Below(20), dice.Below(20), dice.Below(20));

        HasPhone = dice.Chance(0.97);
        HasEmail = dice.Chance(0.88) || !HasPhone;
        EmailConsentDay = Consent(dice, 0.62, HasEmail, time);
        SmsConsentDay = Consent(dice, 0.48, HasPhone, time);
    }

    public SampleSex Sex { get; }
    public int BirthYear { get; }
    public int Province { get; }

    /// <summary>Place of the shop in the list of stores, or −1 where the province has none.</summary>
    public int Shop { get; }

    public double StoreShare { get; }
    public double PhoneShare { get; }

    /// <summary>Day of the first purchase, and the same in trading weeks.</summary>
    public int JoinedDay { get; }
    public double Joined { get; }

    /// <summary>λ, p and ν of the models in <see cref="SampleTruth"/>.</summary>
    public double Rate { get; }
    public double Leaves { get; }
    public double SpendRate { get; }

    public int Favourite1 { get; }
    public int Favourite2 { get; }
    public int Favourite3 { get; }

    public bool HasPhone { get; }
    public bool HasEmail { get; }

    /// <summary>Day of the consent, or −1.</summary>
    public int EmailConsentDay { get; }
    public int SmsConsentDay { get; }

    public bool Likes(int category) => category == Favourite1 || category == Favourite2 || category == Favourite3;

    /// <summary>Where the person buys this time.</summary>
    public SampleChannel Channel(Dice dice)
    {
        var u = dice.Unit();
        return u < StoreShare ? SampleChannel.Store : u < StoreShare + PhoneShare ? SampleChannel.Phone : SampleChannel.Online;
    }

    /// <summary>Most say yes or no when they join, some say yes later.</summary>
    private int Consent(Dice dice, double share, bool reachable, TradingTime time)
    {
        var day = dice.Chance(0.8) ? JoinedDay : JoinedDay + dice.Below(time.Days - JoinedDay);
        return dice.Chance(share) && reachable ? day : -1;
    }
}
