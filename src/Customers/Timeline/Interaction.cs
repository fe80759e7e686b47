using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Customers;

/// <summary>One touch with a customer, on any channel, either way.</summary>
internal sealed class Interaction : Fact
{
    public Guid CustomerId { get; init; }
    public Guid Id { get; init; }
    public DateTime At { get; init; }
    public DateOnly BusinessDate { get; init; }
    public string Channel { get; init; } = "";
    public string Direction { get; init; } = "";
    public string Subject { get; init; } = "";
    public string? Note { get; init; }
    public string? Agent { get; init; }
    public string Source { get; init; } = "";
    public string SourceKey { get; init; } = "";
}

internal sealed class InteractionType : FactType<Interaction>
{
    public InteractionType() : base("interaction", "interactions", new("고객 접촉", "Interaction"))
    {
        Field(i => i.CustomerId, new("고객", "Customer")).Required().Refers("customer");
        Field(i => i.Channel, new("채널", "Channel")).Required();
        Field(i => i.Subject, new("제목", "Subject")).Required().AtMost(300);
        Field(i => i.Note, new("내용", "Note")).AtMost(20_000).Personal();
    }

    protected override void Map(EntityTypeBuilder<Interaction> entity) => entity.HasKey(i => new { i.CustomerId, i.Id });
}
