namespace Dangol.Marketing;

/// <summary>How one message stands.</summary>
internal static class DeliveryStates
{
    /// <summary>Waits.</summary>
    public const string Reserved = "reserved";

    /// <summary>Given to the mail server, whose answer is not known yet. Written before the connection is made, so that nobody is ever sent twice.</summary>
    public const string HandedOff = "handed_off";

    /// <summary>The mail server took it.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The mail server refused it for good.</summary>
    public const string Failed = "failed";

    /// <summary>The program stopped or the connection broke before the answer: it may have gone out, and is not sent again by itself.</summary>
    public const string Unknown = "unknown";

    /// <summary>Not sent, since the customer may not be reached any more.</summary>
    public const string Suppressed = "suppressed";

    public static readonly IReadOnlyList<string> All = [Reserved, HandedOff, Confirmed, Failed, Unknown, Suppressed];

    public static Text Label(string? state) => state switch
    {
        null => new("", ""),
        Reserved => new("보내기 전", "Waiting"),
        HandedOff => new("보내는 중", "Being sent"),
        Confirmed => new("보냄", "Sent"),
        Failed => new("실패", "Failed"),
        Unknown => new("확인 불가", "Unknown, not resent"),
        _ => new("보내지 않음", "Not sent"),
    };
}

/// <summary>How messages are sent.</summary>
/// <param name="Workers">How many connections to the mail server at a time. It is also the most messages that a crash can leave in doubt.</param>
/// <param name="Lease">How long after a crash another run may go on.</param>
/// <param name="Retry">How long a message waits after the server said "later", doubled each time.</param>
/// <param name="Unreachable">How long to wait where the server can't be reached, doubled each time.</param>
/// <param name="Answer">How long to wait for the server's answer.</param>
public sealed record DeliveryPace(int Workers, TimeSpan Lease, TimeSpan Retry, TimeSpan Unreachable, TimeSpan Answer)
{
    /// <summary>A message is tried at most so often where the server says "later".</summary>
    public const int Tries = 5;

    /// <summary>So many failures one after another of every worker end a run: no server, or one that drops every connection.</summary>
    public const int InARow = 5;

    /// <summary>As the product sends.</summary>
    public static DeliveryPace Usual { get; } = new(4, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
}
