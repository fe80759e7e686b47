namespace Dangol.Marketing;

/// <summary>That a campaign was launched: by whom and when (its standard columns), and what it said then.</summary>
internal sealed class CampaignLaunch : Record
{
    private CampaignLaunch() { }

    public Guid CampaignId { get; private set; }

    /// <summary>The first day on which a purchase counts.</summary>
    public DateOnly ContactOn { get; private set; }

    /// <summary>The last one.</summary>
    public DateOnly WindowEndsOn { get; private set; }

    public string Tree { get; private set; } = "";
    public string SentenceKo { get; private set; } = "";
    public string SentenceEn { get; private set; } = "";

    /// <summary>How many the segment had.</summary>
    public int Members { get; private set; }

    /// <summary>The SHA-256 of the file that holds their keys.</summary>
    public string Snapshot { get; private set; } = "";

    public string? OfferText { get; private set; }

    public static CampaignLaunch Of(Guid id, Campaign campaign, Segment segment, Offer? offer, DateOnly contactOn, int members, string snapshot) => new()
    {
        Id = id, CampaignId = campaign.Id, ContactOn = contactOn, WindowEndsOn = contactOn.AddDays(campaign.WindowDays), Tree = segment.Tree,
        SentenceKo = segment.SentenceKo, SentenceEn = segment.SentenceEn, Members = members, Snapshot = snapshot, OfferText = offer?.Body,
    };
}

internal sealed class CampaignLaunchType : RecordType<CampaignLaunch>
{
    public CampaignLaunchType() : base("campaign_launch", "campaign_launches", new("캠페인 실행", "Launch"))
    {
        Field(l => l.CampaignId, new("캠페인", "Campaign")).Required().Unique("campaign_launches_campaign");
        Field(l => l.ContactOn, new("발송일", "Contact date"));
        Field(l => l.WindowEndsOn, new("반응 마감일", "Window ends on"));
        Field(l => l.Members, new("세그먼트 고객 수", "Members"));
        Field(l => l.Snapshot, new("고객 명단(해시)", "Members (hash)")).Required();
    }
}

/// <summary>That a campaign is paused, by whom and since when; going on removes it.</summary>
internal sealed class CampaignPause : Record
{
    private CampaignPause() { }

    public Guid CampaignId { get; private set; }
    public string? Reason { get; private set; }

    public static CampaignPause Of(Guid campaign, string? reason) => new() { CampaignId = campaign, Reason = reason };
}

internal sealed class CampaignPauseType : RecordType<CampaignPause>
{
    public CampaignPauseType() : base("campaign_pause", "campaign_pauses", new("캠페인 일시정지", "Pause"))
    {
        Field(p => p.CampaignId, new("캠페인", "Campaign")).Required().Unique("campaign_pauses_campaign");
        Field(p => p.Reason, new("사유", "Reason")).AtMost(500);
    }
}

/// <summary>That a campaign sends nothing any more, by whom and since when.</summary>
internal sealed class CampaignStop : Record
{
    private CampaignStop() { }

    public Guid CampaignId { get; private set; }
    public string? Reason { get; private set; }

    public static CampaignStop Of(Guid campaign, string? reason) => new() { CampaignId = campaign, Reason = reason };
}

internal sealed class CampaignStopType : RecordType<CampaignStop>
{
    public CampaignStopType() : base("campaign_stop", "campaign_stops", new("캠페인 중단", "Stop"))
    {
        Field(s => s.CampaignId, new("캠페인", "Campaign")).Required().Unique("campaign_stops_campaign");
        Field(s => s.Reason, new("사유", "Reason")).AtMost(500);
    }
}

/// <summary>A call or letter list that was taken out of the system as a file: by whom, why, how many rows.</summary>
internal sealed class CampaignList : Record
{
    private CampaignList() { }

    public Guid CampaignId { get; private set; }

    /// <summary>Why the person took it, in their own words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The SHA-256 of the file, which is its name in the company's folder.</summary>
    public string File { get; private set; } = "";

    public int ListRows { get; private set; }

    public static CampaignList Of(Guid campaign, string reason, string file, int rows) => new() { CampaignId = campaign, Reason = reason.Trim(), File = file, ListRows = rows };
}

internal sealed class CampaignListType : RecordType<CampaignList>
{
    public const int ShortestReason = 10;

    public CampaignListType() : base("campaign_list", "campaign_lists", new("발송 명단", "List"))
    {
        Field(l => l.CampaignId, new("캠페인", "Campaign")).Required();
        Field(l => l.Reason, new("내려받는 이유", "Reason for taking it out")).Required().AtMost(500);
        Field(l => l.File, new("파일(해시)", "File (hash)")).Required();
        Field(l => l.ListRows, new("행 수", "Rows"));
        Rule(l => CheckReason(l.Reason));
    }

    /// <exception cref="Refused"><c>reason_too_short</c></exception>
    public static void CheckReason(string reason)
    {
        ResidentNumbers.MustNotBeIn(reason, "reason");
        if (reason.Trim().Length < ShortestReason)
            throw new Refused("reason_too_short", "reason", new($"내려받는 이유를 {ShortestReason}자 이상 적어 주세요.", $"Give the reason in at least {ShortestReason} characters."));
    }
}
