namespace Dangol.Sales;

/// <summary>Through what a customer bought: store, online, phone, … A new code makes a new channel.</summary>
internal sealed class SalesChannel : Record
{
    private SalesChannel() { }

    public string Code { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>Makes the channels that are not known yet.</summary>
    public static async Task Know(Change change, IEnumerable<string> codes, CancellationToken cancel)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToList();
        var known = await change.Session.List($"select code from sales_channels where {change.Session.In<string>("code", "codes")}", row => row.Text(0), cancel, ("codes", wanted.ToArray()));
        var fresh = wanted.Except(known, StringComparer.Ordinal).Select(code => new SalesChannel { Id = change.NewId(), Code = code, Name = code }).ToList();
        if (fresh.Count > 0) await change.Bulk(fresh, OnExisting.Keep, "code", cancel);
    }
}

internal sealed class SalesChannelType : RecordType<SalesChannel>
{
    /// <summary>The channels that most companies have; a source may bring others.</summary>
    public static readonly ChoiceType Known = new(
        [new("store", new("매장", "Shop")), new("online", new("온라인", "Online")), new("phone", new("전화", "Telephone")), new("unknown", new("채널 모름", "Channel unknown"))], isOpen: true);

    public SalesChannelType() : base("sales_channel", "sales_channels", new("판매 채널", "Sales channel"))
    {
        Field(c => c.Code, new("코드", "Code")).Required().AtMost(32).Unique("sales_channels_code");
        Field(c => c.Name, new("이름", "Name")).Required().AtMost(80);
    }
}
