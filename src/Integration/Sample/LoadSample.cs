using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Integration;

/// <summary>How big the sample company is to be.</summary>
internal sealed record SampleSize(int Customers, int Seed = 2026);

/// <summary>How far the sample company has come in: what an interrupted load goes on from.</summary>
internal sealed record SamplePlace(Guid ChangeSet, int Chunks, long Customers, long Orders, long Lines, Guid? Campaign = null, int ContactChunks = 0, bool Sales = false);

/// <summary>
/// Brings the sample company into the stores through the same intakes as every import: people with their consents, products, orders, calls, a past campaign, sales work.
/// It is one change set in many chunks, streamed person by person; a crash goes on with the chunk that was not there yet.
/// </summary>
internal sealed class LoadSample(Writes writes, Company company, CustomerIntake customers, ProductIntake products, OrderIntake orders, CampaignIntake campaigns, LoadSampleSales sales) : IJob
{
    public const string Kind = "load_sample";
    public const string Source = "sample";

    private const int CustomersPerChunk = 400, ContactsPerChunk = 2_000, YearsBack = 2;
    private static readonly Text Reason = new("예시 회사 불러오기", "Load the sample company");

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var size = run.Arguments<SampleSize>();
        // Two years up to yesterday, so that relative dates mean something on the day of the demo.
        var sample = new SampleCompany(size.Seed, size.Customers, company.Today.AddYears(-YearsBack), company.Today.AddDays(-1));
        var done = await Run(run.Actor, sample, run.State<SamplePlace>(), async (change, place) =>
        {
            await run.Checkpoint(change, place, cancel);
            run.Progress(place.Customers, size.Customers, new("예시 고객과 주문을 넣는 중", "Bringing in the sample customers and their orders"));
        }, cancel);
        run.Result(done, "/customers");
    }

    /// <summary>Loads all of it, or what is left of it after <paramref name="from"/>.</summary>
    public async Task<SamplePlace> Run(Actor actor, SampleCompany sample, SamplePlace? from = null, Func<Change, SamplePlace, Task>? checkpoint = null, CancellationToken cancel = default)
    {
        var place = from ?? new(writes.NewChangeSet(actor, Reason).Id, 0, 0, 0, 0);
        var set = new ChangeSet(place.ChangeSet, actor, Reason);
        var catalogue = await Catalogue(set, sample, cancel);
        using var order = sample.Orders().GetEnumerator();
        using var call = sample.CallsReceived().GetEnumerator();
        var (moreOrders, moreCalls, chunk) = (order.MoveNext(), call.MoveNext(), 0);
        foreach (var people in sample.Customers().Chunk(CustomersPerChunk))
        {
            // A second record stands right behind the first of its person, who may be cut off by the chunk: then their orders wait for the next one.
            var known = people.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
            var last = people[^1].Person;
            var (theirs, calls) = (new List<SampleOrder>(), new List<SampleCall>());
            for (; moreOrders && order.Current.Person <= last && (order.Current.Person < last || known.Contains(order.Current.Customer)); moreOrders = order.MoveNext()) theirs.Add(order.Current);
            for (; moreCalls && call.Current.Person <= last && (call.Current.Person < last || known.Contains(call.Current.Customer)); moreCalls = call.MoveNext()) calls.Add(call.Current);
            if (++chunk <= place.Chunks) continue;
            var next = place with { Chunks = chunk, Customers = place.Customers + people.Length, Orders = place.Orders + theirs.Count, Lines = place.Lines + theirs.Sum(o => (long)o.Lines.Length) };
            await writes.Run(set, async change =>
            {
                var wanted = people.Select(Incoming).Concat(theirs.Select(o => o.Customer).Concat(calls.Select(c => c.Customer)).Where(c => !known.Contains(c)).Distinct().Select(c => new IncomingCustomer(c)));
                var refs = await customers.Resolve(change, Source, [.. wanted], cancel);
                await customers.Note(change, [.. people.SelectMany(p => Consents(p, refs[p.Code].CustomerId))], cancel);
                await orders.Take(change, Source, theirs.ConvertAll(o => Incoming(o, refs[o.Customer], catalogue)), cancel);
                await customers.Note(change, Source, calls.ConvertAll(c => Incoming(c, refs[c.Customer].CustomerId)), cancel);
                if (checkpoint is not null) await checkpoint(change, next);
                return true;
            }, cancel: cancel);
            place = next;
        }
        place = await PastCampaign(set, sample, place, checkpoint, cancel);
        if (place.Sales) return place;
        return await writes.Run(set, async change =>
        {
            await sales.Run(change, sample.Sales(), cancel);
            var last = place with { Sales = true };
            if (checkpoint is not null) await checkpoint(change, last);
            return last;
        }, cancel: cancel);
    }

    /// <summary>The campaign that ran before the company came to us: its contact history, so that its effect can be read here.</summary>
    private async Task<SamplePlace> PastCampaign(ChangeSet set, SampleCompany sample, SamplePlace place, Func<Change, SamplePlace, Task>? checkpoint, CancellationToken cancel)
    {
        var truth = sample.Truth.Campaign;
        var (from, until) = (company.BusinessDate(truth.LaunchedAt), company.BusinessDate(truth.WindowEnds));
        // The truth's window ends before its last day begins.
        var said = new IncomingCampaign(SampleCompany.CampaignName.Ko, Channels.Letter, from, until.DayNumber - from.DayNumber - 1, (int)Math.Round(truth.ControlShare * 10_000), sample.Contacts().Count());
        if (place.Campaign is null)
            place = await writes.Run(set, async change =>
            {
                var made = place with { Campaign = await campaigns.Take(change, said, cancel) };
                if (checkpoint is not null) await checkpoint(change, made);
                return made;
            }, cancel: cancel);
        var chunk = 0;
        foreach (var some in sample.Contacts().Chunk(ContactsPerChunk))
        {
            if (++chunk <= place.ContactChunks) continue;
            place = await writes.Run(set, async change =>
            {
                var refs = await customers.Resolve(change, Source, [.. some.Select(c => new IncomingCustomer(c.Customer))], cancel);
                await campaigns.Note(change, place.Campaign!.Value, said, [.. some.Select(c => new IncomingContact(refs[c.Customer].CustomerId, Names.Snake(c.Arm.ToString()), c.Why))], cancel);
                var next = place with { ContactChunks = chunk };
                if (checkpoint is not null) await checkpoint(change, next);
                return next;
            }, cancel: cancel);
        }
        return place;
    }

    private Task<Guid[]> Catalogue(ChangeSet set, SampleCompany sample, CancellationToken cancel) => writes.Run(set, async change =>
    {
        var names = sample.Categories.ToDictionary(c => c.Code, c => c.Name.Ko, StringComparer.Ordinal);
        var ids = await products.Resolve(change, [.. sample.Products.Select(p => new IncomingProduct(p.Code, p.Name.Ko)
        {
            Category = names[p.Category], UnitPriceMicros = p.Price * 1_000_000, Currency = "KRW",
        })], cancel);
        return sample.Products.Select(p => ids[p.Code]).ToArray();
    }, cancel: cancel);

    private static IncomingCustomer Incoming(SampleCustomer one) => new(one.Code)
    {
        Name = one.Name, Phone = one.Phone, Email = one.Email, BirthYear = one.BirthYear, Sex = one.Sex switch { SampleSex.Female => "f", SampleSex.Male => "m", _ => null },
        Country = one.Country == "KR" ? "대한민국" : one.Country, Region = one.Address.Province, City = one.Address.District.Length == 0 ? null : one.Address.District,
        Address = string.Join(' ', new[] { one.Address.Road, one.Address.Detail }.OfType<string>()), PostalCode = one.Address.PostalCode, JoinedOn = one.Joined,
    };

    private static IEnumerable<IncomingConsent> Consents(SampleCustomer one, Guid customer)
    {
        if (one.EmailConsent is { } mail) yield return new(customer, Channels.Email, Granted: true, Noon(mail), "sign_up");
        if (one.SmsConsent is { } text) yield return new(customer, Channels.Sms, Granted: true, Noon(text), "sign_up");
    }

    // Noon in Seoul.
    private static DateTime Noon(DateOnly day) => day.ToDateTime(new TimeOnly(3, 0), DateTimeKind.Utc);

    private static IncomingOrder Incoming(SampleOrder order, CustomerRef customer, Guid[] catalogue) => new()
    {
        Number = order.Number, Customer = customer, Channel = Names.Snake(order.Channel.ToString()), At = order.At, BusinessDate = order.BusinessDate, Currency = "KRW",
        Lines = Array.ConvertAll(order.Lines, line => new IncomingLine(
            LineKey(order.Number, line.LineNo), catalogue[line.Product], LineKinds.Product, line.Quantity, line.UnitPrice * 1_000_000, line.Amount)),
    };

    private static Guid LineKey(string order, int line)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{order}/{line}"), hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static IncomingInteraction Incoming(SampleCall call, Guid customer) =>
        new(call.Number, customer, call.At, Channels.Call, Inbound: true, Subject(call.Topic), call.Note, call.Agent);

    private static string Subject(SampleTopic topic) => topic switch
    {
        SampleTopic.Order => "주문 문의",
        SampleTopic.Delivery => "배송 문의",
        SampleTopic.Product => "상품 문의",
        SampleTopic.Refund => "반품·환불",
        _ => "불만 접수",
    };
}
