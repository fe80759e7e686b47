using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Analytics;

/// <summary>What a model says of a customer, with the day and the version it holds for. Derived: each run replaces it.</summary>
internal sealed class CustomerScore : Fact
{
    public Guid CustomerId { get; init; }
    public string Model { get; init; } = "";
    public int Version { get; init; }
    public DateOnly AsOf { get; init; }
    public int? RecencyDays { get; init; }
    public DateOnly? LastOn { get; init; }
    public long? Frequency { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? Monetary { get; init; }

    public string? Currency { get; init; }
    public int? R { get; init; }
    public int? F { get; init; }
    public int? M { get; init; }
    public string? GroupCode { get; init; }
}

internal sealed class CustomerScoreType : FactType<CustomerScore>
{
    public CustomerScoreType() : base("customer_score", "customer_scores", new("고객 점수", "Customer score"))
    {
        Field(s => s.Model, new("모형", "Model")).Required();
        Field(s => s.GroupCode, new("RFM 그룹", "RFM group"));
        GoesWith(s => s.CustomerId, "customer");
    }

    protected override void Map(EntityTypeBuilder<CustomerScore> entity) => entity.HasKey(s => new { s.CustomerId, s.Model });
}

/// <summary>One run of a model: its version, day and parameters.</summary>
internal sealed class ScoreRun : Record
{
    public static readonly Permission Run = new("score_run", "create");

    private ScoreRun() { }

    public string Model { get; private set; } = "";
    public int ModelVersion { get; private set; }
    public DateOnly AsOf { get; private set; }
    public long Customers { get; private set; }

    /// <summary>JSON: what the run was made with, such as the tie rule and the boundaries of the quintiles.</summary>
    public string Parameters { get; private set; } = "{}";

    public static ScoreRun Of(string model, int version, DateOnly asOf, long customers, string parameters) =>
        new() { Model = model, ModelVersion = version, AsOf = asOf, Customers = customers, Parameters = parameters };
}

internal sealed class ScoreRunType : RecordType<ScoreRun>
{
    public ScoreRunType() : base("score_run", "score_runs", new("점수 계산", "Score run"))
    {
        Field(r => r.Model, new("모형", "Model")).Required();
        Field(r => r.ModelVersion, new("버전", "Version"));
        Field(r => r.AsOf, new("기준일", "As of"));
        Field(r => r.Customers, new("고객 수", "Customers"));
        Field(r => r.Parameters, new("매개변수", "Parameters"));
    }
}
