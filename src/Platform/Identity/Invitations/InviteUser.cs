using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>
/// Invites somebody: they stand among the people at once, with their roles and place, and come in by a link that works once and for 72 hours. The link is shown to whoever
/// invites, so nobody gives a role by it that grants more than they have themselves.
/// </summary>
internal sealed class InviteUser(Company company)
{
    /// <returns>Who was invited, and the token of the link.</returns>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>email_invalid</c>, <c>required</c>, <c>duplicate</c> at <c>email</c>, <c>role_unknown</c></exception>
    public async Task<(Guid User, string Token)> Run(Actor actor, InviteForm form, CancellationToken cancel = default)
    {
        actor.Must(User.Edit);
        var user = User.Invited(form.Email, form.Name, form.Language);
        user.Place(form.Manager, form.Team);
        // What is written is what this verb has looked at: a right to make people by hand there is none.
        return await company.Writes.Run(company.Writes.NewChangeSet(actor with { Rights = Rights.Everything }, Invitation.Title) with { Final = CreateUser.Stays }, async change =>
        {
            foreach (var (id, table, field) in new[] { (form.Team, "teams", "team"), (form.Manager, "users", "manager") })
                if (id is { } named && await change.Session.Number($"select count(*) from {table} where id = @id", cancel, ("id", named)) == 0) throw new Refused("unknown_record", field, new("고른 것을 찾을 수 없어요.", "What was chosen is not there."));
            user.Id = change.NewId();
            var db = change.Open<IdentityDb>();
            db.Add(user);
            await change.Save(cancel);
            await GiveRoles.MustCover(change, actor, form.Roles, cancel);
            db.AddRange(form.Roles.Distinct().Select(role => RoleAssignment.Of(user.Id, role)));
            await change.Save(cancel);
            return (user.Id, await Invitation.Open(change, user.Id, cancel));
        }, background: false, cancel);
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/people/invite", (InvitationChoices choices, CancellationToken cancel) => Show(choices, new("", "", []), null, cancel)).Needs(User.Edit).NeedsFreshProof();
        site.MapPost("/people/invite", async (HttpContext context, InviteUser invite, InvitationChoices choices, Actor actor, CancellationToken cancel) =>
        {
            var posted = await context.Request.ReadFormAsync(cancel);
            var form = new InviteForm(posted["email"].ToString(), posted["name"].ToString(), [.. posted["role"].Select(r => Key(r)).OfType<Guid>()], Key(posted["team"].ToString()), Key(posted["manager"].ToString()), posted["language"] == "en" ? Language.English : Language.Korean);
            try
            {
                var (user, token) = await invite.Run(actor, form, cancel);
                return Link(context, user, form.Name, token);
            }
            catch (Refused refused) when (refused.Status != 404) { return await Show(choices, form, refused, cancel); }
        }).Needs(User.Edit).NeedsFreshProof();
        site.MapPost("/api/v1/access/invitations", async (HttpContext context, [FromBody] Asked asked, InviteUser invite, Actor actor, CancellationToken cancel) =>
        {
            var (user, token) = await invite.Run(actor, new(asked.Email ?? "", asked.Name ?? "", asked.Roles ?? [], asked.Team, asked.Manager, asked.Language == "en" ? Language.English : Language.Korean), cancel);
            return Results.Json(new { user_id = user, link = Address(context.Request, token) }, statusCode: 201);
        }).Needs(User.Edit).NeedsFreshProof();
    }

    /// <summary>The page that shows the link, once.</summary>
    internal static IResult Link(HttpContext context, Guid user, string name, string token) => Page.Of<InvitationLinkPage>(Invitation.Title, new { User = user, Name = name, Link = Address(context.Request, token) });

    internal static string Address(HttpRequest request, string token) => $"{request.Scheme}://{request.Host}/invitation/{token}";

    public sealed record Asked(string? Email, string? Name, Guid[]? Roles, Guid? Team, Guid? Manager, string? Language);

    private static Guid? Key(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static async Task<IResult> Show(InvitationChoices choices, InviteForm form, Refused? refused, CancellationToken cancel) =>
        Page.Of<InvitePage>(Invitation.Title, new { Form = form, Choices = await choices.Read(cancel), Refused = refused }, refused?.Status ?? 200);
}

/// <summary>What an invitation can choose from.</summary>
internal sealed class InvitationChoices(Company company, Actor actor)
{
    /// <summary>The roles that one may give, the teams, and the first of the people who can sign in.</summary>
    public async Task<InviteLists> Read(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var roles = (await AccessRules.Roles(read, cancel)).Where(r => !r.IsBaseline && GiveRoles.MoreThanOwn(actor, r.Grants, company.Declarations) is null).Select(r => (r.Id, r.Name)).ToList();
        return new(roles, await read.List("select id, name from teams order by name_folded limit 500", row => (row.Guid(0), row.Text(1)), cancel),
            await read.List("select id, name from users where disabled_at is null order by name limit 500", row => (row.Guid(0), row.Text(1)), cancel));
    }
}

/// <summary>Whom to invite, with which roles, and where they stand in the organisation.</summary>
public sealed record InviteForm(string Email, string Name, IReadOnlyCollection<Guid> Roles, Guid? Team = null, Guid? Manager = null, Language Language = Language.Korean);

/// <summary>The choices of the form.</summary>
public sealed record InviteLists(IReadOnlyList<(Guid Id, string Name)> Roles, IReadOnlyList<(Guid Id, string Name)> Teams, IReadOnlyList<(Guid Id, string Name)> People);
