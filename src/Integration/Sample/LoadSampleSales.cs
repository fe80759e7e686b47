using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Integration;

/// <summary>Brings the sales work of the sample company in, once its customers are there: small enough for one chunk.</summary>
internal sealed class LoadSampleSales(CustomerIntake customers, LeadIntake leads, OpportunityIntake opportunities, ActivityIntake activities)
{
    public async Task Run(Change change, SampleSales sales, CancellationToken cancel)
    {
        var owner = await InCharge(change, cancel);
        var codes = sales.Opportunities.Select(o => o.Customer).Concat(sales.Tasks.Select(t => t.About.Customer)).Concat(sales.Meetings.Select(m => m.About.Customer)).OfType<string>().Distinct();
        var known = (await customers.Resolve(change, LoadSample.Source, [.. codes.Select(c => new IncomingCustomer(c))], cancel)).ToDictionary(k => k.Key, k => k.Value.CustomerId, StringComparer.Ordinal);
        var ids = new Dictionary<string, Dictionary<string, Guid>>(StringComparer.Ordinal)
        {
            ["customer"] = known,
            ["lead"] = await leads.Take(change, Array.ConvertAll(sales.Leads, l => Incoming(l, owner)), cancel),
            ["opportunity"] = await opportunities.Take(change, Array.ConvertAll(sales.Opportunities, o => Incoming(o, known[o.Customer], owner)), cancel),
        };
        await activities.Take(change, Array.ConvertAll(sales.Tasks, t => new IncomingTask(t.Key, t.Subject)
        {
            DueOn = t.Due, Priority = t.Priority, Done = t.Done, About = About(t.About), CustomerId = Whom(t.About), OwnerId = owner,
        }), cancel);
        await activities.Take(change, Array.ConvertAll(sales.Meetings, m => new IncomingMeeting(m.Key, m.Subject, m.From)
        {
            EndsAt = m.Until, Place = m.Place, Notes = m.Notes, About = About(m.About), CustomerId = Whom(m.About), OwnerId = owner,
        }), cancel);

        // An opportunity is not there where the company has no pipeline: then it is about the customer.
        Regarding? About(SampleAbout about) => ids[about.Type].TryGetValue(about.Key, out var id) ? new(about.Type, id) : Whom(about) is { } customer ? new("customer", customer) : null;
        Guid? Whom(SampleAbout about) => about.Customer is { } code ? known[code] : null;
    }

    /// <summary>Whoever loads it, where that is a person who can sign in; else the first of the company; null where it has nobody yet.</summary>
    private static async Task<Guid?> InCharge(Change change, CancellationToken cancel)
    {
        var found = await change.Session.List("""
            select id from users where kind = 'person' and disabled_at is null order by case when id = @actor then 0 else 1 end, created_at, id limit 1
            """, row => row.Guid(0), cancel, ("actor", change.Set.Actor.Id));
        return found.Count == 0 ? null : found[0];
    }

    private static IncomingLead Incoming(SampleLead lead, Guid? owner) => new(lead.Key, lead.Name)
    {
        Organisation = lead.Organisation, JobTitle = lead.JobTitle, Email = lead.Email, Phone = lead.Phone, Source = lead.Source, Status = lead.Status, UnqualifiedReason = lead.Reason,
        Rating = lead.Rating, Interest = lead.Interest, NextStep = lead.NextStep, NextStepOn = lead.NextStepOn, OwnerId = owner,
    };

    private static IncomingOpportunity Incoming(SampleOpportunity one, Guid customer, Guid? owner) => new(one.Key, one.Name, one.Entered)
    {
        CustomerId = customer, Amount = one.Amount, Currency = "KRW", CloseOn = one.CloseOn, Source = one.Source, NextStep = one.NextStep, NextStepOn = one.NextStepOn,
        End = one.End is { } end ? new(end.At, end.Won, end.Reason, end.Note) : null, Notes = one.Notes, OwnerId = owner,
    };
}
