using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Marketing;

/// <summary>
/// An order of a treated or held-out customer inside the campaign's window. Nobody said that the campaign caused it: that is told by comparing the two arms.
/// </summary>
internal sealed class Response : Fact
{
    public const string Sale = "sale", Cancellation = "cancellation";

    public Guid CustomerId { get; init; }
    public Guid CampaignId { get; init; }
    public Guid OrderId { get; init; }
    public string Arm { get; init; } = "";

    /// <summary>Sale or cancellation.</summary>
    public string Kind { get; init; } = Sale;

    /// <summary>Minor units; negative for a cancellation.</summary>
    public long Amount { get; init; }

    public string Currency { get; init; } = "";
    public DateOnly BusinessDate { get; init; }
}

internal sealed class ResponseType : FactType<Response>
{
    public ResponseType() : base("response", "responses", new("캠페인 반응", "Response"))
    {
        Field(r => r.CustomerId, new("고객", "Customer")).Required();
        Field(r => r.CampaignId, new("캠페인", "Campaign")).Required();
        Field(r => r.Arm, new("집단", "Arm")).Required();
        Field(r => r.Amount, new("금액", "Amount"));
        GoesWith(r => r.CustomerId, "customer");
        GoesWith(r => r.CampaignId, "campaign");
        GoesWith(r => r.OrderId, "order", r => r.CustomerId);
    }

    protected override void Map(EntityTypeBuilder<Response> entity) => entity.HasKey(r => new { r.CustomerId, r.CampaignId, r.OrderId });
}
