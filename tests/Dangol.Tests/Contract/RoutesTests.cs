using System.Net;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dangol.Tests;

/// <summary>All routes with who may come through them, as a file in git: a change of it is seen by whoever reviews.</summary>
public sealed class RoutesTests
{
    private const string Snapshot = "tests/Dangol.Tests/Contract/routes.txt";

    [Fact]
    public async Task the_routes_are_those_of_the_snapshot()
    {
        await using var site = Build();
        var routes = string.Join('\n', RouteRules.ListOf(site)) + "\n";
        Assert.True(routes.Length > 200, "There is hardly a route.");
        if (Environment.GetEnvironmentVariable("DANGOL_UPDATE_SNAPSHOTS") == "1") File.WriteAllText(Path.Combine(Sources.Root, Snapshot), routes);
        Assert.True(routes == Sources.Read(Snapshot), $"Routes or their rules differ from {Snapshot}. If that is meant, run the tests with DANGOL_UPDATE_SNAPSHOTS=1 and look at the difference. They are:\n{routes}");
    }

    [Fact]
    public async Task the_program_does_not_start_with_a_route_that_says_nothing()
    {
        await using var site = Build();
        site.MapGet("/silent", () => "anybody?");
        site.MapPost("/api/silent", () => "anybody?");
        var error = Assert.Throws<InvalidOperationException>(() => RouteRules.Check(site));
        Assert.Contains("GET /silent", error.Message, StringComparison.Ordinal);
        Assert.Contains("POST /api/silent", error.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build() =>
        Site.Build(new Place(Directory.CreateTempSubdirectory("dangol-routes-"), null, Json: false), new IPEndPoint(IPAddress.Loopback, 0));
}
