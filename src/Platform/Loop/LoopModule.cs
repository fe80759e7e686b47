using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>The closed loop on one page: its stations in a ring, each number opening into its rows.</summary>
public static class LoopModule
{
    /// <summary>The kind of job that turns the loop.</summary>
    public const string Job = "loop";

    /// <summary>The kind of job that runs one step of it.</summary>
    public const string StepJob = "loop_step";

    private static readonly TimeSpan WholeTurn = TimeSpan.FromDays(1);

    /// <summary>Lets a program that serves do by itself what is due: the steps that say how often, and a whole turn a day. To be called when all modules are there.</summary>
    public static IServiceCollection AddLoopSchedules(this IServiceCollection services)
    {
        foreach (var step in services.Where(d => d.ServiceType == typeof(LoopStep)).Select(d => (LoopStep)d.ImplementationInstance!).Where(s => s.Every is not null).ToList())
            services.AddSchedule(new($"loop_{step.Name}", StepJob, step.Every!.Value) { Arguments = new TurnStep.Arguments(step.Name), IsDue = step.IsDue });
        return services.AddSchedule("loop", Job, WholeTurn);
    }

    /// <summary>Adds a station.</summary>
    public static IServiceCollection AddLoopStep(this IServiceCollection services, LoopStep step) => services.AddSingleton(step);

    internal static void AddLoop(this IServiceCollection services)
    {
        services.AddScoped<RunLoop>();
        services.AddScoped<TurnsAsked>();
        services.AddJob<TurnLoop>(Job, new("순환 실행", "Turn of the loop"), seenWith: RunLoop.Turn);
        services.AddJob<TurnStep>(StepJob, new("순환 단계 실행", "Step of the loop"), seenWith: RunLoop.Turn);
        services.AddNav(NavGroup.Analysis, new("순환", "Loop"), "/loop", "refresh", order: -1);
        services.AddLoopStep(new(30, "warehouse", new("분석 저장소", "Warehouse"), "database", "/loop/warehouse", async (scope, _, cancel) =>
        {
            var load = await scope.GetRequiredService<Warehouse>().LoadNew(null, cancel);
            return new(await Rows(scope, cancel), load.Rebuilt
                ? new($"전체를 새로 만들었어요: {load.Rows:N0}행", $"rebuilt with {load.Rows:N0} rows")
                : new($"새로 바뀐 {load.Rows:N0}행을 실었어요", $"loaded {load.Rows:N0} new rows"));
        }) { Recount = Rows, TellsOf = ["customer", "order"] });

        static async Task<long> Rows(IServiceProvider scope, CancellationToken cancel) => (await scope.GetRequiredService<Warehouse>().Counts(Actor.System, cancel)).Sum(table => table.Rows);
    }

    /// <summary>Its page and its API.</summary>
    public static void MapLoop(this IEndpointRouteBuilder site)
    {
        var routes = site.MapGroup("").Needs(RunLoop.Turn);
        routes.MapGet("/loop", async (RunLoop loop, TurnsAsked turns, Actor actor, CancellationToken cancel) =>
            Page.Of<LoopPage>(new("순환", "Loop"), new { loop.Steps, Last = await loop.Last(actor, cancel), Going = await turns.Going(cancel) }));
        routes.MapGet("/loop/warehouse", async (Warehouse warehouse, Actor actor, CancellationToken cancel) => Page.Of<WarehousePage>(new("분석 저장소", "Warehouse"), new { Tables = await warehouse.Counts(actor, cancel) }));
        routes.MapPost("/loop", async (RunLoop loop, TurnsAsked turns, Actor actor, CancellationToken cancel) =>
        {
            loop.Must(actor);
            await turns.Ask(actor, cancel);
            return Page.Next("/loop");
        });
        routes.MapGet("/api/v1/loop", async (RunLoop loop, Actor actor, CancellationToken cancel) => await loop.Last(actor, cancel) is var last ? loop.Steps.Where(s => last.ContainsKey(s.Name)).Select(s => last[s.Name]) : []);
        routes.MapPost("/api/v1/loop", async (RunLoop loop, TurnsAsked turns, Actor actor, CancellationToken cancel) =>
        {
            loop.Must(actor);
            return Results.Accepted(value: new { Job = await turns.Ask(actor, cancel) });
        });
    }
}

/// <summary>Does one step of the loop in the background.</summary>
internal sealed class TurnStep(RunLoop loop) : IJob
{
    internal sealed record Arguments(string Step);

    public async Task Run(JobRun run, CancellationToken cancel) => run.Result(await loop.Step(run.Actor, run.Arguments<Arguments>().Step, cancel), "/loop");
}

/// <summary>Turns the loop in the background.</summary>
internal sealed class TurnLoop(RunLoop loop) : IJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var done = 0;
        var lines = await loop.Run(run.Actor, line => run.Progress(++done, loop.Steps.Count, line.Label), cancel);
        run.Result(lines, "/loop");
    }
}
