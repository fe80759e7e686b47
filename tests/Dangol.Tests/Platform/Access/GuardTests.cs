using Dangol.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class GuardTests
{
    [Theory, EveryEngine]
    public async Task a_post_without_its_token_is_refused_at_every_door(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var browser = await site.SignedIn();
        var page = await browser.Get("/settings/company");
        (string, string)[] fields = [("version", "1"), ("name", "몰래 바꾼 이름"), ("zone", "Asia/Seoul"), ("currency", "KRW")];
        Assert.Equal(400, (await browser.Post("/settings/company", fields)).Code);
        Assert.Equal(400, (await browser.Post("/settings/company", [.. fields, ("__RequestVerificationToken", "made-up")])).Code);
        Assert.Equal("행복상회", site.Company.Profile.Name);

        Assert.Equal(400, (await browser.PostJson("/api/try", "{}")).Code);
        Assert.Equal(400, (await browser.PostJson("/try", "{}")).Code);
        Assert.Equal((200, 200), ((await browser.PostJson("/api/try", "{}", page)).Code, (await browser.PostJson("/try", "{}", page)).Code));
        Assert.Equal(400, (await browser.Post("/sign-out")).Code);
        Assert.Equal(200, (await browser.Get("/")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_token_holds_for_the_session_in_which_it_was_given(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var (one, two) = (await site.SignedIn(), await site.SignedIn());
        var page = await one.Get("/settings/company");
        await two.Get("/settings/company");
        foreach (System.Net.Cookie cookie in one.Cookies.GetAllCookies()) if (cookie.Name == "dangol_csrf") two.Cookies.Add(cookie);
        Assert.Equal(400, (await two.PostJson("/try", "{}", page)).Code);
        Assert.Equal(200, (await one.PostJson("/try", "{}", page)).Code);
    }

    [Theory, EveryEngine]
    public async Task signing_in_wants_the_token_too(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        Assert.Equal(400, (await site.Browser().Post("/sign-in", ("email", TestSite.Email), ("password", TestSite.Password))).Code);
    }

    [Theory, EveryEngine]
    public async Task a_program_without_a_session_gets_a_problem_and_not_a_page(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var refused = await site.Browser().PostJson("/api/try", "{}");
        Assert.Equal((401, "application/problem+json"), (refused.Code, refused.Headers["Content-Type"].Split(';')[0]));
        Assert.Contains("sign_in_needed", refused.Body, StringComparison.Ordinal);
        var made = site.Browser();
        made.Cookies.Add(new System.Net.Cookie("dangol", new string('A', 43), "/", site.Address.Host));
        Assert.Equal(401, (await made.Get("/api/try")).Code);
    }

    [Fact]
    public async Task the_door_for_the_command_line_is_not_there_over_the_network()
    {
        await using var site = await TestSite.Open(Engine.Sqlite);
        Assert.Equal(404, (await site.Browser().PostJson("/local/commands/admin-create", """{"email":"x@example.com","name":"x","password":"four words nobody knows"}""")).Code);
        Assert.Equal(404, (await (await site.SignedIn()).PostJson("/local/commands/admin-create", """{"email":"x@example.com","name":"x","password":"four words nobody knows"}""")).Code);
        Assert.Equal(1, await site.Count("select count(*) from users"));
    }

    [Theory, EveryEngine]
    public async Task who_acts_is_known_behind_the_route(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var browser = await site.SignedIn(language: "en");
        Assert.Equal($"{site.Administrator} {TestSite.Name} Api", (await browser.Get("/api/try")).Body);
        Assert.Equal($"{site.Administrator} {TestSite.Name} Web", (await browser.Get("/try")).Body);
    }

    [Theory, EveryEngine]
    public async Task every_answer_has_the_headers_that_protect_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var (stranger, person) = (site.Browser(), await site.SignedIn());
        TestPage[] answers =
        [
            await stranger.Get("/sign-in"), await stranger.Get("/"), await stranger.Get("/nowhere"), await stranger.Get("/favicon.svg"), await stranger.Post("/sign-in"), await stranger.Get("/api/try"),
            await person.Get("/"), await person.Get("/settings/company"), await person.Get("/nowhere"), await person.Get("/broken"), await person.Get("/customers"), await person.Get("/settings/changes"),
        ];
        Assert.Equal([200, 303, 404, 200, 400, 401, 200, 200, 404, 500, 200, 200], answers.Select(a => a.Code));
        foreach (var answer in answers)
        {
            var policy = answer.Headers["Content-Security-Policy"];
            Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Equal("same-origin", answer.Headers["Referrer-Policy"]);
            Assert.False(answer.Headers.ContainsKey("Server"));
            Assert.DoesNotContain(" style=\"", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", answer.Body, StringComparison.Ordinal);
        }
        foreach (var page in answers.Where(a => a.Code == 200 && a.Body.Contains("<html", StringComparison.Ordinal))) Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task without_the_permission_nobody_comes_through(Engine engine)
    {
        await using var site = await TestSite.Open(engine, map: Doors);
        var actor = new Actor(Guid.CreateVersion7(), "nobody", Language.English, Origin.Web, Rights.Nothing);
        var refused = await Assert.ThrowsAsync<Refused>(() => site.Do<ChangeCompany, bool>(async change => { await change.Run(actor, new(1, "x", "UTC", "KRW", "")); return true; }));
        Assert.Equal(("not_allowed", 403), (refused.Rule, refused.Status));
    }

    private static void Doors(IEndpointRouteBuilder site)
    {
        foreach (var path in new[] { "/try", "/api/try" })
        {
            site.MapPost(path, () => "done").NeedsSignIn();
            site.MapGet(path, (Actor actor) => $"{actor.Id} {actor.Name} {actor.Origin}").Needs(new Permission("try", "read"));
        }
        site.MapGet("/broken", IResult () => throw new InvalidOperationException("broken")).NeedsSignIn();
    }
}
