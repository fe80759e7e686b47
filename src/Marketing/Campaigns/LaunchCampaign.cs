using Dangol.Customers;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>
/// Launches a campaign: freezes the members of its segment as of the day of contact, and has each of them put into the contact history. It can be taken back
/// until something was handed over.
/// </summary>
internal sealed class LaunchCampaign(Company company, SegmentQuery segments, Jobs jobs, MailSettings mail)
{
    /// <summary>The kind of job that puts the members into the contact history, then sends.</summary>
    public const string Job = "campaign_launch";

    internal static readonly Text Reason = new("캠페인 실행", "Campaign launch");

    /// <summary>What the job is asked.</summary>
    public sealed record Arguments(Guid Campaign);

    /// <summary>What came of it: the launch, how many members, and the job that works them off.</summary>
    public sealed record Launched(Guid Launch, int Members, Guid Job);

    /// <summary>Launches.</summary>
    /// <exception cref="Refused"><c>launched_already</c>, <c>segment_empty</c>, <c>contact_date_…</c>, <c>message_missing</c>, <c>sender_missing</c>, <c>smtp_not_set</c>.</exception>
    public async Task<Launched> Run(Actor actor, Guid campaignId, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Launch);
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        if (campaign.Launch is not null) throw LaunchedAlready();
        var contactOn = ContactDay(campaign, company.Today);
        MustBeComplete(campaign, company.Profile, mail);

        await company.Warehouse.LoadNew(cancel: cancel);
        var members = await segments.Members(actor, TreeParser.Clause(campaign.Tree), contactOn, cancel);
        if (members.Count == 0)
            throw new Refused("segment_empty", "segment", new("세그먼트에 고객이 없어요. 조건을 확인해 주세요.", "The segment has no customers. Please look at its conditions."));
        var snapshot = await MemberSnapshot.Write(new Files(company), members, cancel);

        return await company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            var (now, of) = (await db.Campaigns.SingleAsync(c => c.Id == campaignId, cancel), await db.Segments.SingleAsync(s => s.Id == campaign.SegmentId, cancel));
            if (await db.Launches.AnyAsync(l => l.CampaignId == campaignId, cancel)) throw LaunchedAlready();
            if (now.Version != campaign.Version || of.Version != campaign.SegmentVersion) throw ChangedMeanwhile();
            var offer = now.OfferId is { } offerId ? await db.Offers.SingleAsync(o => o.Id == offerId, cancel) : null;
            var launch = CampaignLaunch.Of(change.NewId(), now, of, offer, contactOn, members.Count, snapshot);
            db.Launches.Add(launch);
            await change.Save(cancel);
            await change.Execute("insert into launch_progresses (launch_id, done, total, epoch) values (@launch, 0, @total, @epoch)", cancel,
                ("launch", launch.Id), ("total", members.Count), ("epoch", company.Epoch.Number));
            return new Launched(launch.Id, members.Count, await jobs.Start(change, Job, new Arguments(campaignId), cancel));
        }, cancel);
    }

    /// <summary>The day from which purchases count.</summary>
    internal static DateOnly ContactDay(CampaignCard campaign, DateOnly today) => campaign.ContactOn switch
    {
        null => today,
        { } day when day > today => throw new Refused("contact_date_later", "contact_on", new("발송일이 아직 오지 않았어요. 그날 실행하거나 발송일을 오늘로 바꿔 주세요.", "The contact date is still to come. Launch on that day, or set it to today.")),
        { } day when campaign.IsMail && day < today => throw new Refused("contact_date_past", "contact_on", new("이메일은 지난 날짜로 보낼 수 없어요. 발송일을 비워 주세요.", "E-mail can't be dated back. Leave the contact date empty.")),
        { } day => day,
    };

    /// <summary>Is everything there that goes out, and that the law wants on it (정보통신망법 제50조 제4항)?</summary>
    internal static void MustBeComplete(CampaignCard campaign, CompanyProfile sender, MailSettings mail)
    {
        if (campaign.Offer is null && (MergeFields.Uses(campaign.Body + campaign.Subject, MergeFields.Offer) || MergeFields.Uses(campaign.Body + campaign.Subject, MergeFields.Code)))
            throw new Refused("offer_missing", "offer", new("내용에 오퍼 항목이 있지만 오퍼를 고르지 않았어요.", "The message names the offer, but none is chosen."));
        if (!campaign.IsMail) return;
        if (campaign.Subject.Length == 0) throw new Refused("message_missing", "subject", new("메일 제목을 입력해 주세요.", "Write the subject of the e-mail."));
        if (campaign.Body.Length == 0) throw new Refused("message_missing", "body", new("메일 내용을 입력해 주세요.", "Write the text of the e-mail."));
        var missing = SenderMissing(sender);
        if (missing.Count > 0)
            throw new Refused("sender_missing", "channel", new(
                $"광고 메일에는 보내는 곳을 밝혀야 해요. 설정에서 먼저 입력해 주세요: {string.Join(", ", missing.Select(m => m.Ko))}",
                $"An advertising e-mail must say who sends it. Please fill in first, under settings: {string.Join(", ", missing.Select(m => m.En))}"));
        if (!Eligibility.IsMailAddress(sender.SenderMail!))
            throw new Refused("sender_mail_unusable", "channel", new(
                $"발신 이메일 {sender.SenderMail}로는 메일을 보낼 수 없어요. 설정에서 영문 주소로 바꿔 주세요.", $"No mail can be sent from {sender.SenderMail}. Please change it under settings to an address in ASCII."));
        mail.MustBeSet();
    }

    internal static List<Text> SenderMissing(CompanyProfile sender)
    {
        var missing = new List<Text>();
        if (string.IsNullOrWhiteSpace(sender.Name)) missing.Add(new("회사 이름", "company name"));
        if (string.IsNullOrWhiteSpace(sender.SenderMail)) missing.Add(new("발신 이메일", "sender e-mail"));
        if (string.IsNullOrWhiteSpace(sender.SenderPhone)) missing.Add(new("발신 전화번호", "sender telephone"));
        if (string.IsNullOrWhiteSpace(sender.SenderAddress)) missing.Add(new("발신 주소", "sender postal address"));
        if (string.IsNullOrWhiteSpace(sender.PublicAddress)) missing.Add(new("공개 주소(수신거부 링크)", "public address (unsubscribe link)"));
        return missing;
    }

    internal static Refused NotLaunched() => new("not_launched", null, new("아직 실행하지 않은 캠페인이에요.", "The campaign has not been launched yet."), 409);

    internal static Refused LaunchedAlready() => new("launched_already", null, new("이미 실행한 캠페인이에요. 실행한 뒤에는 바꿀 수 없어요.", "The campaign was launched already, and can't be changed any more."), 409);

    private static Refused ChangedMeanwhile() => new("changed_meanwhile", null, new(
        "그 사이에 캠페인이나 세그먼트가 바뀌었어요. 다시 확인한 뒤 실행해 주세요.", "The campaign or its segment was changed in the meantime. Please look again, then launch."), 409);
}
