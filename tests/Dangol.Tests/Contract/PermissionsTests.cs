using System.Net;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>What a role can grant is what routes and verbs ask for.</summary>
public sealed class PermissionsTests
{
    [Fact]
    public async Task every_right_that_a_route_asks_for_stands_in_the_matrix()
    {
        await using var site = Site.Build(new Place(Directory.CreateTempSubdirectory("dangol-permissions-"), null, Json: false), new IPEndPoint(IPAddress.Loopback, 0));
        await using var scope = site.Services.CreateAsyncScope();
        var catalog = new PermissionCatalog(site.Services.GetRequiredService<Declarations>(), [], site.Services.GetServices<PermissionLabel>());
        Assert.True(catalog.Types.Count > 15);
        Assert.Equal([], PermissionLabels.Unnamed(site, catalog));
    }

    [Fact]
    public async Task what_ready_made_roles_grant_is_in_the_matrix()
    {
        await using var site = Site.Build(new Place(Directory.CreateTempSubdirectory("dangol-permissions-"), null, Json: false), new IPEndPoint(IPAddress.Loopback, 0));
        var labels = site.Services.GetServices<PermissionLabel>().ToList();
        var declarations = site.Services.GetRequiredService<Declarations>();
        // The rights of verbs are named by their types' pages; without a company there are no verbs to ask.
        var catalog = new PermissionCatalog(declarations, [], labels);
        var rights = site.Services.GetServices<ReadyRights>().Where(r => r.Type != RoleGrants.Any).ToList();
        Assert.True(rights.Count > 40);
        Assert.All(rights, right => Assert.NotNull(catalog.Find(right.Type)));
    }
}
