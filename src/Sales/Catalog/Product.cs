namespace Dangol.Sales;

/// <summary>What is sold; and, told apart by its kind, what only looks like it in a sales file: postage, fees, manual entries.</summary>
internal sealed class Product : Record
{
    public static readonly Permission View = new("product", "view");
    public static readonly Permission Import = new("product", "import");

    private Product() { }

    public string Code { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public string? Category { get; private set; }
    public string Kind { get; private set; } = LineKinds.Product;
    public long? UnitPriceMicros { get; private set; }
    public string? Currency { get; private set; }

    public static Product From(Guid id, IncomingProduct said) => new()
    {
        Id = id,
        Code = said.Code,
        Name = string.IsNullOrWhiteSpace(said.Name) ? said.Code : said.Name.Trim().Normalize(),
        Category = said.Category,
        Kind = said.Kind,
        UnitPriceMicros = said.UnitPriceMicros,
        Currency = said.Currency,
    };
}

internal sealed class ProductType : RecordType<Product>
{
    public ProductType() : base("product", "products", new("상품", "Product"))
    {
        Field(p => p.Code, new("상품코드", "Code")).Required().AtMost(64).Unique("products_code").Searchable();
        Field(p => p.Name, new("상품명", "Name")).Required().AtMost(300).Searchable();
        Folded(p => p.Name, p => p.NameFolded);
        Title(p => p.Name);
        Field(p => p.Category, new("분류", "Category")).AtMost(120);
        Field(p => p.Kind, new("종류", "Kind")).Required().AtMost(32).Begins(new Term.Literal(LineKinds.Product))
            .Choice(new(LineKinds.Product, new("상품", "Product")), new(LineKinds.Postage, new("배송비", "Postage")), new(LineKinds.Fee, new("수수료", "Fee")), new(LineKinds.Manual, new("수기 항목", "Manual entry")), new(LineKinds.BadDebt, new("대손", "Bad debt")));
        UnitPrice(p => p.UnitPriceMicros, p => p.Currency, new("단가", "Unit price"));
        Paged(new("products", NavGroup.Sales, "package", "name", "code", "category", "kind", "unit_price_micros", "updated_at")
        {
            Many = new("상품", "Products"), Imported = true, Sort = "name", KeyFacts = ["code", "category", "unit_price_micros"],
            For = new("파는 물건과 서비스를 모아 두는 곳이에요.", "What the company sells is kept here."),
        });
    }
}
