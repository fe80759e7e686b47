using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Marketing;

/// <summary>The pages of segments and their API.</summary>
internal static class SegmentRoutes
{
    private static readonly Text Title = new("세그먼트", "Segments"), New = new("새 세그먼트", "New segment"), Change = new("세그먼트 수정", "Edit segment");

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ShowSegment>().AddScoped<CountDraft>().AddScoped<Builder>();
        services.AddNav(NavGroup.Marketing, new("세그먼트", "Segments"), "/segments", "users-group", 10);
        services.AddQuickCreate(new("세그먼트", "Segment"), "/segments/new", "users-group", 10);   // icon
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        var see = site.MapGroup("").Needs(Segment.View).NeedsAllOf("customer");
        see.MapGet("/segments", async (ShowSegment show, Company company, Actor actor, CancellationToken cancel) =>
            Page.Of<SegmentsPage>(Title, new { Segments = await show.List(actor, cancel), company.Today }));
        see.MapGet("/segments/{id:guid}", async (Guid id, Guid? after, ShowSegment show, Actor actor, CancellationToken cancel) =>
        {
            var view = await show.Read(actor, id, after, ShowSegment.PageSize, cancel);
            return Page.Of<SegmentPage>(Text.Same(view.Card.Name), new { View = view, After = after });
        });
        see.MapGet("/segments/{id:guid}/count", async (Guid id, ShowSegment show, Actor actor, CancellationToken cancel) => Page.Piece<SegmentLineCount>(new { Line = await show.Count(actor, id, cancel) }));

        var edit = site.MapGroup("").Needs(Segment.Edit).NeedsAllOf("customer");
        edit.MapGet("/segments/new", (Builder builder, string? from, CancellationToken cancel) => builder.Show(from == "frequent" ? Builder.Frequent() : SegmentDraft.Begin(), cancel));
        edit.MapGet("/segments/{id:guid}/edit", async (Guid id, Builder builder, ShowSegment show, Company company, CancellationToken cancel) =>
        {
            var card = await show.Find(id, cancel);
            return await builder.Show(SegmentDraft.Of(card.Id, card.Version, card.Name, card.Tree, company.Profile.Currency), cancel);
        });
        edit.MapPost("/segments/new", Save);
        edit.MapPost("/segments/{id:guid}/edit", Save);
        edit.MapPost("/segments/build", async (HttpContext context, Builder builder, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            var draft = SegmentDraft.Of(form);
            var focus = draft.Edit(form["do"]);
            return Page.WantsPiece(context.Request) ? Page.Piece<SegmentBuilder>(new { Draft = draft, Focus = focus }) : await builder.Show(draft, cancel, focus: focus);
        });
        edit.MapPost("/segments/count", async (HttpContext context, CountDraft count, CancellationToken cancel) =>
            Page.Piece<SegmentTotal>(new { Figures = await count.Run(SegmentDraft.Of(await context.Request.ReadFormAsync(cancel)), cancel), Piece = true }));

        see.MapGet("/api/v1/segment", async (ShowSegment show, Actor actor, CancellationToken cancel) =>
            (await show.List(actor, cancel)).Select(s => new { s.Id, s.Name, Sentence = new { s.Sentence.Ko, s.Sentence.En }, s.Members, s.AsOf }));
        see.MapGet("/api/v1/segment/{id:guid}", async (Guid id, ShowSegment show, CancellationToken cancel) =>
        {
            var card = await show.Find(id, cancel);
            return new { card.Id, card.Version, card.Name, Tree = JsonSerializer.Deserialize<JsonElement>(card.Tree), Sentence = new { card.Sentence.Ko, card.Sentence.En } };
        });
        see.MapPost("/api/v1/segment/count", async (JsonElement tree, SegmentQuery query, Company company, Actor actor, CancellationToken cancel) =>
        {
            var clause = TreeParser.Clause(tree.GetRawText());
            SegmentSchema.For(actor).Bind(clause, new AsOf(company.Today, company.Profile.TimeZone));
            var count = await query.Count(actor, clause, company.Today, cancel);
            var said = TreeSentence.Of(clause, SegmentSchema.Tree);
            return new
            {
                count.Members, count.Customers, AsOf = company.Today, Sentence = new { said.Ko, said.En }, count.Left,
                Clauses = count.Alone.Select(c => new { Tree = JsonSerializer.Deserialize<JsonElement>(TreeJson.Write(c.Key)), Alone = c.Value }),
            };
        });
        edit.MapPost("/api/v1/segment", async (Posted posted, SaveSegment save, Actor actor, CancellationToken cancel) =>
        {
            var id = await save.Run(actor, new(posted.Name ?? "", posted.Tree.ValueKind == JsonValueKind.Undefined ? "" : posted.Tree.GetRawText(), posted.Id, posted.Version), cancel);
            return posted.Id is null ? Results.Created($"/api/v1/segment/{id}", new { id }) : Results.Ok(new { id });
        });
    }

    private static async Task<IResult> Save(HttpContext context, Builder builder, SaveSegment save, Actor actor, Company company, CancellationToken cancel)
    {
        var draft = SegmentDraft.Of(await context.Request.ReadFormAsync(cancel));
        var rows = new SegmentClauses(company.Profile.Currency, new AsOf(company.Today, company.Profile.TimeZone));
        var clause = draft.Root is null ? TreeParser.Clause(draft.Tree!) : rows.Of(draft.Root);
        if (rows.Faults.Count > 0 || clause is null) return await builder.Show(draft, cancel, strict: true);
        try
        {
            var id = await save.Run(actor, new(draft.Name, TreeJson.Write(clause), draft.Id, draft.Version), cancel);
            Toast.Done(context, new("저장했어요.", "Saved."));
            return Page.Next($"/segments/{id}");
        }
        catch (Refused refused) when (refused.Status is 422 or 409) { return await builder.Show(draft, cancel, refused); }
    }

    /// <summary>A segment as the API takes it.</summary>
    internal sealed record Posted(string? Name, JsonElement Tree, Guid? Id = null, int? Version = null);

    /// <summary>The page of the builder, with the values that its inputs offer.</summary>
    internal sealed class Builder(CountDraft count, SegmentQuery query, Actor actor)
    {
        public static SegmentDraft Frequent()
        {
            var draft = SegmentDraft.Begin();
            draft.Root!.Children![0].Value = "3";
            return draft with { Name = "" };
        }

        public async Task<IResult> Show(SegmentDraft draft, CancellationToken cancel, Refused? refused = null, bool strict = false, int focus = -1)
        {
            var lists = new Dictionary<string, IReadOnlyList<string>>();
            foreach (var field in new[] { "region", "city", "country", "category" }) lists[field] = await query.Values(actor, field, cancel);
            return Page.Of<SegmentEditPage>(draft.Id is null ? New : Change, new { Draft = draft, Figures = await count.Run(draft, cancel), Lists = lists, Refused = refused, Focus = focus, Strict = strict },
                strict ? 422 : refused?.Status ?? 200);
        }
    }
}
