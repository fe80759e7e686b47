using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>A shop with customers and orders made for the occasion, and a clock that stands where it was put.</summary>
internal sealed class Market : IAsyncDisposable
{
    private static readonly Text Because = new("시험", "A test");
    private readonly Dictionary<string, Guid> _products = [];
    private int _lines;

    private Market(TestCompany company, HandClock clock) => (Company, Time) = (company, clock);

    public TestCompany Company { get; }

    public HandClock Time { get; }

    public Warehouse Warehouse => Company.Company.Warehouse;

    public static async Task<Market> Open(Engine engine, DateOnly today, Action<IServiceCollection>? also = null)
    {
        var clock = new HandClock(new(today.Year, today.Month, today.Day, 3, 0, 0, TimeSpan.Zero));
        return new(await TestCompany.Open(engine, services => { Modules(services); also?.Invoke(services); }, clock), clock);
    }

    public static void Modules(IServiceCollection services)
    {
        services.AddCustomers();
        services.AddSales();
        services.AddMarketing();
        services.AddAnalytics();
    }

    /// <summary>Takes customers in; they have a consent for each channel that is named.</summary>
    public Task<List<Guid>> Customers(IReadOnlyList<IncomingCustomer> customers, params string[] granted) => Company.Writes.Run(Actor.System, Because, async change =>
    {
        var refs = await Company.Get<CustomerIntake>().Resolve(change, "shop", customers, default);
        await Company.Get<CustomerIntake>().Note(change,
            [.. customers.SelectMany(c => granted.Select(g => new IncomingConsent(refs[c.Key].CustomerId, g, true, Time.GetUtcNow().UtcDateTime, "sign_up")))], default);
        return customers.Select(c => refs[c.Key].CustomerId).ToList();
    });

    public Task Note(Guid customer, string channel, bool granted) => Company.Writes.Run(Actor.System, Because, change => Company.Get<CustomerIntake>().Note(change,
        [new(customer, channel, granted, Time.GetUtcNow().UtcDateTime, "call")], default));

    /// <summary>Sells, or takes back where the amount is below zero; one line an order, in won.</summary>
    public Task<Guid> Sell(params IReadOnlyList<(string Customer, DateOnly On, long Amount)> orders) => Sell("P", "coffee", orders);

    public Task<Guid> Sell(string product, string category, params IReadOnlyList<(string Customer, DateOnly On, long Amount)> orders) => Company.Writes.Run(Actor.System, Because, async change =>
    {
        var refs = await Company.Get<CustomerIntake>().Resolve(change, "shop", [.. orders.Select(o => o.Customer).Distinct().Select(key => new IncomingCustomer(key))], default);
        _products[product] = (await Company.Get<ProductIntake>().Resolve(change, [new(product, product) { Category = category }], default))[product];
        await Company.Get<OrderIntake>().Take(change, "shop", [.. orders.Select(o => new IncomingOrder
        {
            Number = $"O{++_lines}", Kind = o.Amount < 0 ? OrderKinds.Cancellation : OrderKinds.Sale, Customer = refs[o.Customer], Channel = "online", BusinessDate = o.On, Currency = "KRW",
            At = o.On.ToDateTime(new TimeOnly(3, 0), DateTimeKind.Utc),
            Lines = [new(new Guid(_lines, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), _products[product], LineKinds.Product, Math.Sign(o.Amount), Math.Abs(o.Amount) * 1_000_000, o.Amount)],
        })], default);
        return change.Set.Id;
    });

    public Task<Guid> Segment(string name, Clause tree) => Company.Get<SaveSegment>().Run(Actor.System, new(name, TreeJson.Write(tree)));

    public async Task<Guid> Campaign(string name, Guid segment, string channel, SaveCampaign.MeasurePart? measure = null, SaveCampaign.MessagePart? message = null) =>
        await Company.Get<SaveCampaign>().Run(Actor.System, new() { Name = name, Segment = segment, Channel = channel, Measure = measure, Message = message });

    public async Task<Assigned> Launch(Guid campaign)
    {
        await Load();
        await Company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        return await Company.Get<AssignContacts>().Run(Actor.System, campaign);
    }

    /// <summary>Says who sends, as the law wants it on every advertising mail.</summary>
    public Task SayWhoSends() => Company.Get<ChangeCompany>().Run(Actor.System,
        new(0, "단골상회", "Asia/Seoul", "KRW", "https://crm.example.com", "hello@dangol.example.com", "02-123-4567", "서울시 중구 세종대로 1"));

    /// <summary>Brings the warehouse up to now: what was written last may be seen only when other databases of the same server have ended their transactions.</summary>
    public async Task Load()
    {
        if (Company.Store.Engine == Engine.Postgres)
            await Until.True(async () => await Company.Count("select count(*) from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint") == 0, "the journal is settled");
        await Warehouse.LoadNew();
    }

    public async Task<Collected> Collect(Guid campaign)
    {
        await Load();
        return await Company.Get<CollectResponses>().Run(Actor.System, campaign);
    }

    public async Task<CampaignResult> Result(Guid campaign)
    {
        await Load();
        return await Company.Get<ReadResult>().Run(Actor.System, campaign);
    }

    /// <summary>Writes the mail server into the settings of the company's folder.</summary>
    public void UseMailServer(string address) => File.WriteAllText(Path.Combine(Company.Company.Place.Folder, "settings"), $"{MailSettings.Variable}={address}\n");

    public ValueTask DisposeAsync() => Company.DisposeAsync();
}
