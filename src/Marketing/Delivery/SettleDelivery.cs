namespace Dangol.Marketing;

/// <summary>A person decides about messages that are in doubt, or that failed: send them again, or take them for sent.</summary>
internal sealed class SettleDelivery(Company company, Jobs jobs)
{
    /// <summary>Puts them back into the queue: the customer may get it twice.</summary>
    public const string SendAgain = "send_again";

    /// <summary>Puts all that failed back into the queue: the server refused them, so nobody gets one twice.</summary>
    public const string SendFailedAgain = "send_failed_again";

    /// <summary>Takes them for sent.</summary>
    public const string WasSent = "was_sent";

    private static readonly Text Reason = new("확인되지 않은 메일 처리", "Settle mail in doubt");

    /// <summary>Decides.</summary>
    /// <param name="actor">Who; it is noted beside the message.</param>
    /// <param name="campaign">Which campaign.</param>
    /// <param name="customer">Whose message, or null for all that are in doubt (or failed).</param>
    /// <param name="decision"><see cref="SendAgain"/>, <see cref="SendFailedAgain"/> or <see cref="WasSent"/>.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>How many messages.</returns>
    /// <exception cref="Refused"><c>decision_unknown</c>, <c>nothing_in_doubt</c>.</exception>
    public Task<int> Run(Actor actor, Guid campaign, Guid? customer, string decision, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        if (decision is not (SendAgain or SendFailedAgain or WasSent))
            throw new Refused("decision_unknown", "decision", new("다시 보낼지, 보낸 것으로 볼지 골라 주세요.", "Choose whether to send again or to take it for sent."));
        return company.Writes.Run(actor, Reason, async change =>
        {
            var one = customer is null ? "" : "and customer_id = @customer";
            (string, object?)[] which = [("campaign", campaign), .. customer is null ? (ReadOnlySpan<(string, object?)>)[] : [("customer", customer)]];
            // One message by name may be either; of all, those that failed are never mixed with those in doubt.
            var states = (decision, customer) switch { (SendFailedAgain, _) => "state = 'failed'", (_, null) => "state = 'unknown'", _ => "state in ('unknown', 'failed')" };
            var settled = decision != WasSent
                ? await change.Execute($"""
                    update deliveries set state = 'reserved', attempts = 0, not_before = null, run = null, ended_at = null, reply = @reply where campaign_id = @campaign and {states} {one}
                    """, cancel, [("reply", $"sent again by {actor.Name}"), .. which])
                : await change.Execute($"update deliveries set state = 'confirmed', ended_at = @now, reply = @reply where campaign_id = @campaign and state = 'unknown' {one}",
                    cancel, [("now", change.Now), ("reply", $"taken for sent by {actor.Name}"), .. which]);
            if (settled == 0)
                throw new Refused("nothing_in_doubt", null, decision == SendFailedAgain
                    ? new("실패한 메일이 없어요.", "There is no message that failed.")
                    : new("확인이 필요한 메일이 없어요.", "There is no message in doubt."), 409);
            if (decision != WasSent) await jobs.Start(change, SendCampaign.Job, new LaunchCampaign.Arguments(campaign), cancel);
            return settled;
        }, cancel);
    }
}
