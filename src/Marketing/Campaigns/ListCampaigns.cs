using System.Globalization;

namespace Dangol.Marketing;

/// <summary>A page of campaigns; <paramref name="Next"/> is the key before which the next page begins.</summary>
public sealed record CampaignLines(IReadOnlyList<CampaignLine> Lines, Guid? Next);

/// <summary>The list of campaigns, latest first, with what became of each: two questions to the warehouse for the whole page.</summary>
internal sealed class ListCampaigns(Company company)
{
    public const int PageSize = 50;

    public async Task<CampaignLines> Run(Actor actor, Guid? before, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        List<CampaignCard> cards;
        await using (var read = await company.Store.Read(cancel)) cards = await FindCampaign.List(read, before, PageSize + 1, cancel);
        var more = cards.Count > PageSize;
        if (more) cards.RemoveAt(PageSize);
        return new((await Of(actor, cards, cancel)).Lines, more ? cards[^1].Id : null);
    }

    /// <summary>The same of certain campaigns.</summary>
    public async Task<CampaignLines> Of(Actor actor, IReadOnlyList<CampaignCard> cards, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        var launched = cards.Where(c => c.Launch is not null).Select(c => (object?)c.Id).ToList();
        if (launched.Count == 0) return new([.. cards.Select(c => new CampaignLine(CampaignFacts.Of(c, company.Today), null, null))], null);

        await company.Warehouse.LoadNew(cancel: cancel);
        var these = string.Join(", ", launched.Select((_, i) => "$" + (i + 1).ToString(CultureInfo.InvariantCulture)));
        var arms = (await company.Warehouse.Ask(actor, $"select campaign_id, arm, count(*) from fact_contacts where campaign_id in ({these}) group by 1, 2", launched,
            row => (Id: row.Id(0), Arm: row.Text(1)!, Count: row.Long(2)), cancel)).ToDictionary(a => (a.Id, a.Arm), a => a.Count);
        var responders = (await company.Warehouse.Ask(actor, $"""
            select campaign_id, arm, count(distinct customer_id) from (
                select campaign_id, arm, customer_id, currency, sum(amount) as net from fact_responses where campaign_id in ({these}) group by 1, 2, 3, 4) b
            where net > 0 group by 1, 2
            """, launched, row => (Id: row.Id(0), Arm: row.Text(1)!, Count: row.Long(2)), cancel)).ToDictionary(a => (a.Id, a.Arm), a => a.Count);
        return new([.. cards.Select(Line)], null);

        CampaignLine Line(CampaignCard card)
        {
            var facts = CampaignFacts.Of(card, company.Today);
            if (card.Launch is null) return new(facts, null, null);
            long Of(Dictionary<(Guid, string), long> counts, string arm) => counts.GetValueOrDefault((card.Id, arm));
            var (treated, control) = (Of(arms, Arms.Treated), Of(arms, Arms.Control));
            var assigned = new Assigned((int)treated, (int)control, (int)Of(arms, Arms.Suppressed));
            // While the window is open the verdict would change from day to day: it is on the page of the result, and here once it is final.
            if (company.Today <= card.Launch.WindowEndsOn) return new(facts, assigned, null);
            var ratio = treated + control > 0 && card.ControlShare > 0 ? SampleRatio.Check([treated, control], [Campaign.WholeShare - card.ControlShare, card.ControlShare]) : null;
            return new(facts, assigned, LiftVerdict.Of(RateLift.Of(new(treated, Of(responders, Arms.Treated)), new(control, Of(responders, Arms.Control))), ratio, card.NeededControl));
        }
    }
}
