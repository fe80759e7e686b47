namespace Dangol.Marketing;

/// <summary>What a launch does with a customer.</summary>
public static class Arms
{
    /// <summary>Gets the offer.</summary>
    public const string Treated = "treated";

    /// <summary>Could have got it, and was held out by chance.</summary>
    public const string Control = "control";

    /// <summary>May not or can't be reached.</summary>
    public const string Suppressed = "suppressed";

    internal static IReadOnlyList<string> All { get; } = [Treated, Control, Suppressed];

    internal static Text Label(string arm) => arm switch
    {
        Treated => new("발송군", "Treated"),
        Control => new("대조군", "Control"),
        _ => new("발송 제외", "Suppressed"),
    };
}
