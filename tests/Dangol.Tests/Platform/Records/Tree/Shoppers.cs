using System.Linq.Expressions;
using Dangol.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Tests;

/// <summary>A customer, their shop and their purchases, with every type of value that a tree knows, to hold the interpreters against each other.</summary>
internal sealed class Shopper : Fact
{
    public Guid Id { get; set; }
    public string? Name { get; set; }
    public string? NameFolded { get; set; }
    public string? Code { get; set; }
    public long Visits { get; set; }
    public long? Age { get; set; }
    public double? Score { get; set; }
    public long? SpentMinor { get; set; }
    public string? SpentCurrency { get; set; }
    public long DebtMinor { get; set; }
    public string DebtCurrency { get; set; } = "KRW";
    public DateOnly? Joined { get; set; }
    public DateOnly Due { get; set; }
    public DateTime? Seen { get; set; }
    public bool? Vip { get; set; }
    public Guid? Owner { get; set; }
    public Guid? ShopId { get; set; }
    public Shop? Shop { get; set; }
    public List<Purchase> Purchases { get; } = [];
}

internal sealed class Shop : Fact
{
    public Guid Id { get; set; }
    public string? Region { get; set; }
    public string? RegionFolded { get; set; }
}

internal sealed class Purchase : Fact
{
    public Guid Id { get; set; }
    public Guid? ShopperId { get; set; }
    public DateOnly Day { get; set; }
    public string? Category { get; set; }
    public string? CategoryFolded { get; set; }
    public string? Product { get; set; }
    public long? Quantity { get; set; }
    public double Price { get; set; }
    public long? AmountMinor { get; set; }
    public string? AmountCurrency { get; set; }
}

internal sealed class ShopperType() : FactType<Shopper>("shopper", "shoppers", new("고객", "customer"))
{
    protected override void Map(EntityTypeBuilder<Shopper> entity)
    {
        entity.Ignore(s => s.Purchases);
        entity.HasOne(s => s.Shop).WithMany().HasForeignKey(s => s.ShopId);
    }
}

internal sealed class ShopType() : FactType<Shop>("shop", "shops", new("매장", "shop"));

internal sealed class PurchaseType() : FactType<Purchase>("purchase", "purchases", new("구매", "purchase"));

internal sealed class ShoppersDb(DbContextOptions options) : ModuleDb(options)
{
    protected override IEnumerable<DeclaredType> Types => [new ShopperType(), new ShopType(), new PurchaseType()];
}

/// <summary>The schema of these records, and where its fields lie for each interpreter.</summary>
internal static class Shoppers
{
    public static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");
    public static readonly Guid Me = Guid.Parse("018f3c5e-0000-7000-8000-000000000001");
    public static readonly AsOf At = new(new DateOnly(2026, 3, 31), Seoul, Me);

    public static readonly TreeFact PurchaseFact = new("purchases", new("구매", "purchase"), "bought", "day",
    [
        new("day", new("구매일", "day"), FieldKind.Date, Nullable: false),
        new("category", new("분류", "category"), FieldKind.Text, Folded: "category_folded"),
        new("product", new("상품", "product"), FieldKind.Text),
        new("quantity", new("수량", "quantity"), FieldKind.Whole),
        new("price", new("단가", "price"), FieldKind.Decimal),
        new("amount", new("금액", "amount"), FieldKind.Money),
    ]);

    public static readonly TreeSchema Schema = new(new("고객", "customer"),
    [
        new("id", new("고객 번호", "id"), FieldKind.Id, Nullable: false),
        new("name", new("이름", "name"), FieldKind.Text, Folded: "name_folded"),
        new("code", new("코드", "code"), FieldKind.Text),
        new("visits", new("방문 수", "visits"), FieldKind.Whole, Nullable: false),
        new("age", new("나이", "age"), FieldKind.Whole),
        new("score", new("점수", "score"), FieldKind.Decimal),
        new("spent", new("구매 금액", "amount spent"), FieldKind.Money),
        new("debt", new("미수금", "debt"), FieldKind.Money, Nullable: false),
        new("joined", new("가입일", "joining date"), FieldKind.Date),
        new("due", new("만기일", "due date"), FieldKind.Date, Nullable: false),
        new("seen", new("마지막 접속", "last visit"), FieldKind.Instant),
        new("vip", new("VIP", "VIP"), FieldKind.YesNo),
        new("owner", new("담당자", "owner"), FieldKind.Id),
        new("shop.region", new("지역", "region"), FieldKind.Text, Folded: "region_folded"),
    ], [PurchaseFact, new("calls", new("연락", "call"), "were called", "day", [new("day", new("날짜", "day"), FieldKind.Date)], KoreanVerb.Receive)]);

    public static readonly MemoryMap<Shopper> Memory = new(
        path => path switch
        {
            "id" => s => s.Id,
            "name" => s => s.Name,
            "code" => s => s.Code,
            "visits" => s => s.Visits,
            "age" => s => s.Age,
            "score" => s => s.Score,
            "spent" => s => Amount(s.SpentMinor, s.SpentCurrency),
            "debt" => s => new Money(s.DebtMinor, s.DebtCurrency),
            "joined" => s => s.Joined,
            "due" => s => s.Due,
            "seen" => s => s.Seen,
            "vip" => s => s.Vip,
            "owner" => s => s.Owner,
            "shop.region" => s => s.Shop?.Region,
            _ => throw new ArgumentException(path, nameof(path)),
        },
        _ => new(s => s.Purchases, path => path switch
        {
            "day" => p => ((Purchase)p).Day,
            "category" => p => ((Purchase)p).Category,
            "product" => p => ((Purchase)p).Product,
            "quantity" => p => ((Purchase)p).Quantity,
            "price" => p => ((Purchase)p).Price,
            "amount" => p => Amount(((Purchase)p).AmountMinor, ((Purchase)p).AmountCurrency),
            _ => throw new ArgumentException(path, nameof(path)),
        }));

    public static readonly SqlMap Sql = new("c.id",
        path => path switch
        {
            "name" => new("c.name_folded"),
            "spent" => new("c.spent_minor", "c.spent_currency"),
            "debt" => new("c.debt_minor", "c.debt_currency"),
            "shop.region" => new("s.region_folded"),
            _ => new("c." + path),
        },
        _ => new("purchases", "f.shopper_id", path => path switch
        {
            "category" => new("f.category_folded"),
            "amount" => new("f.amount_minor", "f.amount_currency"),
            _ => new("f." + path),
        }));

    public static ExpressionMap Expressions(ShoppersDb db) => new(
        path => path switch
        {
            "id" => Of<Shopper>(s => s.Id),
            "name" => Of<Shopper>(s => s.NameFolded),
            "code" => Of<Shopper>(s => s.Code),
            "visits" => Of<Shopper>(s => s.Visits),
            "age" => Of<Shopper>(s => s.Age),
            "score" => Of<Shopper>(s => s.Score),
            "spent" => Of<Shopper>(s => s.SpentMinor, s => s.SpentCurrency),
            "debt" => Of<Shopper>(s => s.DebtMinor, s => s.DebtCurrency),
            "joined" => Of<Shopper>(s => s.Joined),
            "due" => Of<Shopper>(s => s.Due),
            "seen" => Of<Shopper>(s => s.Seen),
            "vip" => Of<Shopper>(s => s.Vip),
            "owner" => Of<Shopper>(s => s.Owner),
            "shop.region" => Of<Shopper>(s => s.Shop!.RegionFolded),
            _ => throw new ArgumentException(path, nameof(path)),
        },
        _ => new(db.Set<Purchase>(), Key<Shopper, Guid>(s => s.Id), Key<Purchase, Guid?>(p => p.ShopperId), path => path switch
        {
            "day" => Of<Purchase>(p => p.Day),
            "category" => Of<Purchase>(p => p.CategoryFolded),
            "product" => Of<Purchase>(p => p.Product),
            "quantity" => Of<Purchase>(p => p.Quantity),
            "price" => Of<Purchase>(p => p.Price),
            "amount" => Of<Purchase>(p => p.AmountMinor, p => p.AmountCurrency),
            _ => throw new ArgumentException(path, nameof(path)),
        }));

    private static ExpressionColumn Of<T>(Expression<Func<T, object?>> value, Expression<Func<T, object?>>? currency = null) =>
        new(Unboxed(value), currency is null ? null : Unboxed(currency));

    private static LambdaExpression Unboxed<T>(Expression<Func<T, object?>> value) =>
        Expression.Lambda(value.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : value.Body, value.Parameters);

    private static LambdaExpression Key<T, TKey>(Expression<Func<T, TKey>> key) => key;

    private static object? Amount(long? minor, string? currency) => minor is { } units && currency is { } code ? new Money(units, code) : null;
}
