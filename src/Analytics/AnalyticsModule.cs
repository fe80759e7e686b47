using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Analytics;

/// <summary>What the data says of the customers: scores with their version and day, and how they came about.</summary>
public static class AnalyticsModule
{
    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.AddSchema("analytics", typeof(AnalyticsModule).Assembly);
        services.AddPermissions("score_run", new("점수 계산", "Scores"), NavGroup.Analysis, (ScoreRun.Run.Action, new("계산", "Run")));
        services.AddReadyRights("score_run", (ReadyRole.Analyst, ReachLevel.All, [ScoreRun.Run.Action]), (ReadyRole.Marketer, ReachLevel.All, [ScoreRun.Run.Action]));
        services.AddDeclared<CustomerScoreType>();
        services.AddDeclared<ScoreRunType>();
        services.AddSingleton(RfmColumns.Published);
        services.AddScoped<ScoreRfm>();
        services.AddScoped<ReadCustomerPulse>();
        services.AddToday<TodayCustomers>(seenBy: actor => actor.SeesAll("customer") && actor.SeesAll("order"));
        services.AddLoopStep(new(40, "rfm", new("RFM 점수", "RFM scores"), "chart-bar", "/customers?view=all&w=rfm_version:not_empty&sort=-spent", async (scope, actor, cancel) =>
        {
            var run = await scope.GetRequiredService<ScoreRfm>().RunIfDue(actor, cancel);
            await using var read = await scope.GetRequiredService<Store>().Read(cancel);
            var scored = await read.Number("select count(*) from customer_scores where model = @model", cancel, ("model", Rfm.Model));
            return new(scored, run is null
                ? new("새 판매가 없어 그대로예요", "nothing sold since the last run")
                : new($"{run.Customers:N0}명의 점수를 새로 매겼어요 (버전 {run.Version}, 기준일 {run.AsOf:yyyy. M. d.})", $"scored {run.Customers:N0} customers (version {run.Version}, as of {run.AsOf:d MMM yyyy})"));
        }) { TellsOf = ["customer"] });
        services.AddWarehouse(WarehouseTable.Dimension("dim_customer_scores", "customer_scores s")
            .Key("customer_id", WarehouseType.Id, "s.customer_id").Key("model", WarehouseType.Text, "s.model").Column("version", WarehouseType.Int, "s.version")
            .Column("as_of", WarehouseType.Date, "s.as_of").Column("recency_days", WarehouseType.Int, "s.recency_days").Column("last_on", WarehouseType.Date, "s.last_on")
            .Column("frequency", WarehouseType.Long, "s.frequency").Column("monetary", WarehouseType.Long, "s.monetary").Column("currency", WarehouseType.Text, "s.currency")
            .Column("r", WarehouseType.Int, "s.r").Column("f", WarehouseType.Int, "s.f").Column("m", WarehouseType.Int, "s.m").Column("group_code", WarehouseType.Text, "s.group_code")
            .LoadedByChunksOf("customer_score", "s").TellsOf("customer"));
        return services;
    }
}
