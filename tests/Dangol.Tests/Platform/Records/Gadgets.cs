using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A company with gadgets of random values: nulls, blanks, Korean, ties. The same gadgets lie in memory.</summary>
internal sealed class Gadgets : IAsyncDisposable
{
    private static readonly string[] Names = ["가위", "나사", "  나사 ", "Ａ형 톱", "a형 톱", "Zebra", "éclair", "망치 ㈜단골", "못", "😀 인형", "O'Neil; drop", "100% 자"];
    private static readonly string[] Words = ["한국어 이야기", "line one\nline two", "서울특별시 강남구 테헤란로 1", "a|b", "%_", "짧음"];
    private static readonly string[] Currencies = ["KRW", "KRW", "USD"];
    private static readonly Text Because = new("시험", "A test");

    private Gadgets(TestCompany company) => Company = company;

    public TestCompany Company { get; }

    public DeclaredType Type => Company.Company.Declarations.Named("gadget");

    public RecordColumns Columns => RecordColumns.Of(Type, Company.Company.Declarations);

    public List<Gadget> All { get; } = [];

    public List<Team> Teams { get; } = [];

    public List<User> People { get; } = [];

    public AsOf At => new(Company.Company.Today, Company.Company.Profile.TimeZone, People[0].Id);

    public Actor Somebody => Actor.System with { Id = People[0].Id, Origin = Origin.Web };

    public static async Task<Gadgets> Gather(Engine engine, int count, int seed)
    {
        var gadgets = new Gadgets(await TestCompany.Open(engine, GadgetsModule.AddGadgets, new HandClock()));
        var random = new Random(seed);
        await gadgets.Company.Writes.Run(Actor.System, Because, async change =>
        {
            var db = change.Open<RecordsDb>();
            foreach (var name in new[] { "김민수", "이영희", "Ann" })
            {
                var person = User.New($"{name.Length}{gadgets.People.Count}@example.com", name, Language.Korean, "x");
                person.Id = change.NewId();
                db.Add(person);
                gadgets.People.Add(person);
            }
            foreach (var name in new[] { "서울 팀", "부산 팀" }) gadgets.Teams.Add((Team)db.Add(Team.Of(change.NewId(), name, null)).Entity);
            await change.Save();
        });
        for (var from = 0; from < count; from += 60)
            await gadgets.Company.Writes.Run(Actor.System, Because, async change =>
            {
                for (var i = from; i < Math.Min(count, from + 60); i++)
                {
                    var gadget = gadgets.Any(random, i, change.NewId());
                    if (i % 3 > 0) gadget.TeamId = gadgets.Teams[i % 3 - 1].Id;
                    gadgets.All.Add((Gadget)change.Open<RecordsDb>().Add(gadget).Entity);
                }
                await change.Save();
            });
        return gadgets;
    }

    /// <summary>The value of a column for a gadget in memory, as the store is to have it.</summary>
    public object? Value(string path, Gadget gadget)
    {
        var column = Columns.Find(path);
        if (column.Formula is { } formula) return TreeMemory.Value<Gadget>(Columns.Schema.Bind(Columns.Expanded(formula.Value), At), Map)(gadget);
        if (column.Through is { Path: "parent_id" }) return All.FirstOrDefault(g => g.Id == gadget.ParentId) is { } parent ? Own(path["parent.".Length..], parent) : null;
        if (column.Through is { Path: "team_id" }) return Teams.FirstOrDefault(t => t.Id == gadget.TeamId) is { } team ? Own(Company.Company.Declarations.Named("team"), path[(path.IndexOf('.') + 1)..], team) : null;
        if (column.Through is { } through) return Person(through.Path, gadget) is { } person ? Own(Company.Company.Declarations.Named("user"), path[(path.IndexOf('.') + 1)..], person) : null;
        return Own(path, gadget);
    }

    public MemoryMap<Gadget> Map => new(path => gadget => Value(path, gadget));

    public HashSet<Guid> Which(Clause clause)
    {
        var holds = TreeMemory.Where(Columns.Schema.Bind(Columns.Expanded(clause), At), Map);
        return [.. All.Where(holds).Select(g => g.Id)];
    }

    public User? Person(string path, Gadget gadget) => Own(path, gadget) is Guid id ? People.FirstOrDefault(p => p.Id == id) : null;

    public Task<RecordList> List(RecordQuery query, Actor? actor = null) => Company.Get<ListRecords>().Read(actor ?? Somebody, Type, query);

    public ValueTask DisposeAsync() => Company.DisposeAsync();

    private object? Own(string path, Gadget gadget) => Own(Type, path, gadget);

    private static object? Own(DeclaredType type, string path, object row) => type.Fields.FirstOrDefault(f => f.Name == path) is { } field
        ? RecordRow.Get(field, row) ?? (field.Property.GetValue(row) is "" ? "" : null)
        : row.GetType().GetProperties().Single(p => Platform.Names.Snake(p.Name) == path).GetValue(row);

    private Gadget Any(Random random, int number, Guid id)
    {
        var row = RecordRow.New(Type);
        row.Id = id;
        row.OwnerId = random.Next(3) == 0 ? null : People[random.Next(People.Count)].Id;
        foreach (var field in Type.Fields)
            if (field.IsRequired || random.Next(4) > 0) RecordRow.Set(field, row, Some(field, random, number));
        return (Gadget)row;
    }

    private object? Some(Field field, Random random, int number) => field.Type switch
    {
        WholeType => (long)random.Next(-2, 6) is < 0 and var huge ? 9_007_199_254_740_991 + huge : (long)random.Next(6),
        PercentType => random.Next(0, 9) / 8.0,
        DecimalType => Math.Round(random.NextDouble() * 4 - 2, random.Next(3)),
        MoneyType => new Money(random.Next(-3, 8) * 1250L, Currencies[random.Next(Currencies.Length)]),
        UnitPriceType => new UnitPrice(random.Next(-3, 8) * 125_001L, Currencies[random.Next(Currencies.Length)]),
        DateType => new DateOnly(2026, 11, 21).AddDays(random.Next(-4, 5)),
        InstantType => new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc).AddHours(random.Next(-4, 40)).AddMilliseconds(random.Next(2)),
        YesNoType => random.Next(2) == 0,
        ChoiceType choice => choice.Choices[random.Next(choice.Choices.Count)].Value,
        ChoicesType choices => "|" + string.Join('|', choices.Choices.Where(_ => random.Next(2) == 0).Select(c => c.Value).DefaultIfEmpty("red")) + "|",
        TagsType => $"|{(random.Next(2) == 0 ? "vip" : "vip2")}|서울|",
        EmailType => $"{(random.Next(2) == 0 ? "Kim" : "kim")}{random.Next(3)}@example.com",
        PhoneType => $"+8210{random.Next(4):D8}",
        UrlType => $"https://example.com/{random.Next(4)}",
        BusinessNumberType => random.Next(2) == 0 ? "1208147521" : "2208162517",
        ReferenceType { To: "gadget" } => All.Count == 0 ? null : All[random.Next(All.Count)].Id,
        ReferenceType => People[random.Next(People.Count)].Id,
        LongTextType or AddressType => random.Next(6) == 0 ? "" : Words[random.Next(Words.Length)],
        _ => field.Name switch { "name" => Names[random.Next(Names.Length)], "code" => $"G-{number:D4}", _ => random.Next(6) == 0 ? "" : Words[random.Next(Words.Length)] },
    };
}
