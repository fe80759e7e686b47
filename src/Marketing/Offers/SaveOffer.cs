using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>Makes an offer or changes one. Campaigns that were launched keep the words that they froze.</summary>
internal sealed class SaveOffer(Company company)
{
    private static readonly Text Reason = new("오퍼 저장", "Save offer");

    /// <summary>An offer; <paramref name="Value"/> in minor units of the company's currency.</summary>
    public sealed record Form(string Name, string Code, string Body, long? Value = null, Guid? Id = null, int? Version = null);

    /// <summary>Saves it.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="Refused"><c>offer_unknown</c>, <c>duplicate</c>, <c>required</c>, <c>version_missing</c>, <c>changed_meanwhile</c>.</exception>
    public Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(Offer.Edit);
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            if (form.Id is { } id)
            {
                var offer = await db.Offers.SingleOrDefaultAsync(o => o.Id == id, cancel)
                    ?? throw new Refused("offer_unknown", null, new("그런 오퍼가 없어요.", "There is no such offer."), 404);
                Versions.Must(offer.Version, form.Version);
                offer.Say(form.Name, form.Code, form.Body, form.Value, company.Profile.Currency);
                await change.Save(cancel);
                return id;
            }
            var made = Offer.Of(change.NewId(), form.Name, form.Code, form.Body, form.Value, company.Profile.Currency);
            db.Offers.Add(made);
            await change.Save(cancel);
            return made.Id;
        }, cancel);
    }
}
