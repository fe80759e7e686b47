using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Marketing;

/// <summary>What the form of an offer holds, as typed.</summary>
public sealed record OfferDraft(string Name, string Code, string Body, string Value, Guid? Id = null, int? Version = null);

/// <summary>The pages of offers and their API.</summary>
internal static class OfferRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ShowOffer>();
        services.AddNav(NavGroup.Marketing, new("오퍼", "Offers"), "/offers", "discount", 30);
        services.AddQuickCreate(new("오퍼", "Offer"), "/offers/new", "discount", 30);   // icon
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        var see = site.MapGroup("").Needs(Offer.View);
        see.MapGet("/offers", async (ShowOffer show, CancellationToken cancel) => Page.Of<OffersPage>(new("오퍼", "Offers"), new { Offers = await show.List(cancel) }));
        see.MapGet("/api/v1/offer", async (ShowOffer show, CancellationToken cancel) =>
            (await show.List(cancel)).Select(o => new { o.Id, o.Version, o.Name, o.Code, o.Body, Value = o.Value?.Minor, o.Value?.Currency }));

        var edit = site.MapGroup("").Needs(Offer.Edit);
        edit.MapGet("/offers/new", (Company company) => Show(new("", "", "", ""), company));
        edit.MapGet("/offers/{id:guid}", async (Guid id, ShowOffer show, Company company, CancellationToken cancel) =>
        {
            var offer = await show.Find(id, cancel);
            var typed = offer.Value is { } value ? (value.Minor / SegmentRows.Scale(value.Currency)).ToString(CultureInfo.InvariantCulture) : "";
            return Show(new(offer.Name, offer.Code, offer.Body, typed, offer.Id, offer.Version), company);
        });
        edit.MapPost("/offers/new", (HttpContext context, SaveOffer save, Actor actor, Company company, [AsParameters] Typed typed, CancellationToken cancel) => Save(context, save, actor, company, typed.Draft(null), cancel));
        edit.MapPost("/offers/{id:guid}", (Guid id, HttpContext context, SaveOffer save, Actor actor, Company company, [AsParameters] Typed typed, CancellationToken cancel) =>
            Save(context, save, actor, company, typed.Draft(id), cancel));
        edit.MapPost("/api/v1/offer", async (Posted posted, SaveOffer save, Actor actor, CancellationToken cancel) =>
        {
            var id = await save.Run(actor, new(posted.Name ?? "", posted.Code ?? "", posted.Body ?? "", posted.Value, posted.Id, posted.Version), cancel);
            return posted.Id is null ? Results.Created($"/api/v1/offer/{id}", new { id }) : Results.Ok(new { id });
        });
    }

    private static async Task<IResult> Save(HttpContext context, SaveOffer save, Actor actor, Company company, OfferDraft draft, CancellationToken cancel)
    {
        try
        {
            await save.Run(actor, new(draft.Name, draft.Code, draft.Body, Amount(draft.Value, company.Profile.Currency), draft.Id, draft.Version), cancel);
            Toast.Done(context, new("저장했어요.", "Saved."));
            return Page.Next("/offers");
        }
        catch (Refused refused) when (refused.Status is 422 or 409) { return Show(draft, company, refused); }
    }

    private static long? Amount(string typed, string currency)
    {
        if (typed.Trim().Length == 0) return null;
        return decimal.TryParse(typed, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && Math.Abs(amount) < 1_000_000_000_000m && decimal.Round(amount, Money.Digits(currency)) == amount
            ? (long)(amount * SegmentRows.Scale(currency))
            : throw new Refused("not_a_number", "value", new("금액을 숫자로 적어 주세요. 예: 5,000", "Write the value as a number, such as 5,000."));
    }

    private static IResult Show(OfferDraft draft, Company company, Refused? refused = null) =>
        Page.Of<OfferPage>(draft.Id is null ? new("새 오퍼", "New offer") : new("오퍼 수정", "Edit offer"), new { Draft = draft, company.Profile.Currency, Refused = refused }, refused?.Status ?? 200);

    internal sealed record Typed([FromForm] string? Name, [FromForm] string? Code, [FromForm] string? Body, [FromForm] string? Value, [FromForm] string? Version)
    {
        public OfferDraft Draft(Guid? id) => new(Name ?? "", Code ?? "", Body ?? "", Value ?? "", id, int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
    }

    /// <summary>An offer as the API takes it; the value in minor units.</summary>
    internal sealed record Posted(string? Name, string? Code, string? Body, long? Value = null, Guid? Id = null, int? Version = null);
}
