using Dangol.Marketing;

namespace Dangol.Tests.Marketing;

public sealed class LiftTests
{
    [Theory]
    [InlineData(56, 70, 48, 80, "0.2000", "0.0524", "0.3339")]
    [InlineData(1250, 45_000, 110, 5_000, "0.00578", "0.00109", "0.00981")]
    [InlineData(9, 10_000, 2, 1_000, "-0.00110", "-0.00638", "0.00056")]
    [InlineData(2500, 90_000, 250, 10_000, "0.00278", "-0.00064", "0.00586")]
    [InlineData(0, 500, 0, 500, "0.0000", "-0.0076", "0.0076")]
    public void the_rate_difference_has_newcombes_interval(long yt, long nt, long yc, long nc, string d, string low, string high)
    {
        var lift = RateLift.Of(new(nt, yt), new(nc, yc))!;
        Assert.Equal((d, low, high), (As(lift.Difference, d), As(lift.Interval.Low, low), As(lift.Interval.High, high)));

        static string As(double value, string printed) =>
            (value == 0 ? 0 : value).ToString("F" + (printed.Length - printed.IndexOf('.', StringComparison.Ordinal) - 1), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]   // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void a_rate_has_wilsons_interval(long responders, long customers, double low, double high)
    {
        var interval = RateLift.Wilson(new(customers, responders));
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void extra_responders_are_the_difference_over_all_treated()
    {
        var lift = RateLift.Of(new(45_000, 1250), new(5_000, 110))!;
        Assert.Equal((260, 49, 441), (Math.Round(lift.ExtraResponders), Math.Round(lift.ExtraRespondersInterval.Low), Math.Round(lift.ExtraRespondersInterval.High)));
        Assert.Null(RateLift.Of(new(10, 1), default));
    }

    [Theory]
    [InlineData(1250, 45_000, 110, 5_000, nameof(Effect.Raised), "반응률을 높였어요")]
    [InlineData(110, 5_000, 1250, 45_000, nameof(Effect.Lowered), "반응률을 낮췄어요")]
    [InlineData(9, 10_000, 2, 1_000, nameof(Effect.NotShown), "효과가 확인되지 않았어요")]
    [InlineData(2500, 90_000, 250, 10_000, nameof(Effect.NotShown), "효과가 확인되지 않았어요")]
    [InlineData(0, 500, 0, 500, nameof(Effect.NotShown), "효과가 확인되지 않았어요")]
    [InlineData(5, 10, 0, 0, nameof(Effect.NotShown), "효과를 알 수 없어요")]
    public void the_verdict_says_no_more_than_the_interval(long yt, long nt, long yc, long nc, string effect, string headline)
    {
        var verdict = LiftVerdict.Of(RateLift.Of(new(nt, yt), new(nc, yc)));
        Assert.Equal((effect, headline), (verdict.Effect.ToString(), verdict.Headline.Ko));
    }

    [Fact]
    public void the_verdict_explains_itself_in_both_languages()
    {
        var raised = LiftVerdict.Of(RateLift.Of(new(45_000, 1250), new(5_000, 110))).Meaning;
        Assert.Equal("대조군보다 +0.58%p 높고, 95% 신뢰구간(+0.11 ~ +0.98%p)이 모두 0보다 커요. 캠페인이 아니었다면 반응하지 않았을 고객은 약 260명이에요(49 ~ 441명).", raised.Ko);
        Assert.Equal("It is +0.58 points above the control, and the whole 95 % interval (+0.11 ~ +0.98 points) lies above 0. About 260 customers would not have responded without the campaign (49 ~ 441).", raised.En);
        var open = LiftVerdict.Of(RateLift.Of(new(90_000, 2500), new(10_000, 250))).Meaning;
        Assert.Equal("차이는 +0.28%p지만, 95% 신뢰구간(-0.06 ~ +0.59%p)에 0이 들어 있어요. 우연히 생길 수 있는 차이예요. 효과가 없다는 뜻은 아니고, 이 인원으로는 알 수 없다는 뜻이에요.", open.Ko);
    }

    [Fact]
    public void no_effect_is_claimed_when_the_arms_are_wrong_or_the_control_too_small()
    {
        var lift = RateLift.Of(new(45_000, 1250), new(5_000, 110))!;
        var sound = SampleRatio.Check([45_000, 5_000], [9, 1]);
        Assert.Equal(Effect.Raised, LiftVerdict.Of(lift, sound).Effect);
        Assert.Equal("결과를 믿을 수 없어요", LiftVerdict.Of(lift, SampleRatio.Check([45_000, 5_000], [8, 1])).Headline.Ko);
        var small = LiftVerdict.Of(lift, sound, SampleSize.For(0.02, 0.005).Control);
        Assert.Equal((Effect.NotShown, "대조군이 작아서 효과를 말할 수 없어요"), (small.Effect, small.Headline.Ko));
    }

    [Fact]
    public void revenue_is_compared_by_welchs_t()
    {
        double[] x = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
        double[] y = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4];
        var lift = RevenueLift.Of(SpendSample.Of(x), SpendSample.Of(y))!;
        Assert.Equal(-2.8333, lift.Difference, 4);
        Assert.Equal(27.89, lift.DegreesOfFreedom, 2);
        var sums = RevenueLift.Of(SpendSample.FromSums(x.Length, x.Sum(), x.Sum(v => v * v)), SpendSample.Of(y))!;
        Assert.Equal(lift.Interval.Low, sums.Interval.Low, 8);
        Assert.Equal(lift.Difference * 15, lift.ExtraRevenue, 9);

        // Equal variances of 3.5 and six customers each: 10 degrees of freedom, t = 2.228139, half a width of 2.228139 × √(3.5 / 3).
        var even = RevenueLift.Of(SpendSample.Of([1, 2, 3, 4, 5, 6]), SpendSample.Of([2, 3, 4, 5, 6, 7]))!;
        Assert.Equal(10, even.DegreesOfFreedom, 9);
        Assert.Equal(-3.406665, even.Interval.Low, 0.000001);
        Assert.Equal(1.406665, even.Interval.High, 0.000001);
    }

    [Fact]
    public void one_giant_order_is_capped_for_both_arms_alike()
    {
        var treated = Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 100.0 + i % 7 : 0).ToArray();
        var control = treated.ToArray();
        treated[500] = 1_000_000;
        Assert.True(RevenueLift.Of(SpendSample.Of(treated), SpendSample.Of(control))!.Difference > 900);
        var capped = RevenueLift.Winsorised(treated, control)!;
        Assert.InRange(capped.Cap!.Value, 100, 106);
        Assert.InRange(capped.Difference, 0, 0.01);
        Assert.Equal(Effect.NotShown, LiftVerdict.Of(capped, "KRW").Effect);
    }

    [Fact]
    public void arms_without_variance_prove_nothing()
    {
        Assert.Null(RevenueLift.Of(SpendSample.Of([5.0, 5.0]), SpendSample.Of([0.0, 0.0])));
        Assert.Equal(new(0, 0), RevenueLift.Of(SpendSample.Of([0.0, 0.0]), SpendSample.Of([0.0, 0.0]))!.Interval);
        Assert.Null(RevenueLift.Of(SpendSample.Of([5.0]), SpendSample.Of([0.0, 1.0])));
        Assert.Equal("효과를 알 수 없어요", LiftVerdict.Of(null, "KRW").Headline.Ko);
    }

    [Theory]
    [InlineData(9_000, 1_000, 0, 1)]
    [InlineData(9_100, 900, 11.1111, 0.000858)]
    [InlineData(9_030, 970, 1.0, 0.317311)]
    public void the_sample_ratio_is_checked_by_chi_square(long treated, long control, double chi, double p)
    {
        var ratio = SampleRatio.Check([treated, control], [9, 1]);
        Assert.Equal(chi, ratio.ChiSquare, 4);
        Assert.Equal(p, ratio.P, 6);
        Assert.Equal(p < 0.001, ratio.IsSuspect);
    }

    [Theory]
    [InlineData(0.005, 7_003)]
    [InlineData(0.002, 43_149)]
    public void the_planner_says_how_many_to_hold_out(double lift, long reference)
    {
        var size = SampleSize.For(0.02, lift);
        // The reference figures were made with a quantile of four decimals and the fraction dropped; exact is 7,003.82 and 43,150.52, and is rounded up.
        Assert.InRange(size.Control, reference, reference + 2);
        Assert.InRange(size.Treated, size.Control * 9, size.Control * 9);
        Assert.InRange(size.Power(0.02, lift), 0.8, 0.80002);
        Assert.True(new SampleSize(size.Control - 1, (size.Control - 1) * 9).Power(0.02, lift) < 0.8);
        Assert.Equal(lift, size.Detectable(0.02)!.Value, 5);
    }

    [Fact]
    public void the_planner_refuses_what_cannot_be()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.For(0, 0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.For(0.5, 0.6));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.For(0.5, 0));
        Assert.Null(new SampleSize(1, 1).Detectable(0.5));
    }
}
