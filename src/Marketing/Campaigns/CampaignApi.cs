using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Marketing;

/// <summary>Campaigns for programs: the same verbs as behind the pages.</summary>
internal static class CampaignApi
{
    /// <summary>A campaign as a program gives it; what is left out stays as it is.</summary>
    internal sealed record Given(Guid? Id, int? Version, string? Name, Guid? Segment, string? Channel, Guid? Offer, string? Subject, string? Body, long? Budget,
        int? ControlShare, int? WindowDays, DateOnly? ContactOn, long? NeededControl = null);

    public static void Map(IEndpointRouteBuilder site)
    {
        var see = site.MapGroup("/api/v1/campaign").Needs(Campaign.View);
        see.MapGet("", async (ListCampaigns list, Guid? before, Actor actor, CancellationToken cancel) =>
        {
            var page = await list.Run(actor, before, cancel);
            return Results.Json(new { campaigns = page.Lines.Select(l => CampaignJson.Of(l.Facts, l.Assigned)), before = page.Next });
        }).WithSummary("Campaigns, latest first");
        see.MapGet("/{id:guid}", async (Guid id, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            var facts = await show.Facts(actor, id, cancel);
            return Results.Json(facts.Launch is null ? CampaignJson.Of(facts, null) : CampaignJson.Of(await show.Run(actor, id, cancel)));
        }).WithSummary("A campaign with its numbers");
        see.MapGet("/{id:guid}/result", async (Guid id, Company company, ReadResult result, Screen screen, Actor actor, CancellationToken cancel) =>
        {
            await company.Warehouse.LoadNew(cancel: cancel);
            return Results.Json(CampaignJson.Of(await result.Run(actor, id, cancel), screen.Language));
        }).WithSummary("What a campaign came to");
        site.MapPost("/api/v1/campaign", async (Given given, SaveCampaign save, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            var now = given.Id is { } known ? await show.Facts(actor, known, cancel) : null;
            var says = given.Offer is not null || given.Subject is not null || given.Body is not null;
            var measures = given.ControlShare is not null || given.WindowDays is not null || given.ContactOn is not null || given.Budget is not null || given.NeededControl is not null;
            var id = await save.Run(actor, new(given.Id, given.Version)
            {
                Name = given.Name, Segment = given.Segment, Channel = given.Channel,
                Message = says ? new(given.Offer ?? now?.OfferId, given.Subject ?? now?.Subject ?? "", given.Body ?? now?.Body ?? "") : null,
                Measure = measures ? new(given.ControlShare ?? now?.ControlShare ?? Campaign.UsualControlShare, given.WindowDays ?? now?.WindowDays ?? Campaign.UsualWindow, given.ContactOn ?? now?.ContactOn, given.Budget ?? now?.Budget?.Minor,
                    given.NeededControl is null ? now?.WantedLift : null, given.NeededControl ?? now?.NeededControl) : null,
            }, cancel);
            return Results.Json(CampaignJson.Of(await show.Facts(actor, id, cancel), null), statusCode: given.Id is null ? 201 : 200);
        }).Needs(Campaign.Edit).WithSummary("Make a campaign, or change one that was not launched");
        site.MapPost("/api/v1/campaign/{id:guid}/launch", async (Guid id, LaunchCampaign launch, Actor actor, CancellationToken cancel) =>
        {
            var launched = await launch.Run(actor, id, cancel);
            return Results.Accepted($"/api/v1/job/{launched.Job}", new { launch = launched.Launch, members = launched.Members, job = launched.Job });
        }).Needs(Campaign.Launch).NeedsFreshProof().WithSummary("Launch a campaign");
        Steer(site.MapGroup("/api/v1/campaign/{id:guid}").Needs(Campaign.Send));
        site.MapPost("/api/v1/campaign/{id:guid}/collect", (Guid id, CollectResponses collect, Actor actor, CancellationToken cancel) => collect.Run(actor, id, cancel))
            .Needs(CollectResponses.Collect).WithSummary("Collect the responses of a campaign");
    }

    /// <summary>Why, where somebody wants to say it.</summary>
    internal sealed record Why(string? Reason);

    /// <summary>What becomes of messages that failed or are in doubt: of one customer, or of all.</summary>
    internal sealed record Decision(string? What, Guid? Customer);

    private static void Steer(RouteGroupBuilder steer)
    {
        steer.MapPost("/pause", async (Guid id, Why? why, PauseCampaign pause, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            await pause.Run(actor, id, why?.Reason, cancel);
            return CampaignJson.Of(await show.Run(actor, id, cancel));
        }).WithSummary("Pause a campaign");
        steer.MapPost("/resume", async (Guid id, ResumeCampaign resume, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            await resume.Run(actor, id, cancel);
            return CampaignJson.Of(await show.Run(actor, id, cancel));
        }).WithSummary("Let a paused campaign go on");
        steer.MapPost("/stop", async (Guid id, Why? why, StopCampaign stop, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            await stop.Run(actor, id, why?.Reason, cancel);
            return CampaignJson.Of(await show.Run(actor, id, cancel));
        }).WithSummary("End a campaign: what has not gone out never will");
        steer.MapPost("/send", async (Guid id, AskSending ask, Actor actor, CancellationToken cancel) =>
        {
            var job = await ask.Run(actor, id, cancel);
            return Results.Accepted($"/api/v1/job/{job}", new { job });
        }).WithSummary("Send what waits");
        steer.MapPost("/settle", async (Guid id, Decision decision, SettleDelivery settle, Actor actor, CancellationToken cancel) =>
            new { settled = await settle.Run(actor, id, decision.Customer, decision.What ?? "", cancel) }).WithSummary("Decide about messages: send_again, send_failed_again or was_sent");
        steer.MapPost("/list", async (Guid id, Why why, TakeList take, Actor actor, CancellationToken cancel) =>
        {
            var taken = await take.Run(actor, id, why.Reason ?? "", cancel);
            return Results.Json(new { list = taken.List, rows = taken.Rows, sha256 = taken.File, link = $"/api/v1/campaign/{id}/list/{taken.List}" }, statusCode: 201);
        }).NeedsFreshProof().WithSummary("Take a call or letter list, saying why");
        steer.MapGet("/list/{list:guid}", async (Guid id, Guid list, TakeList take, Company company, Actor actor, CancellationToken cancel) =>
            Results.File(new Files(company).Read(await take.Find(actor, id, list, cancel)), "text/csv; charset=utf-8", $"campaign-{list:N}.csv")).NeedsFreshProof().WithSummary("A list that was taken, as a file");
    }
}
