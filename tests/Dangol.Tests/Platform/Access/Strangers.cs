using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Tests;

/// <summary>Somebody who may do everything with what is their own, and a stranger of another team with a record of each type, a share, a view of their own and a change set.</summary>
internal sealed class Strangers(TestSite site)
{
    /// <summary>Stands in all that is the stranger's.</summary>
    public const string Secret = "남의비밀";

    public Guid Me { get; private set; }
    public Guid Stranger { get; private set; }
    public Guid Share { get; private set; }
    public Guid View { get; private set; }
    public Guid Set { get; private set; }
    public IReadOnlyList<RecordVerb> Verbs { get; private set; } = [];
    public Dictionary<string, Guid> Mine { get; } = [];
    public Dictionary<string, Guid> Theirs { get; } = [];

    public static async Task<Strangers> Of(TestSite site)
    {
        var house = new Strangers(site) { Me = await site.Person("seller", team: await site.Team("우리 팀")), Stranger = await site.Person(null, team: await site.Team("남의 팀")) };
        var catalog = await site.Do<PermissionCatalog, PermissionCatalog>(Task.FromResult);
        house.Verbs = await site.Do<IEnumerable<RecordVerb>, List<RecordVerb>>(verbs => Task.FromResult(verbs.ToList()));
        await site.Grant("seller", g => { foreach (var type in catalog.Types.Where(t => t.HasReach && t.Type is not ("user" or "role" or "team" or "stage" or "pipeline" or "product"))) g.Grant(type.Type, ReachLevel.Own, type.Actions.Select(a => a.Action)); });
        await house.Fill(house.Mine, house.Me, "내 것");
        await house.Fill(house.Theirs, house.Stranger, Secret);
        await site.Share("lead", house.Theirs["lead"], user: site.Administrator);
        house.Share = await house.One("select id from shares");
        house.View = await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var view = SavedView.Of(site.Company.Declarations.Named("lead"), Secret, house.Stranger, change.NewId());
            change.Open<RecordsDb>().Add(view);
            await change.Save();
            return view.Id;
        });
        house.Set = (await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, site.Company.Declarations.Named("lead"), house.Theirs["lead"], 1, new() { ["source"] = "call" }))).ChangeSetId;
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        return house;
    }

    /// <summary>How everything of the stranger's stands, and how much there is of what hangs on records.</summary>
    public async Task<string> State()
    {
        var lines = new List<string>();
        foreach (var (type, id) in Theirs) lines.Add($"{type} {await site.Count($"select version from {site.Company.Declarations.Named(type).Table} where id = @id and owner_id = @owner", ("id", id), ("owner", Stranger))}");
        foreach (var table in new[] { "leads", "customers", "opportunities", "tasks", "memos", "relationships", "shares", "saved_views", "view_pins", "unmaskings" }) lines.Add($"{table} {await site.Count($"select count(*) from {table}")}");
        return string.Join('\n', lines);
    }

    private async Task Fill(Dictionary<string, Guid> records, Guid owner, string name)
    {
        records["customer"] = await Make("customer", new() { ["name"] = name, ["phone"] = "+821011112222" });
        var second = await Make("customer", new() { ["name"] = name + " 둘" });
        records["lead"] = await Make("lead", new() { ["name"] = name, ["phone"] = "+821011112222" });
        records["opportunity"] = await Make("opportunity", new() { ["name"] = name, ["customer_id"] = records["customer"] });
        records["task"] = await Make("task", new() { ["subject"] = name, ["regarding_type"] = "customer", ["regarding_id"] = records["customer"] });
        records["call"] = await Make("call", new() { ["subject"] = name, ["regarding_type"] = "customer", ["regarding_id"] = records["customer"] });
        records["meeting"] = await Make("meeting", new() { ["subject"] = name, ["starts_at"] = new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc), ["regarding_type"] = "customer", ["regarding_id"] = records["customer"] });
        records["memo"] = await Make("memo", new() { ["body"] = name, ["regarding_type"] = "customer", ["regarding_id"] = records["customer"] });
        records["relationship"] = await Make("relationship", new() { ["from_customer_id"] = records["customer"], ["to_customer_id"] = second, ["kind"] = "household" });
        records["order"] = await Order(name);

        async Task<Guid> Order(string number)
        {
            // An order is as far away as its customer.
            var buyer = await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
            {
                var refs = await site.Do<CustomerIntake, IReadOnlyDictionary<string, CustomerRef>>(async intake => await intake.Resolve(change, "shop", [new(number) { Name = number }], default));
                var product = await site.Do<ProductIntake, IReadOnlyDictionary<string, Guid>>(async intake => await intake.Resolve(change, [new("P", "P")], default));
                await site.Do<OrderIntake, bool>(async intake =>
                {
                    var line = Guid.NewGuid();
                    await intake.Take(change, "shop", [new() { Number = number, Kind = OrderKinds.Sale, Customer = refs[number], Channel = "online", BusinessDate = new(2026, 11, 20), Currency = "KRW", At = new(2026, 11, 20, 3, 0, 0, DateTimeKind.Utc), Lines = [new(line, product["P"], LineKinds.Product, 1, 5_000 * 1_000_000L, 5_000)] }], default);
                    return true;
                });
                return refs[number].CustomerId;
            });
            await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, site.Company.Declarations.Named("customer"), buyer, 1, new() { ["owner_id"] = owner }));
            return await One("select id from orders where number = @number", ("number", number));
        }

        async Task<Guid> Make(string type, RecordValues values)
        {
            values["owner_id"] = owner;
            return (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named(type), values))).Id;
        }
    }

    private async Task<Guid> One(string sql, params (string, object?)[] args)
    {
        await using var read = await site.Company.Store.Read();
        return await read.First(sql, row => row.Guid(0), default, args);
    }
}
