using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Marketing;

/// <summary>What a person typed on the step of control and window, as typed.</summary>
public sealed record MeasureTyped(string ControlShare, string WindowDays, string ContactOn, string Budget, string BaseRate, string WantedLift);

/// <summary>The pages of campaigns and their API.</summary>
internal static class CampaignRoutes
{
    private static readonly Text Title = new("캠페인", "Campaigns");
    private static readonly Text NewTitle = new("새 캠페인", "New campaign");

    /// <summary>What the pages read with, and where they stand in the frame.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ShowCampaign>();
        services.AddScoped<ListCampaigns>();
        services.AddScoped<ListContacts>();
        services.AddScoped<ListRunning>();
        services.AddToday<TodayCampaigns>(order: -1, actor => actor.Rights.Allows(Campaign.View) && actor.SeesAll("customer"));
        services.AddScoped<AskSending>();
        services.AddScoped<ListResponses>();
        services.AddScoped<ListSentMail>();
        services.AddScoped<ListChoices>();
        services.AddScoped<PreviewCampaign>();
        services.AddScoped<PreviewPlan>();
        services.AddScoped<PreviewMessage>();
        services.AddScoped<CampaignWizard>();
        services.AddNav(NavGroup.Marketing, new("캠페인", "Campaigns"), "/campaigns", "speakerphone", order: 2);
        services.AddQuickCreate(new("캠페인", "Campaign"), "/campaigns/new", "speakerphone");
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        // A campaign is of the whole company: its numbers, and who is among its members, come from every customer.
        var whole = site.MapGroup("").NeedsAllOf("customer");
        Look(whole.MapGroup("").Needs(Campaign.View));
        Write(whole.MapGroup("").Needs(Campaign.Edit));
        Steer(whole);
        CampaignApi.Map(whole);
    }

    private static void Look(RouteGroupBuilder see)
    {
        see.MapGet("/campaigns", async (ListCampaigns list, Actor actor, Guid? before, CancellationToken cancel) =>
            Page.Of<CampaignsPage>(Title, new { Page = await list.Run(actor, before, cancel), First = before is null }));
        // Behind the numbers of the loop: of all campaigns.
        see.MapGet("/campaigns/mail", async (ListSentMail list, Actor actor, string? after, CancellationToken cancel) =>
            Page.Of<SentMailPage>(new("보낸 메일", "Mail that was sent"), new { Page = await list.Run(actor, after, cancel), First = after is null }));
        see.MapGet("/campaigns/responses", async ([AsParameters] ResponseQuery query, ListResponses list, Actor actor, CancellationToken cancel) =>
            Page.Of<CampaignResponsesPage>(new("반응 목록", "Responses"), new { Query = query, Page = await list.Run(actor, null, query, cancel) }));
        see.MapGet("/campaigns/measured", async (ListCampaigns list, MarketingLoop loop, Actor actor, CancellationToken cancel) =>
            Page.Of<CampaignsPage>(Title, new { Page = await list.Of(actor, await loop.Measured(actor, cancel), cancel), Measured = true }));
        see.MapGet("/campaigns/{id:guid}", async (Guid id, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            var facts = await show.Facts(actor, id, cancel);
            return facts.Launch is null ? Page.Next($"/campaigns/{id}/edit/confirm") : Page.Of<CampaignPage>(Text.Same(facts.Name), new { Detail = await show.Run(actor, id, cancel) });
        });
        see.MapPost("/campaigns/{id:guid}/list", async (Guid id, [FromForm] string? reason, TakeList take, ShowCampaign show, Company company, Actor actor, CancellationToken cancel) =>
        {
            TakeList.Taken taken;
            try { taken = await take.Run(actor, id, reason ?? "", cancel); }
            catch (Refused refused) when (refused.Status == 422)
            {
                var detail = await show.Run(actor, id, cancel);
                return Page.Of<CampaignPage>(Text.Same(detail.Facts.Name), new { Detail = detail, Why = reason, Refused = refused }, refused.Status);
            }
            return Results.File(new Files(company).Read(taken.File), "text/csv; charset=utf-8", $"campaign-{taken.List:N}.csv");
        }).Needs(Campaign.Send).NeedsFreshProof();
        see.MapGet("/campaigns/{id:guid}/lists/{list:guid}", async (Guid id, Guid list, TakeList take, Company company, Actor actor, CancellationToken cancel) =>
            Results.File(new Files(company).Read(await take.Find(actor, id, list, cancel)), "text/csv; charset=utf-8", $"campaign-{list:N}.csv")).Needs(Campaign.Send).NeedsFreshProof();
        see.MapGet("/campaigns/{id:guid}/contacts", async (Guid id, [AsParameters] ContactQuery query, ShowCampaign show, ListContacts list, Actor actor, CancellationToken cancel) =>
            Page.Of<CampaignContactsPage>(Title, new { Facts = await show.Facts(actor, id, cancel), Query = query, Page = await list.Run(actor, id, query, cancel) }));
        see.MapGet("/campaigns/{id:guid}/responses", async (Guid id, [AsParameters] ResponseQuery query, ShowCampaign show, ListResponses list, Actor actor, CancellationToken cancel) =>
            Page.Of<CampaignResponsesPage>(Title, new { Facts = await show.Facts(actor, id, cancel), Query = query, Page = await list.Run(actor, id, query, cancel) }));
        see.MapGet("/campaigns/{id:guid}/result", async (Guid id, ShowCampaign show, Company company, ReadResult result, Actor actor, CancellationToken cancel) =>
        {
            var facts = await show.Facts(actor, id, cancel);
            await company.Warehouse.LoadNew(cancel: cancel);
            return Page.Of<CampaignResultPage>(Text.Same(facts.Name), new { Facts = facts, Result = await result.Run(actor, id, cancel) });
        });
    }

    private static void Write(RouteGroupBuilder make)
    {
        make.MapGet("/campaigns/new", async (Guid? segment, ListChoices choices, CancellationToken cancel) =>
            Page.Of<CampaignAudiencePage>(NewTitle, new { Segment = segment, Segments = await choices.Segments(cancel) }));
        make.MapPost("/campaigns/new", (HttpContext context, CampaignWizard work) => work.Audience(context, null));
        make.MapGet("/campaigns/{id:guid}/edit/audience", async (Guid id, ShowCampaign show, ListChoices choices, Actor actor, CancellationToken cancel) =>
        {
            var facts = await show.Facts(actor, id, cancel);
            return facts.Launch is not null ? Page.Next($"/campaigns/{id}")
                : Page.Of<CampaignAudiencePage>(Text.Same(facts.Name), new { Facts = facts, facts.Name, Segment = (Guid?)facts.SegmentId, Segments = await choices.Segments(cancel) });
        });
        make.MapPost("/campaigns/{id:guid}/edit/audience", (HttpContext context, Guid id, CampaignWizard work) => work.Audience(context, id));
        make.MapGet("/campaigns/{id:guid}/edit/message", (Guid id, CampaignWizard work, CancellationToken cancel) => work.ShowMessage(id, null, null, cancel));
        make.MapPost("/campaigns/{id:guid}/edit/message", (HttpContext context, Guid id, CampaignWizard work) => work.Message(context, id));
        make.MapPost("/campaigns/{id:guid}/preview", (HttpContext context, Guid id, CampaignWizard work) => work.Preview(context, id));
        make.MapGet("/campaigns/{id:guid}/edit/measure", (Guid id, CampaignWizard work, CancellationToken cancel) => work.ShowMeasure(id, null, null, cancel));
        make.MapPost("/campaigns/{id:guid}/edit/measure", (HttpContext context, Guid id, CampaignWizard work) => work.Measure(context, id));
        make.MapPost("/campaigns/{id:guid}/test-mail", (HttpContext context, Guid id, SendTestMail test, CampaignWizard work) => work.TestMail(context, id, test));
        make.MapPost("/campaigns/{id:guid}/plan", (HttpContext context, Guid id, CampaignWizard work) => work.Plan(context, id));
        make.MapGet("/campaigns/{id:guid}/edit/confirm", (Guid id, CampaignWizard work, CancellationToken cancel) => work.Confirm(id, cancel));
    }

    private static void Steer(IEndpointRouteBuilder site)
    {
        site.MapPost("/campaigns/{id:guid}/launch", async (HttpContext context, Guid id, LaunchCampaign launch, ShowCampaign show, Actor actor, CancellationToken cancel) =>
        {
            try { await launch.Run(actor, id, cancel); }
            catch (Refused refused) when (refused.Status is 409 or 422)
            {
                // Whoever pressed twice finds the campaign launched once; everything else is said on the step, which asks the same questions.
                var launched = (await show.Facts(actor, id, cancel)).Launch is not null;
                if (!launched) Toast.Warn(context, refused.Text);
                return Page.Next(launched ? $"/campaigns/{id}" : $"/campaigns/{id}/edit/confirm");
            }
            Toast.Done(context, new("캠페인을 실행했어요.", "The campaign is launched."));
            return Page.Next($"/campaigns/{id}");
        }).Needs(Campaign.Launch).NeedsFreshProof();

        var send = site.MapGroup("/campaigns/{id:guid}").Needs(Campaign.Send);
        send.MapPost("/pause", (HttpContext context, Guid id, PauseCampaign pause, Actor actor, CancellationToken cancel) =>
            Steered(context, id, async () => { await pause.Run(actor, id, cancel: cancel); return new("일시정지했어요.", "Paused."); }));
        send.MapPost("/resume", (HttpContext context, Guid id, ResumeCampaign resume, Actor actor, CancellationToken cancel) =>
            Steered(context, id, async () => { await resume.Run(actor, id, cancel); return new("다시 시작했어요.", "Resumed."); }));
        send.MapPost("/stop", (HttpContext context, Guid id, StopCampaign stop, Actor actor, CancellationToken cancel) =>
            Steered(context, id, async () => { await stop.Run(actor, id, cancel: cancel); return new("캠페인을 중단했어요.", "The campaign is stopped."); }));
        send.MapPost("/send", async (Guid id, AskSending ask, Actor actor, CancellationToken cancel) =>
        {
            await ask.Run(actor, id, cancel);
            return Page.Next($"/campaigns/{id}");
        });
        send.MapPost("/settle", (HttpContext context, Guid id, SettleDelivery settle, Actor actor, CancellationToken cancel) => Steered(context, id, async () =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            var settled = await settle.Run(actor, id, Guid.TryParse(form["customer"], out var customer) ? customer : null, form["decision"].ToString(), cancel);
            return new($"{settled}통을 처리했어요.", $"{settled} settled.");
        }));
        site.MapPost("/campaigns/{id:guid}/collect", async (HttpContext context, Guid id, CollectResponses collect, Actor actor, CancellationToken cancel) =>
        {
            var found = await collect.Run(actor, id, cancel);
            Toast.Done(context, new($"새로 집계한 반응 {found.Written:N0}건", $"{found.Written:N0} responses collected"));
            return Page.Next($"/campaigns/{id}/result");
        }).Needs(CollectResponses.Collect);
    }

    /// <summary>Does it and shows the campaign. Whoever pressed twice, or in an old tab, is told so there.</summary>
    private static async Task<IResult> Steered(HttpContext context, Guid id, Func<Task<Text>> steer)
    {
        try { Toast.Done(context, await steer()); }
        catch (Refused refused) when (refused.Status == 409) { Toast.Warn(context, refused.Text); }
        return Page.Next($"/campaigns/{id}");
    }
}
