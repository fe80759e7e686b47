using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class OpportunityTests
{
    private static readonly Actor Seller = Actor.System;

    [Theory, EveryEngine]
    public async Task a_new_opportunity_begins_in_the_first_stage_and_its_way_is_logged(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var id = await shop.New("opportunity", new() { ["name"] = "가을 납품", ["amount"] = new Money(5_000_000, "KRW") });
        shop.Time.Advance(TimeSpan.FromDays(3));
        var moved = await shop.Verb("move").Run(Seller, [id], new() { ["stage_id"] = shop.Stages[1] });
        shop.Time.Advance(TimeSpan.FromDays(2));
        await shop.Verb("win").Run(Seller, [id], []);

        var line = await shop.Line("opportunity", id, "stage_id", "status", "amount", "probability", "weighted", "closed_on");
        Assert.Equal("수주", line.Names[0]);
        Assert.Equal(["won", new Money(5_000_000, "KRW"), 1.0, new Money(5_000_000, "KRW"), shop.Company.Company.Today], line.Values[1..]);
        await using var read = await shop.Company.Store.Read();
        Assert.Equal([(null, 0L), ("발굴", 259_200L), ("상담", 172_800L)], await read.List(
            "select s.name, m.seconds_before from stage_moves m left join stages s on s.id = m.from_stage_id where m.opportunity_id = @id order by m.at, m.id",
            row => (row.TextOrNull(0), row.Long(1)), default, ("id", id)));
        Assert.Equal("'상담' 단계로 옮겼어요.", moved.Said.Ko);
    }

    [Theory, EveryEngine]
    public async Task a_lost_sale_has_a_reason_and_a_stage_may_ask_for_fields(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var id = await shop.New("opportunity", new() { ["name"] = "가을 납품" });
        var lost = await Assert.ThrowsAsync<Refused>(() => shop.Verb("move").Run(Seller, [id], new() { ["stage_id"] = shop.Stages[5] }));
        Assert.Equal(("lost_reason_missing", "lost_reason"), (lost.Rule, lost.Field));
        Assert.Equal("required", (await Assert.ThrowsAsync<Refused>(() => shop.Verb("lose").Run(Seller, [id], []))).Rule);

        var stage = shop.Company.Company.Declarations.Named("stage");
        await shop.Edit.Change(Seller, stage, shop.Stages[2], 1, new() { ["needs"] = "|amount|" });
        var needs = await Assert.ThrowsAsync<Refused>(() => shop.Verb("move").Run(Seller, [id], new() { ["stage_id"] = shop.Stages[2] }));
        Assert.Equal(("stage_needs", "amount"), (needs.Rule, needs.Field));

        var done = await shop.Verb("lose").Run(Seller, [id], new() { ["lost_reason"] = "price", ["lost_note"] = "10% 비쌌음" });
        Assert.Equal(["lost", "price", "10% 비쌌음"], (await shop.Line("opportunity", id, "status", "lost_reason", "lost_note")).Values);
        // Back to life: the reason goes with the state.
        await shop.Verb("move").Run(Seller, [id], new() { ["stage_id"] = shop.Stages[0] });
        Assert.Equal(["open", null, null, null], (await shop.Line("opportunity", id, "status", "lost_reason", "lost_note", "closed_on")).Values);
        Assert.NotEqual(Guid.Empty, done.ChangeSetId);
    }

    [Theory, EveryEngine]
    public async Task the_stage_is_set_by_its_verb_alone(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var id = await shop.New("opportunity", new() { ["name"] = "가을 납품" });
        var type = shop.Company.Company.Declarations.Named("opportunity");
        foreach (var field in new[] { "stage_id", "status", "probability", "pipeline_id" })
            Assert.Equal(("read_only", field), await Assert.ThrowsAsync<Refused>(() => shop.Edit.Change(Seller, type, id, 1, new() { [field] = null })) is var no ? (no.Rule, no.Field!) : default);
        Assert.Equal("stage_unknown", (await Assert.ThrowsAsync<Refused>(() => shop.Verb("move").Run(Seller, [id], new() { ["stage_id"] = Guid.NewGuid() }))).Rule);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refused>(() => shop.Verb("win").Run(Seller, [Guid.NewGuid()], []))).Status);
    }

    [Theory, EveryEngine]
    public async Task a_lead_becomes_a_customer_and_an_opportunity_and_all_of_it_can_be_taken_back(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var lead = await shop.New("lead", new() { ["name"] = "김민수", ["organisation"] = "행복상사", ["email"] = "minsu@example.com", ["phone"] = "+821012345678" });
        var done = await shop.Verb("convert").Run(Seller, [lead], new() { ["opportunity"] = true, ["amount"] = new Money(1_200_000, "KRW") });

        var line = await shop.Line("lead", lead, "status", "customer_id", "opportunity_id");
        Assert.Equal("converted", line.Values[0]);
        Assert.Equal(["행복상사", "행복상사"], line.Names.Skip(1));
        Assert.Equal(1, await shop.Company.Count("select count(*) from customers where name = '행복상사' and email = 'minsu@example.com' and kind = 'organisation'"));
        Assert.Equal($"/opportunities/{line.Values[2]}", done.Next);
        Assert.Equal("lead_converted", (await Assert.ThrowsAsync<Refused>(() => shop.Verb("convert").Run(Seller, [lead], []))).Rule);

        var undone = await shop.Company.Get<UndoChangeSet>().Run(Seller, done.ChangeSetId);
        Assert.Empty(undone.Conflicts);
        Assert.Equal(["new", null, null], (await shop.Line("lead", lead, "status", "customer_id", "opportunity_id")).Values);
        foreach (var table in new[] { "customers", "customer_sources", "opportunities", "stage_moves" }) Assert.Equal(0, await shop.Company.Count($"select count(*) from {table}"));
    }

    [Theory, EveryEngine]
    public async Task a_lead_whom_we_know_becomes_the_customer_that_is_there(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var first = await shop.New("lead", new() { ["name"] = "김민수", ["email"] = "Minsu@Example.com" });
        var second = await shop.New("lead", new() { ["name"] = "김 민수", ["email"] = "minsu@example.com" });
        await shop.Verb("convert").Run(Seller, [first], []);
        await shop.Verb("convert").Run(Seller, [second], []);
        Assert.Equal(1, await shop.Company.Count("select count(*) from customers"));
        Assert.Equal((await shop.Line("lead", first, "customer_id")).Values, (await shop.Line("lead", second, "customer_id")).Values);
    }

    [Theory, EveryEngine]
    public async Task an_unqualified_lead_says_why(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var lead = await shop.New("lead", new() { ["name"] = "김민수" });
        Assert.Equal("required", (await Assert.ThrowsAsync<Refused>(() => shop.Verb("drop").Run(Seller, [lead], []))).Rule);
        Assert.Equal("unqualified_reason_missing", (await Assert.ThrowsAsync<Refused>(() => shop.Verb("qualify").Run(Seller, [lead], new() { ["status"] = "unqualified" }))).Rule);
        await shop.Verb("drop").Run(Seller, [lead], new() { ["unqualified_reason"] = "spam" });
        Assert.Equal(["unqualified", "spam"], (await shop.Line("lead", lead, "status", "unqualified_reason")).Values);
        await shop.Verb("qualify").Run(Seller, [lead], new() { ["status"] = "working" });
        Assert.Equal(["working", null], (await shop.Line("lead", lead, "status", "unqualified_reason")).Values);
    }
}

/// <summary>A company with Customers and Sales, a pipeline of six stages, and a clock by hand.</summary>
internal sealed class Sale : IAsyncDisposable
{
    private Sale(TestCompany company, HandClock time) => (Company, Time) = (company, time);

    public TestCompany Company { get; }

    public HandClock Time { get; }

    public EditRecords Edit => Company.Get<EditRecords>();

    /// <summary>발굴 상담 제안 협상 수주 실주.</summary>
    public List<Guid> Stages { get; } = [];

    public static async Task<Sale> Open(Engine engine)
    {
        var time = new HandClock(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
        var shop = new Sale(await TestCompany.Open(engine, services => services.AddCustomers().AddSales(), time), time);
        var pipeline = await shop.New("pipeline", new() { ["name"] = "기본", ["position"] = 1L });
        var steps = new (string Name, string Outcome, double Probability)[] { ("발굴", "open", .1), ("상담", "open", .25), ("제안", "open", .5), ("협상", "open", .75), ("수주", "won", 1), ("실주", "lost", 0) };
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
            shop.Stages.Add(await shop.New("stage", new() { ["name"] = step.Name, ["pipeline_id"] = pipeline, ["position"] = (long)i, ["outcome"] = step.Outcome, ["probability"] = step.Probability }));
        return shop;
    }

    public async Task<Guid> New(string type, RecordValues values) => (await Edit.Create(Actor.System, Company.Company.Declarations.Named(type), values)).Id;

    public RecordVerb Verb(string name) => Company.Services.GetServices<RecordVerb>().Single(v => v.Name == name);

    public async Task<RecordLine> Line(string type, Guid id, params string[] columns) => (await Company.Get<ListRecords>().Read(Actor.System, Company.Company.Declarations.Named(type),
        new() { Columns = columns, Filter = new Clause.Compare(new Term.Field("id"), Operator.Equal, new Term.Literal(id)) })).Rows.Single();

    public ValueTask DisposeAsync() => Company.DisposeAsync();
}
