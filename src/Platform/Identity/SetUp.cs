using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What a module gives to a new company, in the same change as its first administrator: something to begin with, in that person's language.</summary>
public abstract class CompanyStart
{
    /// <summary>Makes it.</summary>
    public abstract Task Run(Change change, Language language, CancellationToken cancel);
}

/// <summary>
/// Answers the questions of the first start: the company, and its first administrator. Open to everybody until somebody has answered, and never again; of two
/// at once one is refused.
/// </summary>
public sealed class SetUp(Company company, Passwords passwords, IEnumerable<CompanyStart> starts)
{
    /// <param name="Company">The company's name.</param>
    /// <param name="Zone">IANA zone of its business days.</param>
    /// <param name="Currency">ISO 4217 code of its currency.</param>
    /// <param name="PublicAddress">Where customers reach it, or empty.</param>
    /// <param name="Name">The administrator's name.</param>
    /// <param name="Email">The administrator's address.</param>
    /// <param name="Password">The administrator's password.</param>
    /// <param name="Language">The administrator's language.</param>
    public sealed record Form(string Company, string Zone, string Currency, string PublicAddress, string Name, string Email, string Password, Language Language = Language.Korean);

    internal static readonly Text Title = new("처음 설정", "First start");

    /// <returns>The administrator's key.</returns>
    /// <exception cref="Refused"><c>set_up_already</c>, or what is wrong with a field</exception>
    public async Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        // Both the company and its administrator have a name: this one is asked for as "company".
        if (string.IsNullOrWhiteSpace(form.Company)) throw Refused.Missing("company", new("회사 이름", "The company's name"));
        var profile = CompanyProfile.Of(form.Company, form.Zone, form.Currency, form.PublicAddress);
        var user = await CreateUser.Make(new(form.Email, form.Name, form.Password, form.Language), passwords, cancel);
        var id = await company.Writes.Run(company.Writes.NewChangeSet(actor, Title) with { Final = CreateUser.Stays }, async change =>
        {
            await FirstStart.Answer(change, cancel);
            var db = change.Open<IdentityDb>();
            user.Id = change.NewId();
            db.AddRange(user, profile);
            await change.Save(cancel);
            foreach (var start in starts) await start.Run(change, form.Language, cancel);
            return user.Id;
        }, background: false, cancel);
        await company.ReadProfile(cancel);
        return id;
    }

    internal static void Map(IEndpointRouteBuilder pages)
    {
        const string Why = "nobody can sign in before the first administrator is there; closed from then on";
        pages.MapGet("/setup", (FirstStart first, HttpContext context) => first.IsOpen
            ? Page.Bare<SetUpPage>(Title, new { PublicAddress = $"{context.Request.Scheme}://{context.Request.Host}" })
            : Page.Next("/sign-in")).Public(Why);
        pages.MapPost("/setup", async (HttpContext context, SetUp setUp, FirstStart first, Sessions sessions, Visitor visitor, [AsParameters] Posted posted, CancellationToken cancel) =>
        {
            if (!first.IsOpen) return Page.Next("/sign-in");
            try
            {
                var user = await setUp.Run(Actor.System with { Language = visitor.Actor.Language, Origin = Origin.Web }, posted.Form(visitor.Actor.Language), cancel);
                SessionCookie.Set(context, await sessions.Begin(user, visitor.Visit, cancel));
                return Page.Next("/");
            }
            catch (Refused refused)
            {
                return Page.Bare<SetUpPage>(Title, new
                {
                    posted.Company, posted.Zone, posted.Currency, posted.PublicAddress, posted.Name, posted.Email, Refused = refused,
                }, refused.Status);
            }
        }).Public(Why);
    }

    internal sealed record Posted
    {
        [FromForm] public string? Company { get; init; }
        [FromForm] public string? Zone { get; init; }
        [FromForm] public string? Currency { get; init; }
        [FromForm(Name = "public_address")] public string? PublicAddress { get; init; }
        [FromForm] public string? Name { get; init; }
        [FromForm] public string? Email { get; init; }
        [FromForm] public string? Password { get; init; }

        public Form Form(Language language) => new(Company ?? "", Zone ?? "", Currency ?? "", PublicAddress ?? "", Name ?? "", Email ?? "", Password ?? "", language);
    }
}
