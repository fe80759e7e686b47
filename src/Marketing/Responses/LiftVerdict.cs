using System.Globalization;
using Dangol.Platform;

namespace Dangol.Marketing;

/// <summary>What can honestly be said of an effect.</summary>
public enum Effect { Raised, Lowered, NotShown }

/// <summary>The effect in plain words: a headline, and what it means with its figures.</summary>
public sealed record LiftVerdict(Effect Effect, Text Headline, Text Meaning)
{
    /// <summary>
    /// Of the response rates. Raised or lowered only where the interval leaves out 0, the arms are as large as planned, and the control is as large as the
    /// plan wanted; a large estimate alone shows nothing.
    /// </summary>
    /// <param name="lift">The lift, or null where an arm is empty.</param>
    /// <param name="ratio">The check of the arms' sizes, where it was made.</param>
    /// <param name="neededControl">The control that the plan wanted, where there is one.</param>
    public static LiftVerdict Of(RateLift? lift, SampleRatio? ratio = null, long? neededControl = null)
    {
        if (lift is null) return Nothing();
        if (Unsound(ratio, lift.Control.Customers, neededControl) is { } unsound) return unsound;
        var (d, i, extra) = (Points(lift.Difference), Span(lift.Interval, Points), lift.ExtraRespondersInterval);
        var level = Level(lift.Confidence);
        return Judged(lift.Interval) switch
        {
            Effect.Raised => new(Effect.Raised, new("반응률을 높였어요", "It raised the response rate"), new(
                $"대조군보다 {d}%p 높고, {level}% 신뢰구간({i}%p)이 모두 0보다 커요. 캠페인이 아니었다면 반응하지 않았을 고객은 약 {Count(lift.ExtraResponders)}명이에요({Span(extra, Count)}명).",
                $"It is {d} points above the control, and the whole {level} % interval ({i} points) lies above 0. About {Count(lift.ExtraResponders)} customers would not have responded without the campaign ({Span(extra, Count)}).")),
            Effect.Lowered => new(Effect.Lowered, new("반응률을 낮췄어요", "It lowered the response rate"), new(
                $"대조군보다 {d}%p이고, {level}% 신뢰구간({i}%p)이 모두 0보다 작아요. 캠페인 때문에 반응하지 않은 고객은 약 {Count(-lift.ExtraResponders)}명이에요({Span(Opposite(extra), Count)}명).",
                $"It is {d} points from the control, and the whole {level} % interval ({i} points) lies below 0. About {Count(-lift.ExtraResponders)} customers did not respond because of the campaign ({Span(Opposite(extra), Count)}).")),
            _ => NotShown(
                $"차이는 {d}%p지만, {level}% 신뢰구간({i}%p)에 0이 들어 있어요.",
                $"The difference is {d} points, but its {level} % interval ({i} points) has 0 in it."),
        };
    }

    /// <summary>Of the revenue per customer; the amounts of the lift are minor units of the currency.</summary>
    public static LiftVerdict Of(RevenueLift? lift, string currency, SampleRatio? ratio = null, long? neededControl = null)
    {
        if (lift is null) return Nothing();
        if (Unsound(ratio, lift.Control.Customers, neededControl) is { } unsound) return unsound;
        // Welch's interval takes an arm that does not vary for known to the won, which a few customers who bought nothing are not.
        if (lift.Treated.Variance == 0 || lift.Control.Variance == 0)
            return new(Effect.NotShown, new("매출의 차이를 아직 말할 수 없어요", "The difference in revenue can't be told yet"), new(
                "한쪽 집단에는 산 고객이 없거나 산 금액이 모두 같아요. 구매가 더 들어와야 비교할 수 있어요.", "In one arm nobody bought, or all spent the same. More purchases are needed to compare."));
        var (d, i, extra) = (Amount(lift.Difference), Span(lift.Interval, Amount), Span(lift.ExtraRevenueInterval, Amount));
        var level = Level(lift.Confidence);
        return Judged(lift.Interval) switch
        {
            Effect.Raised => new(Effect.Raised, new("매출을 높였어요", "It raised revenue"), new(
                $"고객 한 명당 대조군보다 {d} 많고, {level}% 신뢰구간({i})이 모두 0보다 커요. 캠페인으로 늘어난 매출은 약 {Amount(lift.ExtraRevenue)}이에요({extra}).",
                $"It is {d} a customer above the control, and the whole {level} % interval ({i}) lies above 0. The campaign brought in about {Amount(lift.ExtraRevenue)} ({extra}).")),
            Effect.Lowered => new(Effect.Lowered, new("매출을 낮췄어요", "It lowered revenue"), new(
                $"고객 한 명당 차이는 {d}이고, {level}% 신뢰구간({i})이 모두 0보다 작아요. 캠페인으로 달라진 매출은 약 {Amount(lift.ExtraRevenue)}이에요({extra}).",
                $"The difference is {d} a customer, and the whole {level} % interval ({i}) lies below 0. The campaign changed revenue by about {Amount(lift.ExtraRevenue)} ({extra}).")),
            _ => NotShown(
                $"고객 한 명당 차이는 {d}이지만, {level}% 신뢰구간({i})에 0이 들어 있어요.",
                $"The difference is {d} a customer, but its {level} % interval ({i}) has 0 in it."),
        };

        string Amount(double minor) => new Money((long)Math.Round(minor), currency).ToString();
    }

    /// <summary>Of the revenue where neither arm bought anything.</summary>
    public static LiftVerdict NothingSold(bool isOpen) => isOpen
        ? new(Effect.NotShown, new("아직 구매한 고객이 없어요", "Nobody has bought yet"), new(
            "두 집단 모두 반응 기간에 산 것이 없어요. 구매가 들어오면 매출을 비교해요.", "Neither arm has bought anything in the window. Revenue is compared once purchases come in."))
        : new(Effect.NotShown, new("구매한 고객이 없어요", "Nobody bought"), new(
            "두 집단 모두 반응 기간에 산 것이 없어서 매출을 비교할 수 없어요.", "Neither arm bought anything in the window, so there is no revenue to compare."));

    private static Effect Judged(Interval interval) => interval.Low > 0 ? Effect.Raised : interval.High < 0 ? Effect.Lowered : Effect.NotShown;

    private static LiftVerdict NotShown(string korean, string english) => new(Effect.NotShown, new("효과가 확인되지 않았어요", "No effect is shown"), new(
        korean + " 우연히 생길 수 있는 차이예요. 효과가 없다는 뜻은 아니고, 이 인원으로는 알 수 없다는 뜻이에요.",
        english + " Chance alone can make it. It does not say that there is no effect, only that so many customers cannot tell."));

    private static LiftVerdict Nothing() => new(Effect.NotShown, new("효과를 알 수 없어요", "The effect can't be told"), new(
        "비교할 대조군이나 발송군이 없어요. 다음 캠페인에서는 대조군을 남겨 두세요.",
        "There is no control, or nobody treated, to compare. Hold some customers out next time."));

    private static LiftVerdict? Unsound(SampleRatio? ratio, long control, long? needed)
    {
        if (ratio is { IsSuspect: true })
            return new(Effect.NotShown, new("결과를 믿을 수 없어요", "The result can't be trusted"), new(
                $"발송군과 대조군의 인원이 계획한 비율과 달라요(p = {ratio.P.ToString("0.0####", CultureInfo.InvariantCulture)}). 배정이나 집계가 잘못되지 않았는지 먼저 확인하세요.",
                $"The arms are not as large as they were planned (p = {ratio.P.ToString("0.0####", CultureInfo.InvariantCulture)}). First find out whether they were assigned or counted wrongly."));
        if (control < needed)
            return new(Effect.NotShown, new("대조군이 작아서 효과를 말할 수 없어요", "The control is too small to tell"), new(
                $"계획한 효과를 확인하려면 대조군이 {Whole(needed.Value)}명 필요한데 {Whole(control)}명이에요.",
                $"To show the planned effect the control wants {Whole(needed.Value)} customers and has {Whole(control)}."));
        return null;
    }

    private static Interval Opposite(Interval interval) => new(-interval.High, -interval.Low);

    private static string Span(Interval interval, Func<double, string> write) => $"{write(interval.Low)} ~ {write(interval.High)}";

    private static string Points(double rate) => (rate * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Count(double customers) => Whole((long)Math.Round(customers));

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Level(double confidence) => (confidence * 100).ToString("0.##", CultureInfo.InvariantCulture);
}
