using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Changes what the company says of itself; the form names the version that was read.</summary>
public sealed class ChangeCompany(Company company)
{
    /// <summary>The new answers; <paramref name="Version"/> is 0 where nobody has answered yet.</summary>
    public sealed record Form(int Version, string Name, string Zone, string Currency, string PublicAddress, string? SenderMail = null, string? SenderPhone = null, string? SenderAddress = null);

    internal static readonly Text Title = new("회사 정보", "Company");

    private static readonly Text Reason = new("회사 정보 변경", "Company profile changed");

    /// <exception cref="Refused">What is wrong with a field, or <c>changed_meanwhile</c>.</exception>
    public async Task Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(CompanyProfile.Edit);
        await company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<IdentityDb>();
            if (await db.Profiles.SingleOrDefaultAsync(cancel) is { } profile)
            {
                db.Entry(profile).Property(p => p.Version).OriginalValue = form.Version;
                profile.Change(form.Name, form.Zone, form.Currency, form.PublicAddress, Filled(form.SenderMail), Filled(form.SenderPhone), Filled(form.SenderAddress));
            }
            else
                db.Add(CompanyProfile.Of(form.Name, form.Zone, form.Currency, form.PublicAddress, Filled(form.SenderMail), Filled(form.SenderPhone), Filled(form.SenderAddress)));
            await change.Save(cancel);
        }, cancel);
        await company.ReadProfile(cancel);
    }

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/company", (Company company) => Show(Of(company.Profile))).Needs(CompanyProfile.Edit).NeedsFreshProof();
        pages.MapPost("/settings/company", async (HttpContext context, ChangeCompany change, Actor actor, [AsParameters] Posted posted, CancellationToken cancel) =>
        {
            try
            {
                await change.Run(actor, posted.Form, cancel);
                Toast.Done(context, new("저장했어요.", "Saved."));
                return Page.Next("/settings/company");
            }
            catch (Refused refused) when (refused.Status != 403) { return Show(posted.Form, refused); }
        }).Needs(CompanyProfile.Edit).NeedsFreshProof();
    }

    private static IResult Show(Form form, Refused? refused = null) => Page.Of<CompanyPage>(Title, new { Form = form, Refused = refused }, refused?.Status ?? 200);

    private static Form Of(CompanyProfile p) => new(p.Version, p.Name, p.Zone, p.Currency, p.PublicAddress, p.SenderMail, p.SenderPhone, p.SenderAddress);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal sealed record Posted
    {
        [FromForm] public int Version { get; init; }
        [FromForm] public string? Name { get; init; }
        [FromForm] public string? Zone { get; init; }
        [FromForm] public string? Currency { get; init; }
        [FromForm(Name = "public_address")] public string? PublicAddress { get; init; }
        [FromForm(Name = "sender_mail")] public string? SenderMail { get; init; }
        [FromForm(Name = "sender_phone")] public string? SenderPhone { get; init; }
        [FromForm(Name = "sender_address")] public string? SenderAddress { get; init; }

        public Form Form => new(Version, Name ?? "", Zone ?? "", Currency ?? "", PublicAddress ?? "", SenderMail, SenderPhone, SenderAddress);
    }
}
