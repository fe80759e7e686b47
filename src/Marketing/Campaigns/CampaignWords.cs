using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>How states, channels and steps of a campaign are said.</summary>
internal static class CampaignWords
{
    public static (Text Word, string? Tone, string Icon) Of(CampaignState state) => state switch
    {
        CampaignState.Draft => (Word: new("임시저장", "Draft"), Tone: null, Icon: "pencil"),
        CampaignState.Launching => (Word: new("실행 중", "Launching"), Tone: "tag-calm", Icon: "player-play"),
        CampaignState.Open => (Word: new("반응 집계 중", "Window open"), Tone: "tag-calm", Icon: "clock"),
        CampaignState.Paused => (Word: new("일시정지", "Paused"), Tone: "tag-warn", Icon: "player-pause"),
        CampaignState.Stopped => (Word: new("중단", "Stopped"), Tone: "tag-bad", Icon: "player-stop"),
        _ => (Word: new("끝남", "Ended"), Tone: "tag-good", Icon: "check"),
    };

    /// <summary>It was launched, and its messages are on their way.</summary>
    public static readonly (Text Word, string? Tone, string Icon) Sending = (Word: new("보내는 중", "Sending"), Tone: "tag-calm", Icon: "send");

    public static (Text Word, string Tone, string Icon) Of(LiftVerdict verdict) => verdict.Effect switch
    {
        Effect.Raised => (Word: new("올랐어요", "Raised"), Tone: "tag-good", Icon: "trending-up"),
        Effect.Lowered => (Word: new("떨어졌어요", "Lowered"), Tone: "tag-bad", Icon: "trending-down"),
        _ => (Word: new("효과 확인 안 됨", "Not shown"), Tone: "", Icon: "equal"),
    };

    public static Text Channel(string channel) => channel switch
    {
        Channels.Email => new("이메일", "E-mail"),
        Channels.Call => new("전화", "Call"),
        _ => new("우편", "Letter"),
    };

    /// <summary>The steps of the wizard: the last part of each address, and its name.</summary>
    public static readonly IReadOnlyList<(string Key, Text Name)> Steps =
    [
        ("audience", new("대상", "Audience")), ("message", new("오퍼와 메시지", "Offer and message")), ("measure", new("대조군과 기간", "Control and window")), ("confirm", new("확인", "Check and launch")),
    ];
}
