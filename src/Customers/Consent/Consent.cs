using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Customers;

/// <summary>What a customer agreed to or refused for one channel; the latest row counts, and none is ever changed.</summary>
internal sealed class Consent : Fact
{
    public Guid CustomerId { get; init; }
    public Guid Id { get; init; }
    public string Channel { get; init; } = "";
    public string Status { get; init; } = "";
    public DateTime At { get; init; }
    public DateOnly BusinessDate { get; init; }
    public string Basis { get; init; } = "";
    public string? Evidence { get; init; }
}

internal sealed class ConsentType : FactType<Consent>
{
    public ConsentType() : base("consent", "consents", new("수신동의", "Consent"))
    {
        Field(c => c.CustomerId, new("고객", "Customer")).Required().Refers("customer");
        Field(c => c.Channel, new("채널", "Channel")).Required();
        Field(c => c.Status, new("상태", "Status")).Required();
        Field(c => c.Basis, new("근거", "Basis")).Required().AtMost(64);
        Field(c => c.Evidence, new("증빙", "Evidence")).AtMost(2000);
        Rule(c =>
        {
            if (!Channels.All.Contains(c.Channel))
                throw new Refused("channel_unknown", "channel", new($"'{c.Channel}' 채널이 없어요.", $"There is no channel '{c.Channel}'."));
            if (c.Status is not (ConsentStatus.Granted or ConsentStatus.Withdrawn))
                throw new Refused("status_unknown", "status", new("상태는 granted 또는 withdrawn이에요.", "The status is granted or withdrawn."));
        });
    }

    protected override void Map(EntityTypeBuilder<Consent> entity) => entity.HasKey(c => new { c.CustomerId, c.Id });
}
