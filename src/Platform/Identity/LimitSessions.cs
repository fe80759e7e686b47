using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Decides how long people stay signed in, without using the product and in any case; the form names the version that was read.</summary>
internal sealed class LimitSessions(Company company)
{
    public static readonly Text Title = new("로그인 유지", "Staying signed in");

    /// <summary>The idle limits that the form offers, in minutes.</summary>
    public static readonly IReadOnlyList<int> Offered = [10, 15, 30, 60, 120, 240, 480, SessionLimits.UsualMinutes, 1440, 4320, SessionLimits.MostMinutes];

    private static readonly Text Reason = new("로그인 유지 시간 변경", "Time of staying signed in changed");

    public sealed record Form
    {
        [FromForm] public int Version { get; init; }
        [FromForm] public int Idle { get; init; }
        [FromForm] public int Days { get; init; }
    }

    /// <exception cref="Refused"><c>not_allowed</c>, <c>limit_invalid</c>, <c>company_unknown</c>, <c>changed_meanwhile</c></exception>
    public async Task Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(CompanyProfile.Edit);
        await company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<IdentityDb>();
            var profile = await db.Profiles.SingleOrDefaultAsync(cancel) ?? throw new Refused("company_unknown", null, new("회사 정보를 먼저 적어 주세요.", "Say first what company this is, at Settings, Company."));
            db.Entry(profile).Property(p => p.Version).OriginalValue = form.Version;
            profile.LimitSessions(form.Idle, form.Days);
            await change.Save(cancel);
        }, cancel);
        await company.ReadProfile(cancel);
    }

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/sign-in", async (Company company, CancellationToken cancel) =>
        {
            await company.ReadProfile(cancel);
            return Show(new() { Version = company.Profile.Version, Idle = company.Profile.SessionIdleMinutes, Days = company.Profile.SessionDays }, null);
        }).Needs(CompanyProfile.Edit).NeedsFreshProof();
        pages.MapPost("/settings/sign-in", async (HttpContext context, LimitSessions limit, Actor actor, [AsParameters] Form form, CancellationToken cancel) =>
        {
            try { await limit.Run(actor, form, cancel); }
            catch (Refused refused) when (refused.Status != 403) { return Show(form, refused); }
            Toast.Done(context, new("저장했어요.", "Saved."));
            return Page.Next("/settings/sign-in");
        }).Needs(CompanyProfile.Edit).NeedsFreshProof();
    }

    private static IResult Show(Form form, Refused? refused) => Page.Of<LimitSessionsPage>(Title, new { form.Version, form.Idle, form.Days, Refused = refused }, refused?.Status ?? 200);
}
