using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Makes an agent: a program that stands among the people with roles of its own, and comes in by keys alone. It begins without roles; they are given on its page.</summary>
internal sealed class MakeAgent(Company company)
{
    private static readonly Text Reason = new("에이전트 추가", "Agent added");

    /// <exception cref="Refused"><c>not_allowed</c>, <c>required</c>, <c>too_long</c></exception>
    public Task<Guid> Run(Actor actor, string name, CancellationToken cancel = default)
    {
        actor.Must(User.Edit);
        return company.Writes.Run(company.Writes.NewChangeSet(actor with { Rights = Rights.Everything }, Reason) with { Final = CreateUser.Stays }, async change =>
        {
            var agent = User.NewAgent(change.NewId(), name, actor.Language);
            change.Open<IdentityDb>().Add(agent);
            await change.Save(cancel);
            return agent.Id;
        }, background: false, cancel);
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapPost("/settings/agents", async (HttpContext context, MakeAgent make, Actor actor, [FromForm] string? name, CancellationToken cancel) =>
        {
            try
            {
                var id = await make.Run(actor, name ?? "", cancel);
                Toast.Done(context, new("에이전트를 만들었어요. 역할을 정해 주세요.", "The agent was made. Give it its roles."));
                return Page.Next($"/people/{id}");
            }
            catch (Refused refused) when (refused.Status == 422) { Toast.Warn(context, refused.Text); return Page.Next("/settings/api-keys"); }
        }).Needs(User.Edit).NeedsFreshProof();
        site.MapPost("/api/v1/access/agents", async ([FromBody] Asked asked, MakeAgent make, Actor actor, CancellationToken cancel) => Results.Json(new { id = await make.Run(actor, asked.Name ?? "", cancel) }, statusCode: 201)).Needs(User.Edit).NeedsFreshProof();
    }

    public sealed record Asked(string? Name);
}
