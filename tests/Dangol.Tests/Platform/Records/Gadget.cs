using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>A record with a field of every type. With its declaration below and Schema/0003_gadgets.sql it is all that a record type takes.</summary>
internal sealed class Gadget : Record
{
    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public string? Code { get; private set; }
    public string? Story { get; private set; }
    public long? Pieces { get; private set; }
    public double? Weight { get; private set; }
    public long? Price { get; private set; }
    public string? PriceCurrency { get; private set; }
    public long? PieceMicros { get; private set; }
    public string? PieceCurrency { get; private set; }
    public double? Share { get; private set; }
    public DateOnly? MadeOn { get; private set; }
    public DateTime? SeenAt { get; private set; }
    public bool? IsFragile { get; private set; }
    public string Size { get; private set; } = "";
    public string? Colours { get; private set; }
    public string? Tags { get; private set; }
    public string? Email { get; private set; }
    public string? EmailFolded { get; private set; }
    public string? Phone { get; private set; }
    public string? Website { get; private set; }
    public string? Address { get; private set; }
    public string? BusinessNumber { get; private set; }
    public Guid? ParentId { get; private set; }
    public Guid? KeeperId { get; private set; }
    public string? Handling { get; private set; }
    public DateTime? CheckedAt { get; private set; }
}

internal sealed class GadgetType : RecordType<Gadget>
{
    public GadgetType() : base("gadget", "gadgets", new("물건", "Gadget"))
    {
        Field(g => g.Name, new("이름", "Name")).Required().AtMost(500).Searchable();
        Folded(g => g.Name, g => g.NameFolded);
        Title(g => g.Name);
        Field(g => g.Code, new("코드", "Code")).AtMost(40).Unique("gadgets_code");
        Field(g => g.Story, new("이야기", "Story")).As(LongTextType.Lines).AtMost(2000).ReadOnly(Is("code", "sealed"));
        Field(g => g.Pieces, new("개수", "Pieces"));
        Field(g => g.Weight, new("무게", "Weight"));
        Money(g => g.Price, g => g.PriceCurrency, new("가격", "Price"));
        UnitPrice(g => g.PieceMicros, g => g.PieceCurrency, new("단가", "Unit price"));
        Field(g => g.Share, new("비율", "Share")).As(PercentType.Share);
        Field(g => g.MadeOn, new("만든 날", "Made on")).Begins(new Term.Today(0));
        Field(g => g.SeenAt, new("본 때", "Seen"));
        Field(g => g.IsFragile, new("깨지기 쉬움", "Fragile"));
        Field(g => g.Size, new("크기", "Size")).Required().Begins(new Term.Literal("small")).Choice(new("small", new("작음", "Small")), new("medium", new("중간", "Medium")), new("large", new("큼", "Large")));
        Field(g => g.Colours, new("색", "Colours")).Choices(new("red", new("빨강", "Red")), new("green", new("초록", "Green")), new("dark_red", new("진한 빨강", "Dark red")), new("clear", new("투명", "Clear")) { When = Is("is_fragile", true) });
        Field(g => g.Tags, new("태그", "Tags")).As(TagsType.Words).AtMost(500);
        Field(g => g.Email, new("이메일", "E-mail")).As(EmailType.Address).Personal();
        Folded(g => g.Email, g => g.EmailFolded);
        Field(g => g.Phone, new("전화번호", "Telephone")).As(PhoneType.Number).Personal();
        Field(g => g.Website, new("웹사이트", "Website")).As(UrlType.Link);
        Field(g => g.Address, new("주소", "Address")).As(AddressType.Envelope).Personal();
        Field(g => g.BusinessNumber, new("사업자번호", "Business number")).As(BusinessNumberType.Korean);
        Field(g => g.ParentId, new("상위 물건", "Parent")).Refers("gadget");
        Field(g => g.KeeperId, new("보관하는 사람", "Keeper")).Refers("user").Begins(new Term.Me());
        Field(g => g.Handling, new("다루는 법", "Handling")).Shown(Is("is_fragile", true)).Required(new Clause.All([Is("is_fragile", true), Is("size", "large")]));
        Field(g => g.CheckedAt, new("점검한 때", "Checked")).ReadOnly();
        Field("weighted", new("가중 가격", "Weighted"), MoneyType.Amount, new Term.Calculate(new Term.Field("price"), Arithmetic.Multiply, new Term.Field("share")));
        Rule(g => { if (g.Pieces < 0) throw new Refused("negative", "pieces", new("개수는 0 이상이어야 해요.", "There are 0 pieces or more.")); });
        Paged(new("gadgets", NavGroup.Sales, "tool", "name", "size", "price", "parent_id") { Many = new("물건", "Gadgets"), Board = "size" });
    }

    private static Clause.Compare Is(string field, object value) => new(new Term.Field(field), Operator.Equal, new Term.Literal(value));
}

internal static class GadgetsModule
{
    public static void AddGadgets(IServiceCollection services)
    {
        services.AddDeclared<GadgetType>();
        services.AddSchema("notes", typeof(GadgetsModule).Assembly);
    }
}
