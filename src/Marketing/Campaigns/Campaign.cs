using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>
/// An offer to a segment through one channel, with a part of the segment held out by chance so that its effect can be told. What became of it stands in rows
/// beside it: launched, paused, stopped.
/// </summary>
internal sealed class Campaign : Record
{
    public static readonly Permission View = new("campaign", Actions.View);
    public static readonly Permission Edit = new("campaign", Actions.Edit);
    public static readonly Permission Launch = new("campaign", "launch");
    public static readonly Permission Send = new("campaign", "send");

    /// <summary>Shares are in ten-thousandths: 1,000 is 10 %.</summary>
    public const int UsualControlShare = 1000, LargestControlShare = 5000, WholeShare = ArmAssignment.Buckets;

    /// <summary>Days in which a purchase counts as a response.</summary>
    public const int UsualWindow = 30, LongestWindow = 365;

    public const int LongestName = 120, LongestSubject = 150, LongestBody = 20_000;

    /// <summary>The channels that a campaign can use today.</summary>
    public static readonly IReadOnlyList<string> Through = [Channels.Email, Channels.Call, Channels.Letter];

    private Campaign() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public Guid SegmentId { get; private set; }
    public Guid? OfferId { get; private set; }
    public string Channel { get; private set; } = Channels.Email;
    public string Subject { get; private set; } = "";
    public string Body { get; private set; } = "";
    public int ControlShare { get; private set; } = UsualControlShare;
    public int WindowDays { get; private set; } = UsualWindow;

    /// <summary>The day of posting of a letter, or of the first call; the day of the launch where it is empty.</summary>
    public DateOnly? ContactOn { get; private set; }

    /// <summary>What it may cost, minor units.</summary>
    public long? Budget { get; private set; }

    public string? Currency { get; private set; }

    /// <summary>The lift that the plan wants to see, in ten-thousandths; null where nobody planned.</summary>
    public int? WantedLift { get; private set; }

    /// <summary>The control that shows it; no effect is claimed where it is smaller.</summary>
    public long? NeededControl { get; private set; }

    public bool IsMail => Channel == Channels.Email;

    public static Campaign Of(Guid id, string name, Guid segment, string channel)
    {
        var campaign = new Campaign { Id = id };
        campaign.Reach(name, segment, channel);
        return campaign;
    }

    /// <summary>Whom, through which channel.</summary>
    public void Reach(string name, Guid segment, string channel) => (Name, SegmentId, Channel) = (name.Trim(), segment, channel);

    /// <summary>With what.</summary>
    public void Offers(Guid? offer, string subject, string body) => (OfferId, Subject, Body) = (offer, subject.Trim(), body.ReplaceLineEndings("\n").Trim());

    /// <summary>How its effect will be told.</summary>
    public void Measure(int controlShare, int windowDays, DateOnly? contactOn, long? budget, string currency) =>
        (ControlShare, WindowDays, ContactOn, Budget, Currency) = (controlShare, windowDays, contactOn, budget, budget is null ? null : currency);

    /// <summary>What the plan wants of the control.</summary>
    public void Plan(int? wantedLift, long? neededControl) => (WantedLift, NeededControl) = (wantedLift, neededControl);
}

internal sealed class CampaignType : RecordType<Campaign>
{
    public CampaignType() : base("campaign", "campaigns", new("캠페인", "Campaign"))
    {
        Field(c => c.Name, new("캠페인 이름", "Campaign name")).Required().AtMost(Campaign.LongestName).Unique("campaigns_name");
        Folded(c => c.Name, c => c.NameFolded);
        Field(c => c.NameFolded, new("캠페인 이름", "Campaign name")).Unique("campaigns_name");
        Field(c => c.SegmentId, new("세그먼트", "Segment")).Required();
        Field(c => c.OfferId, new("오퍼", "Offer"));
        Field(c => c.Channel, new("채널", "Channel")).Required();
        Field(c => c.Subject, new("제목", "Subject")).AtMost(Campaign.LongestSubject);
        Field(c => c.Body, new("내용", "Message")).AtMost(Campaign.LongestBody);
        Field(c => c.ControlShare, new("대조군 비율", "Control share"));
        Field(c => c.WindowDays, new("반응 기간", "Response window"));
        Field(c => c.ContactOn, new("발송일", "Contact date"));
        Field(c => c.Budget, new("예산", "Budget"));
        Field(c => c.Currency, new("통화", "Currency"));
        Field(c => c.WantedLift, new("확인하고 싶은 차이", "Wanted lift"));
        Field(c => c.NeededControl, new("필요한 대조군", "Needed control"));
        Rule(c =>
        {
            if (!Campaign.Through.Contains(c.Channel))
                throw new Refused("channel_unknown", "channel", new("채널은 이메일, 전화, 우편 가운데 하나예요.", "The channel is e-mail, call or letter."));
            if (c.ControlShare is < 0 or > Campaign.LargestControlShare)
                throw new Refused("control_share_out_of_range", "control_share", new("대조군 비율은 0%에서 50% 사이로 정해 주세요.", "Choose a control share between 0% and 50%."));
            if (c.WindowDays is < 1 or > Campaign.LongestWindow)
                throw new Refused("window_out_of_range", "window_days", new("반응 기간은 1일에서 365일 사이로 정해 주세요.", "Choose a response window between 1 and 365 days."));
            if (c.NeededControl < 1) throw new Refused("negative", "needed_control", new("필요한 대조군은 1명 이상이어야 해요.", "The needed control must be 1 or more."));
            if (c.Budget < 0) throw new Refused("negative", "budget", new("예산은 0 이상이어야 해요.", "The budget must be 0 or more."));
            if (c.Subject.AsSpan().ContainsAny('\r', '\n')) throw new Refused("subject_lines", "subject", new("제목은 한 줄로 써 주세요.", "Write the subject in one line."));
            MergeFields.Check(c.Subject, "subject");
            MergeFields.Check(c.Body, "body");
        });
    }
}
