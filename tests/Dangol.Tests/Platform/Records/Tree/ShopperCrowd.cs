using System.Linq.Expressions;
using Dangol.DuckDb;
using Dangol.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dangol.Tests;

/// <summary>
/// A crowd of random shoppers that are as awkward as can be, in memory, in an EF database of either engine, and as SQL tables (DuckDB, or the PostgreSQL
/// database itself).
/// </summary>
internal sealed class ShopperCrowd : IDisposable
{
    public static readonly string?[] Texts =
    [
        null, null, "", "서울", "부산", "Seoul", "ＳＥＯＵＬ", "김철수", "김", "김영희", "ﬁn", "a%b", "a_b", "a\\b", "O'Neil", "가", "\uE000", "\uFFFD", "𝒳", "힣", "É", "e\u0301",
        "ㄱ", "  서울 ", "서울 특별시", "🙂", "aa", "AB",
    ];

    private readonly Action _close;

    private readonly Asking _ask;

    private ShopperCrowd(ShoppersDb db, Asking ask, Action close) => (Db, _ask, _close) = (db, ask, close);

    /// <summary>Rows of an id, a value of the kind and a currency.</summary>
    private delegate List<(Guid Id, object? Value, string? Currency)> Asking(string sql, IReadOnlyList<object> values, FieldKind kind);

    public ShoppersDb Db { get; }

    public List<Shopper> Shoppers { get; } = [];

    /// <summary>The ids that a clause chooses in the EF database.</summary>
    public List<Guid> ByExpression(Clause clause, AsOf at) => Db.Set<Shopper>().AsNoTracking()
        .Where(TreeExpression.Where<Shopper>(Dangol.Tests.Shoppers.Schema.Bind(clause, at), Dangol.Tests.Shoppers.Expressions(Db))).Select(s => s.Id).AsEnumerable().Order().ToList();

    /// <summary>The ids that it chooses by SQL.</summary>
    public List<Guid> BySql(Clause clause, AsOf at)
    {
        var sql = TreeSql.Where(Dangol.Tests.Shoppers.Schema.Bind(clause, at), Dangol.Tests.Shoppers.Sql);
        return _ask($"SELECT c.id, c.id, NULL FROM shoppers c LEFT JOIN shops s ON s.id = c.shop_id {sql.Joins} WHERE {sql.Where}", sql.Parameters, FieldKind.Id)
            .Select(row => row.Id).Order().ToList();
    }

    /// <summary>The ids that it chooses in memory.</summary>
    public List<Guid> InMemory(Clause clause, AsOf at) =>
        Shoppers.Where(TreeMemory.Where(Dangol.Tests.Shoppers.Schema.Bind(clause, at), Dangol.Tests.Shoppers.Memory)).Select(s => s.Id).Order().ToList();

    public Dictionary<Guid, object?> ValuesInMemory(Term term, AsOf at)
    {
        var value = TreeMemory.Value(Dangol.Tests.Shoppers.Schema.Bind(term, at), Dangol.Tests.Shoppers.Memory);
        return Shoppers.ToDictionary(s => s.Id, value);
    }

    public Dictionary<Guid, object?> ValuesByExpression(Term term, AsOf at)
    {
        var found = TreeExpression.Value<Shopper>(Dangol.Tests.Shoppers.Schema.Bind(term, at), Dangol.Tests.Shoppers.Expressions(Db));
        var values = Taken(found.Value);
        var currencies = found.Currency is null ? null : Taken(found.Currency);
        return Db.Set<Shopper>().Select(s => s.Id).AsEnumerable().ToDictionary(id => id, id => Joined(values[id], currencies, id));

        Dictionary<Guid, object?> Taken(LambdaExpression value)
        {
            var id = Expression.Property(value.Parameters[0], nameof(Shopper.Id));
            var pair = Expression.New(typeof(KeyValuePair<Guid, object?>).GetConstructors()[0], id, Expression.Convert(value.Body, typeof(object)));
            return Db.Set<Shopper>().AsNoTracking().Select(Expression.Lambda<Func<Shopper, KeyValuePair<Guid, object?>>>(pair, value.Parameters)).AsEnumerable().ToDictionary();
        }
    }

    public Dictionary<Guid, object?> ValuesBySql(Term term, AsOf at)
    {
        var bound = Dangol.Tests.Shoppers.Schema.Bind(term, at);
        var sql = TreeSql.Value(bound, Dangol.Tests.Shoppers.Sql);
        return _ask($"SELECT c.id, {sql.Value}, {sql.Currency ?? "NULL"} FROM shoppers c LEFT JOIN shops s ON s.id = c.shop_id {sql.Joins}", sql.Parameters, bound.Kind)
            .ToDictionary(row => row.Id, row => sql.Currency is null ? row.Value : row is { Value: long minor, Currency: string code } ? new Money(minor, code) : null);
    }

    private static object? Joined(object? value, Dictionary<Guid, object?>? currencies, Guid id) =>
        currencies is null ? value : value is long minor && currencies[id] is string code ? new Money(minor, code) : null;

    public static async Task<ShopperCrowd> Gather(Engine engine, int count, int seed)
    {
        ShopperCrowd crowd;
        if (engine == Engine.Postgres)
        {
            var source = NpgsqlDataSource.Create(await PostgresCluster.NewDatabase());
            crowd = new(new ShoppersDb(new DbContextOptionsBuilder().UseNpgsql(source).Options), (sql, values, kind) => Ask(source, sql, values, kind), source.Dispose);
        }
        else
        {
            var connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();
            var duck = DuckDatabase.Open(null, new() { Threads = 2, MemoryLimitMb = 512 });
            var asked = duck.Connect();
            crowd = new(new ShoppersDb(new DbContextOptionsBuilder().UseSqlite(connection).Options),
                (sql, values, kind) => asked.Rows(sql, values, row => (row.Guid(0), row.IsNull(1) ? null : Read(row, kind), row.String(2))).ToList(),
                () => { asked.Dispose(); duck.Dispose(); connection.Dispose(); });
            crowd.Fill(count, seed);
            Copy(crowd.Shoppers, asked);
        }
        if (crowd.Shoppers.Count == 0) crowd.Fill(count, seed);
        crowd.Db.Database.EnsureCreated();
        crowd.Db.AddRange(crowd.Shoppers);
        crowd.Db.AddRange(crowd.Shoppers.SelectMany(s => s.Purchases));
        // Purchases of nobody, which belong to no measure.
        crowd.Db.Add(new Purchase { Id = new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), Day = Dangol.Tests.Shoppers.At.Today, Price = 1 });
        crowd.Db.SaveChanges();
        return crowd;
    }

    public void Dispose()
    {
        Db.Dispose();
        _close();
    }

    private static object? Read(DuckRow row, FieldKind kind) => kind switch
    {
        FieldKind.Text => row.String(1),
        FieldKind.Whole or FieldKind.Money => row.Long(1),
        FieldKind.Decimal => row.Double(1),
        FieldKind.Date => row.Date(1),
        FieldKind.Instant => row.Instant(1),
        FieldKind.YesNo => row.Bool(1),
        _ => row.Guid(1),
    };

    private static List<(Guid, object?, string?)> Ask(NpgsqlDataSource source, string sql, IReadOnlyList<object> values, FieldKind kind)
    {
        using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        using var reader = command.ExecuteReader();
        var rows = new List<(Guid, object?, string?)>();
        while (reader.Read())
            rows.Add((reader.GetGuid(0), reader.IsDBNull(1) ? null : kind == FieldKind.Date ? reader.GetFieldValue<DateOnly>(1) : reader.GetValue(1),
                reader.IsDBNull(2) ? null : reader.GetString(2)));
        return rows;
    }

    private void Fill(int count, int seed)
    {
        var random = new Random(seed);
        var shops = Texts.Take(8).Select(region => new Shop { Id = Id(), Region = region, RegionFolded = Folded(region) }).ToList();
        for (var i = 0; i < count; i++)
        {
            var shopper = new Shopper
            {
                Id = Id(), Name = One(Texts), Code = One(Texts), Visits = random.Next(5), Age = One<long?>(null, 0, 19, 20, 30, 31, -1),
                Score = One<double?>(null, 0, -0.5, 0.5, 1.5, 2.5, 0.1, 1e9, 100), SpentMinor = One<long?>(null, 0, 1, 99, 100, 101, 50_000, -7),
                SpentCurrency = One(null, "KRW", "KRW", "USD"), DebtMinor = One(0L, 100, 50_000, 3), DebtCurrency = One("KRW", "USD")!,
                Joined = One<DateOnly?>(null, Edge()), Due = Edge(), Seen = One<DateTime?>(null, Instant(), Instant()), Vip = One<bool?>(null, true, false),
                Owner = One<Guid?>(null, Dangol.Tests.Shoppers.Me, Id()), Shop = One([null, .. shops]),
            };
            shopper.NameFolded = Folded(shopper.Name);
            shopper.ShopId = shopper.Shop?.Id;
            for (var n = random.Next(4) * random.Next(3); n > 0; n--)
            {
                var category = One(Texts);
                shopper.Purchases.Add(new()
                {
                    Id = Id(), ShopperId = shopper.Id, Day = Edge(), Category = category, CategoryFolded = Folded(category), Product = One("p1", "p2", "P1", "", null),
                    Quantity = One<long?>(null, 1, 2, -1), Price = random.Next(40) / 4.0, AmountMinor = One<long?>(null, 100, 250, 50_000, -100),
                    AmountCurrency = One(null, "KRW", "KRW", "USD"),
                });
            }
            Shoppers.Add(shopper);
        }

        T One<T>(params T[] choices) => choices[random.Next(choices.Length)];
        string? Folded(string? text) => text is null ? null : Fold.Of(text);

        Guid Id()
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }

        // Days at and beside the edges of the windows that trees are asked with.
        DateOnly Edge() => Dangol.Tests.Shoppers.At.Today.AddDays(One(0, 1, -1, -6, -7, -29, -30, -31, -89, -90, -91, 6, 7, 30, -365, -366, random.Next(-400, 60)));
        DateTime Instant() => Dangol.Tests.Shoppers.At.Start(Edge()).AddMilliseconds(One(0, -1, 1, 43_200_000));
    }

    /// <summary>The same rows as tables of the warehouse.</summary>
    private static void Copy(List<Shopper> shoppers, DuckConnection duck)
    {
        duck.Execute("""
            CREATE TABLE shops (id UUID, region_folded VARCHAR);
            CREATE TABLE shoppers (id UUID, name_folded VARCHAR, code VARCHAR, visits BIGINT, age BIGINT, score DOUBLE, spent_minor BIGINT, spent_currency VARCHAR,
                debt_minor BIGINT, debt_currency VARCHAR, joined DATE, due DATE, seen TIMESTAMP, vip BOOLEAN, owner UUID, shop_id UUID);
            CREATE TABLE purchases (shopper_id UUID, day DATE, category_folded VARCHAR, product VARCHAR, quantity BIGINT, price DOUBLE, amount_minor BIGINT, amount_currency VARCHAR);
            INSERT INTO purchases (day, price) VALUES (DATE '2026-03-31', 1);
            """);
        foreach (var shop in shoppers.Select(s => s.Shop).OfType<Shop>().Distinct()) Insert("shops", shop.Id, shop.RegionFolded);
        foreach (var s in shoppers)
            Insert("shoppers", s.Id, s.NameFolded, s.Code, s.Visits, s.Age, s.Score, s.SpentMinor, s.SpentCurrency, s.DebtMinor, s.DebtCurrency, s.Joined, s.Due,
                s.Seen, s.Vip, s.Owner, s.ShopId);
        foreach (var p in shoppers.SelectMany(s => s.Purchases))
            Insert("purchases", p.ShopperId, p.Day, p.CategoryFolded, p.Product, p.Quantity, p.Price, p.AmountMinor, p.AmountCurrency);

        void Insert(string table, params object?[] values) =>
            duck.Execute($"INSERT INTO {table} VALUES ({string.Join(", ", values.Select((_, i) => $"${i + 1}"))})", values);
    }
}
