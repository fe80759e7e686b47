using System.Globalization;
using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Bench;

/// <summary>For each customer a lead and five activities, for every fifth an opportunity: straight into the tables, from a seed, and then into the search index.</summary>
internal sealed class RecordsFilling(BenchCompany bench, Wanted wanted, Guid owner)
{
    /// <summary>Every tenth lead came from here: a tenth of the customers, 100,000 of a million.</summary>
    public const string EditedSource = "event";

    private const int PerWrite = 10_000;
    private static readonly string[] Sources = ["web", "referral", "call", "advertising", "partner", "other"], States = [LeadStates.New, LeadStates.Working, LeadStates.Qualified, LeadStates.Unqualified], Ratings = ["hot", "warm", "cold"];
    private static readonly string[] Things = ["원두", "정기 배송", "견적", "재구매", "포장", "행사", "선물", "교환"], Doings = ["전화하기", "보내기", "확인", "설명", "상담", "방문"];

    private readonly Company _company = bench.Company;
    private readonly Random _random = new(11);
    private readonly Ids _ids = new(bench.Company.Clock, 11);
    private readonly Guid _set = bench.Company.Ids.Next();
    private readonly DateTime _now = bench.Company.Clock.GetUtcNow().UtcDateTime;
    private List<(Guid Id, string Name)> _customers = [];
    private List<StageCard> _stages = [];

    public async Task Run(CancellationToken cancel)
    {
        await using (var read = await _company.Store.Read(cancel))
        {
            _customers = await read.List("select id, name from customers order by id", row => (row.Guid(0), row.Text(1)), cancel);
            _stages = await read.List("select id, pipeline_id, name, outcome, probability from stages order by position", row => new StageCard(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.Double(4), []), cancel);
        }
        await Fill<Lead>("lead", _customers.Count, i => new()
        {
            ["name"] = _customers[i].Name, ["organisation"] = $"단골상회 {i % 9973}", ["email"] = string.Create(CultureInfo.InvariantCulture, $"lead{i}@example.com"), ["phone"] = string.Create(CultureInfo.InvariantCulture, $"+8210{i:D8}"),
            ["source"] = i % 10 == 0 ? EditedSource : Of(Sources), ["rating"] = Of(Ratings), ["next_step_on"] = _company.Today.AddDays(_random.Next(60)),
        }, (row, field) => field == "status" ? Of(States) : null, cancel);
        await Fill<Opportunity>("opportunity", _customers.Count / 5, i => new()
        {
            ["name"] = $"{_customers[i * 5].Name} {Of(Things)}", ["customer_id"] = _customers[i * 5].Id, ["amount"] = new Money(_random.Next(1, 900) * 10_000L, "KRW"), ["close_on"] = _company.Today.AddDays(_random.Next(120)), ["source"] = Of(Sources),
        }, null, cancel);
        await Fill<Todo>("task", _customers.Count * 2, i => About(i, new() { ["subject"] = $"{Of(Things)} {Of(Doings)}", ["due_on"] = _company.Today.AddDays(_random.Next(-300, 60)) }), null, cancel);
        await Fill<Call>("call", _customers.Count, i => About(i, new() { ["subject"] = $"{Of(Things)} {Of(Doings)}", ["minutes"] = (long)_random.Next(1, 40) }), null, cancel);
        await Fill<Meeting>("meeting", _customers.Count / 2, i => About(i, new() { ["subject"] = $"{Of(Things)} {Of(Doings)}", ["starts_at"] = _now.AddHours(-_random.Next(9_000)) }), null, cancel);
        await Fill<Memo>("memo", _customers.Count * 3 / 2, i => About(i, new() { ["body"] = $"{Of(Things)} {Of(Doings)}" }), null, cancel);
    }

    private RecordValues About(int i, RecordValues values)
    {
        var customer = _customers[i % _customers.Count].Id;
        (values["customer_id"], values["regarding_type"], values["regarding_id"]) = (customer, "customer", customer);
        return values;
    }

    private async Task Fill<T>(string name, int count, Func<int, RecordValues> values, Func<T, string, object?>? also, CancellationToken cancel) where T : Record
    {
        Benchmarks.Note(wanted, $"  {count:N0} of {name}");
        var type = _company.Declarations.Named(name);
        var fill = new RecordRows(type, _company, new Actor(owner, "bench", Language.Korean, Origin.System, Actor.System.Rights));
        var shape = RowShape<T>.Of(type, _company.Store, _company.Declarations);
        for (var done = 0; done < count; done += PerWrite)
        {
            var rows = Enumerable.Range(done, Math.Min(PerWrite, count - done)).Select(i =>
            {
                var row = (T)fill.New(values(i), _ids.Next());
                if (row is Opportunity opportunity) opportunity.Enter(_stages[i % _stages.Count], _now.AddDays(-_random.Next(60)), _company.Today, "price");
                foreach (var field in type.Fields)
                {
                    if (also?.Invoke(row, field.Name) is { } value) RecordRow.Set(field, row, value);
                    field.Folded?.SetValue(row, field.FoldOf(row));
                }
                var made = _now.AddMinutes(-_random.Next(500_000));
                (row.Version, row.CreatedAt, row.UpdatedAt, row.CreatedBy, row.UpdatedBy, row.ChangeSetId) = (1, made, made, owner, owner, _set);
                return row;
            }).ToList();
            await _company.Store.Transact(background: true, session => RowWriter.Insert(session, shape, rows, OnExisting.Fail, null, _set, cancel), cancel);
        }
    }

    private string Of(string[] some) => some[_random.Next(some.Length)];
}
