namespace Dangol.Marketing;

/// <summary>One arm of a campaign: everyone who was assigned to it, reached or not (intention to treat), and how many of them responded.</summary>
public readonly record struct ArmCount(long Customers, long Responders)
{
    /// <summary>Responders per customer; not a number for an arm of nobody.</summary>
    public double Rate => (double)Responders / Customers;
}

/// <summary>By how much the treated respond more than the control, with its uncertainty.</summary>
/// <param name="Treated">Who was contacted.</param>
/// <param name="Control">Who was held out.</param>
/// <param name="Difference">Rate of the treated less rate of the control: 0.005 is half a percentage point.</param>
/// <param name="Interval">Of the difference.</param>
/// <param name="Confidence">0.95 if nothing else was asked.</param>
public sealed record RateLift(ArmCount Treated, ArmCount Control, double Difference, Interval Interval, double Confidence)
{
    /// <summary>How many of the treated would not have responded by themselves: difference × treated customers.</summary>
    public double ExtraResponders => Difference * Treated.Customers;

    /// <summary>The interval of <see cref="ExtraResponders"/>.</summary>
    public Interval ExtraRespondersInterval => Interval.Times(Treated.Customers);

    /// <summary>The difference of the two rates with Newcombe's interval (<see cref="Proportions.Newcombe"/>).</summary>
    /// <returns>Null where an arm has nobody: nothing can be said.</returns>
    public static RateLift? Of(ArmCount treated, ArmCount control, double confidence = 0.95)
    {
        if (treated.Customers == 0 || control.Customers == 0) return null;
        return new(treated, control, treated.Rate - control.Rate,
            Proportions.Newcombe(treated.Responders, treated.Customers, control.Responders, control.Customers, confidence), confidence);
    }

    /// <summary>Wilson's score interval of one rate.</summary>
    public static Interval Wilson(ArmCount arm, double confidence = 0.95) => Proportions.Wilson(arm.Responders, arm.Customers, confidence);
}
