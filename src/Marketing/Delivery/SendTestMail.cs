namespace Dangol.Marketing;

/// <summary>Sends the message of a campaign to oneself, as a customer would see it. It counts nowhere.</summary>
internal sealed class SendTestMail(Company company, MailSettings settings, DeliveryPace pace)
{
    /// <summary>Somebody whom the sample message is addressed to.</summary>
    public static readonly Text SampleName = new("홍길동", "Gildong Hong");

    /// <summary>Sends it.</summary>
    /// <param name="actor">Who wants it.</param>
    /// <param name="campaignId">Whose message.</param>
    /// <param name="to">Where to: the person's own address.</param>
    /// <param name="cancel">Stops before it is sent.</param>
    /// <exception cref="Refused"><c>address_invalid</c>, <c>not_mail</c>, <c>test_mail_failed</c>, and what is missing for a launch.</exception>
    public async Task Run(Actor actor, Guid campaignId, string to, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Edit);
        if (!Eligibility.IsMailAddress(to)) throw new Refused("address_invalid", "to", new("메일 주소를 확인해 주세요.", "Please check the e-mail address."));
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        if (!campaign.IsMail) throw new Refused("not_mail", "channel", new("시험 메일은 이메일 캠페인에서만 보낼 수 있어요.", "Only an e-mail campaign has a test mail."));
        LaunchCampaign.MustBeComplete(campaign, company.Profile, settings);
        using var line = new MailLine(settings.MustBeSet(), pace.Answer, company.Clock);
        var answer = await line.Send(Compose(campaign, actor.Language, to));
        if (answer.Verdict != MailVerdict.Accepted)
            throw new Refused("test_mail_failed", "to", new($"메일 서버가 받지 않았어요: {answer.Reply}", $"The mail server did not take it: {answer.Reply}"));
    }

    /// <summary>The message as a customer would see it.</summary>
    public OutgoingMail Compose(CampaignCard campaign, Language language, string to) => ComposeMail.Of(campaign,
        new(Guid.Empty, company.Ids.Next(), SampleName.In(language), "C0000001", to), company.Profile, UnsubscribeToken.Of(company.Keys, campaign.Id, Guid.Empty), company.Clock.GetUtcNow().UtcDateTime);
}
