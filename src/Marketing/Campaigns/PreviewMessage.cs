using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>A message as one customer of the segment would read it.</summary>
/// <param name="To">Whose name stands in it.</param>
/// <param name="IsSample">Nobody is in the segment yet, so the name is an example.</param>
/// <param name="Subject">Of an e-mail, with the label that the law wants.</param>
/// <param name="Words">All of it; of an e-mail with sender and unsubscribe.</param>
public sealed record MessagePreview(string To, bool IsSample, string? Subject, string Words);

/// <summary>Fills a message that is being written for the first customer of its segment, just as it would go out.</summary>
internal sealed class PreviewMessage(Company company, SegmentQuery segments)
{
    public async Task<MessagePreview> Run(Actor actor, Guid id, SaveCampaign.MessagePart? typed, string? channel, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        await using var read = await company.Store.Read(cancel);
        var card = await FindCampaign.Run(read, id, cancel);
        if (typed is not null)
        {
            var offer = typed.Offer is { } chosen ? await read.First("select id, name, code, body from offers where id = @id", row => new CampaignOffer(row.Guid(0), row.Text(1), row.Text(2), row.Text(3)), cancel, ("id", chosen)) : null;
            card = card with { Offer = offer, Subject = typed.Subject, Body = typed.Body.ReplaceLineEndings("\n").Trim(), Channel = channel ?? card.Channel };
        }
        MergeFields.Check(card.Subject, "subject");
        MergeFields.Check(card.Body, "body");
        var first = await segments.Page(actor, TreeParser.Clause(card.Tree), company.Today, null, 1, cancel);
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        var known = first.Count == 0 ? null : await read.First($"select name, number from pub_customers c where c.id = @id and ({seen.Where})", row => new Recipient(first[0], Guid.Empty, row.Text(0), row.Text(1), "customer@example.com"), cancel, [("id", first[0]), .. seen.Args]);
        var to = known ?? new(Guid.Empty, Guid.Empty, "홍길동", "C-0001", "customer@example.com");
        var p = company.Profile;
        // What the settings don't say yet is shown as a gap, and the step says that it is missing.
        var sender = CompanyProfile.Of(p.Name, p.Zone, p.Currency, p.PublicAddress, p.SenderMail ?? "…@…", p.SenderPhone ?? "…", p.SenderAddress ?? "…");
        var mail = ComposeMail.Of(card, to, sender, "…", company.Clock.GetUtcNow().UtcDateTime);
        // A letter or a script for a call goes without the label, the sender and the unsubscribe of a mail: what ComposeMail adds stands after the body.
        return card.Channel == Channels.Email
            ? new(to.Name, known is null, mail.Subject, mail.Text.ReplaceLineEndings("\n"))
            : new(to.Name, known is null, null, mail.Text.ReplaceLineEndings("\n") is var words ? words[..words.LastIndexOf("\n\n--\n", StringComparison.Ordinal)] : "");
    }
}
