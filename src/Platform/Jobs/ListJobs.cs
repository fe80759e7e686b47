using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>The background work of the company: what runs, what waits, what became of the rest; with cancel and retry.</summary>
internal static class ListJobs
{
    public static readonly Text Title = new("백그라운드 작업", "Background work");

    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/settings/jobs", async (Jobs jobs, JobKinds kinds, Guid? before, CancellationToken cancel) =>
        {
            var list = await jobs.List(PageSize + 1, before, cancel);
            var more = list.Count > PageSize;
            if (more) list.RemoveAt(PageSize);
            return Page.Of<JobsPage>(Title, new { Jobs = list, Kinds = kinds, Next = more ? list[^1].Id : (Guid?)null, First = before is null });
        }).Needs(Job.Read);
        site.MapPost("/settings/jobs/{id:guid}/cancel", async (HttpContext context, Jobs jobs, Actor actor, Guid id, CancellationToken cancel) =>
        {
            await jobs.Cancel(actor, id, cancel);
            Toast.Done(context, new("취소를 요청했어요.", "Asked for its end."));
            return Page.Next("/settings/jobs");
        }).Needs(Job.Steer);
        site.MapPost("/settings/jobs/{id:guid}/retry", async (HttpContext context, Jobs jobs, Actor actor, Guid id, CancellationToken cancel) =>
        {
            await jobs.Retry(actor, id, cancel);
            Toast.Done(context, new("멈춘 곳부터 다시 실행해요.", "It goes on from where it stopped."));
            return Page.Next("/settings/jobs");
        }).Needs(Job.Steer);

        site.MapGet("/api/v1/job/{id:guid}", async (Jobs jobs, Screen screen, Guid id, CancellationToken cancel) =>
            Results.Json(Json(await jobs.Find(id, cancel) ?? throw Jobs.Unknown(), screen.Language))).Needs(Job.Read).Limited(site).WithSummary("A job: how it stands, how far it is, its result");
        site.MapGet("/api/v1/job", async (Jobs jobs, Screen screen, Guid? before, CancellationToken cancel) =>
        {
            var list = await jobs.List(PageSize + 1, before, cancel);
            return Results.Json(new { jobs = list.Take(PageSize).Select(j => Json(j, screen.Language)), before = list.Count > PageSize ? list[PageSize - 1].Id : (Guid?)null });
        }).Needs(Job.Read).Limited(site).WithSummary("Jobs, latest first");
        site.MapPost("/api/v1/job/{id:guid}/cancel", async (Jobs jobs, Actor actor, Guid id, CancellationToken cancel) =>
        {
            await jobs.Cancel(actor, id, cancel);
            return Results.Accepted($"/api/v1/job/{id}");
        }).Needs(Job.Steer).Limited(site).WithSummary("Ask for the end of a job");
    }

    /// <summary>A job as programs read it: snake_case, texts in the asker's language.</summary>
    private static JsonObject Json(Job job, Language language) => new()
    {
        ["id"] = job.Id, ["kind"] = job.Kind, ["state"] = Names.Snake(job.State.ToString()), ["asked_by"] = job.ActorName, ["asked_at"] = job.AskedAt, ["started_at"] = job.StartedAt,
        ["ended_at"] = job.EndedAt, ["attempts"] = job.Attempts, ["done"] = job.Done, ["total"] = job.Total, ["per_second"] = job.PerSecond, ["seconds_left"] = job.Left?.TotalSeconds,
        ["what"] = job.What?.In(language), ["result"] = job.Result is null ? null : JsonNode.Parse(job.Result), ["link"] = job.Link, ["error"] = job.Error?.In(language),
    };
}
