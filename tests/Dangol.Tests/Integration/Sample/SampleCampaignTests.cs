using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>The effect of the past campaign can be found again in the orders, as an analyst would look for it.</summary>
public sealed class SampleCampaignTests
{
    [Theory]
    [InlineData(2_000, 7)]
    [InlineData(100_000, 7)]
    [InlineData(100_000, 8)]
    public void the_planted_lift_lies_in_the_interval_and_shows(int customers, int seed)
    {
        var company = Sample.Of(customers, seed: seed);
        var (treated, control) = Arms(company);
        var truth = company.Truth.Campaign;
        var (low, high) = Newcombe(treated.Count(v => v > 0), treated.Count, control.Count(v => v > 0), control.Count);
        Assert.InRange(truth.Lift, low, high);
        Assert.True(low > 0, $"The lift doesn't show: [{low}, {high}]");
        var share = (double)control.Count / (control.Count + treated.Count);
        Assert.InRange(share, truth.ControlShare - 0.03, truth.ControlShare + 0.03);
    }

    [Fact]
    public void those_held_out_buy_at_the_rate_that_the_process_says()
    {
        var company = Sample.Of(100_000);
        var (rate, error) = Sample.MeanOf(Arms(company).Control.Select(v => v > 0 ? 1.0 : 0).ToList());
        Assert.InRange(rate, company.Truth.Campaign.ControlRate - 3 * error, company.Truth.Campaign.ControlRate + 3 * error);
    }

    [Fact]
    public void the_extra_revenue_is_what_was_planted()
    {
        var company = Sample.Of(100_000);
        var truth = company.Truth.Campaign;
        var treated = company.Contacts().Where(c => c.Arm == SampleArm.Treated).ToDictionary(c => c.Person, _ => 0.0);
        foreach (var order in company.Orders().Where(o => o.ByCampaign))
        {
            Assert.InRange(order.At, truth.LaunchedAt, truth.WindowEnds);
            treated[order.Person] += order.Total;      // throws for anybody who was not treated
        }
        var (revenue, error) = Sample.MeanOf(treated.Values);
        Assert.InRange(truth.ExtraRevenuePerTreated, revenue - 3 * error, revenue + 3 * error);
        var (orders, orderError) = Sample.MeanOf(treated.Values.Select(v => v > 0 ? 1.0 : 0).ToList());
        Assert.InRange(truth.ExtraOrdersPerTreated, orders - 3 * orderError, orders + 3 * orderError);
    }

    [Fact]
    public void the_suppressed_have_a_reason_and_the_others_could_be_mailed()
    {
        var company = Sample.Of(5_000);
        var customers = company.Customers().ToDictionary(c => c.Code);
        var launch = DateOnly.FromDateTime(company.Truth.Campaign.LaunchedAt);
        var contacts = company.Contacts().ToList();
        Assert.All(contacts, contact =>
        {
            var customer = customers[contact.Customer];
            Assert.True(customer.Joined < launch.AddDays(-13));
            Assert.Equal(contact.Arm == SampleArm.Suppressed, contact.Why is not null);
            Assert.Equal(contact.Why == "no_address", customer.Email is null);
            if (contact.Arm != SampleArm.Suppressed) Assert.True(customer.EmailConsent < launch);
        });
        Assert.Equal(3, contacts.Select(c => c.Arm).Distinct().Count());
        Assert.Equal(2, contacts.Select(c => c.Why).OfType<string>().Distinct().Count());
    }

    /// <summary>What each treated and each held out person spent in the window, whatever the reason.</summary>
    private static (List<double> Treated, List<double> Control) Arms(SampleCompany company)
    {
        var truth = company.Truth.Campaign;
        var spent = company.Orders().Where(o => o.At >= truth.LaunchedAt && o.At < truth.WindowEnds)
            .GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => (double)g.Sum(o => o.Total));
        var arms = company.Contacts().ToLookup(c => c.Arm, c => spent.GetValueOrDefault(c.Customer));
        return (arms[SampleArm.Treated].ToList(), arms[SampleArm.Control].ToList());
    }

    /// <summary>Newcombe's hybrid score interval, 95 %.</summary>
    private static (double Low, double High) Newcombe(int treatedYes, int treated, int controlYes, int control)
    {
        double pt = (double)treatedYes / treated, pc = (double)controlYes / control;
        var (lt, ut) = Wilson(pt, treated);
        var (lc, uc) = Wilson(pc, control);
        return (pt - pc - Math.Sqrt((pt - lt) * (pt - lt) + (uc - pc) * (uc - pc)), pt - pc + Math.Sqrt((ut - pt) * (ut - pt) + (pc - lc) * (pc - lc)));
    }

    private static (double Low, double High) Wilson(double p, int n)
    {
        const double z = 1.959963984540054;
        var middle = p + z * z / (2 * n);
        var half = z * Math.Sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        return ((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n));
    }
}
