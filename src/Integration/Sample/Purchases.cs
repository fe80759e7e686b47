using System.Globalization;

namespace Dangol.Integration;

/// <summary>When the people of the sample company buy, and what becomes of it: orders with lines.</summary>
internal sealed class Purchases(int seed, TradingTime time, Shops shops, Baskets baskets, PastCampaign campaign, Duplicates duplicates, SampleTruth truth)
{
    /// <summary>Stands in the order's number where the how-manieth stands in others: those keep theirs whatever a campaign adds.</summary>
    private const string ExtraMark = "C";

    /// <summary>
    /// Moments of purchase in trading weeks from the company's first day, the first purchase first: the BG/NBD process of <see cref="BgNbdTruth"/> as it
    /// stands in the paper, cut off at the last day.
    /// </summary>
    public void Moments(int person, in Habit habit, List<double> moments)
    {
        moments.Clear();
        moments.Add(habit.Joined);
        var dice = new Dice(seed, Topic.Purchases, person);
        var now = habit.Joined;
        while (true)
        {
            now += dice.Exponential() / habit.Rate;
            if (now >= time.Weeks) return;
            moments.Add(now);
            if (dice.Chance(habit.Leaves)) return;
        }
    }

    /// <summary>A person's orders in order of time.</summary>
    public void Orders(int person, in Habit habit, List<double> moments, List<SampleOrder> orders)
    {
        orders.Clear();
        Moments(person, habit, moments);
        var dice = new Dice(seed, Topic.Basket, person);
        var extraDay = campaign.ExtraOrder(person, habit, out var extraDice);
        var second = duplicates.Day(person, habit);
        for (var n = 0; n < moments.Count; n++)
        {
            var (day, fraction) = time.Day(moments[n]);
            if (extraDay <= day)
            {
                orders.Add(Order(person, habit, extraDice, extraDay.Value, extraDice.Unit(), ExtraMark, null));
                extraDay = null;
            }
            orders.Add(Order(person, habit, dice, day, fraction, (n + 1).ToString(CultureInfo.InvariantCulture), second));
        }
        if (extraDay is { } left) orders.Add(Order(person, habit, extraDice, left, extraDice.Unit(), ExtraMark, null));
    }

    private SampleOrder Order(int person, in Habit habit, Dice dice, int day, double fraction, string mark, int? second)
    {
        var channel = habit.Channel(dice);
        // Half of what is bought after a second record came about is booked on it, save in the campaign's window, whose people are the first records.
        var onSecond = dice.Chance(0.5) && day >= second && !campaign.InWindow(day);
        var (opens, closes) = channel switch { SampleChannel.Store => (10.5, 20.5), SampleChannel.Phone => (9.0, 18.0), _ => (7.0, 24.0) };
        var seconds = (int)((opens + fraction * (closes - opens)) * 3600);
        var date = time.Date(day);
        var payment = Payment(dice, channel);
        var lines = baskets.Fill(dice, habit, dice.Gamma(truth.Spend.P) / habit.SpendRate);
        return new SampleOrder(
            string.Create(CultureInfo.InvariantCulture, $"{"SWT"[(int)channel]}{date:yyMMdd}-{person + 1:0000000}-{mark}"),
            onSecond ? SampleCompany.SecondCode(person) : SampleCompany.Code(person), person, SampleCompany.Utc(date, seconds), date, channel,
            shops.Of(channel, habit.Shop).Code, payment, mark == ExtraMark, lines);
    }

    private static SamplePayment Payment(Dice dice, SampleChannel channel)
    {
        var u = dice.Unit();
        return channel switch
        {
            SampleChannel.Store => u < 0.76 ? SamplePayment.Card : u < 0.92 ? SamplePayment.EasyPay : SamplePayment.Cash,
            SampleChannel.Online => u < 0.52 ? SamplePayment.EasyPay : u < 0.9 ? SamplePayment.Card : SamplePayment.Transfer,
            _ => u < 0.6 ? SamplePayment.Card : SamplePayment.Transfer,
        };
    }
}
