using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Marketing;

/// <summary>What a launch decided for one customer: treated, held out, or suppressed and why. One row for each customer and campaign, never changed.</summary>
internal sealed class Contact : Fact
{
    public Guid CustomerId { get; init; }
    public Guid CampaignId { get; init; }
    public Guid Id { get; init; }
    public string Channel { get; init; } = "";
    public string Arm { get; init; } = "";
    public string? Reason { get; init; }

    /// <summary>The day of contact, for the held out too: from it on purchases count.</summary>
    public DateOnly BusinessDate { get; init; }
}

internal sealed class ContactType : FactType<Contact>
{
    public ContactType() : base("contact", "contacts", new("캠페인 접촉", "Contact"))
    {
        Field(c => c.CustomerId, new("고객", "Customer")).Required().Refers("customer");
        Field(c => c.CampaignId, new("캠페인", "Campaign")).Required().Refers("campaign");
        Field(c => c.Channel, new("채널", "Channel")).Required();
        Field(c => c.Arm, new("집단", "Arm")).Required();
        Field(c => c.Reason, new("제외 사유", "Why suppressed"));
    }

    protected override void Map(EntityTypeBuilder<Contact> entity) => entity.HasKey(c => new { c.CustomerId, c.CampaignId });
}
