namespace Dangol.Marketing;

/// <summary>What a campaign offers: a coupon, a gift, an invitation.</summary>
internal sealed class Offer : Record
{
    public static readonly Permission View = new("offer", Actions.View);
    public static readonly Permission Edit = new("offer", Actions.Edit);

    private Offer() { }

    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";

    /// <summary>What the customer shows or types in.</summary>
    public string Code { get; private set; } = "";

    /// <summary>What the customer reads of it.</summary>
    public string Body { get; private set; } = "";

    /// <summary>What it is worth to the customer, minor units.</summary>
    public long? Value { get; private set; }

    public string? Currency { get; private set; }

    public static Offer Of(Guid id, string name, string code, string body, long? value, string currency)
    {
        var offer = new Offer { Id = id };
        offer.Say(name, code, body, value, currency);
        return offer;
    }

    public void Say(string name, string code, string body, long? value, string currency) =>
        (Name, Code, Body, Value, Currency) = (name.Trim(), code.Trim(), body.Trim(), value, value is null ? null : currency);
}

internal sealed class OfferType : RecordType<Offer>
{
    public OfferType() : base("offer", "offers", new("오퍼", "Offer"))
    {
        Field(o => o.Name, new("오퍼 이름", "Offer name")).Required().AtMost(120);
        Folded(o => o.Name, o => o.NameFolded);
        Field(o => o.Code, new("오퍼 코드", "Offer code")).Required().AtMost(40).Unique("offers_code");
        Field(o => o.Body, new("오퍼 내용", "What is offered")).Required().AtMost(1000);
        Field(o => o.Value, new("금액", "Value"));
        Field(o => o.Currency, new("통화", "Currency"));
        Rule(o => { if (o.Value < 0) throw new Refused("negative", "value", new("금액은 0 이상이어야 해요.", "The value must be 0 or more.")); });
    }
}
