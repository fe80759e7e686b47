using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class UpgradedRolesTests
{
    [Theory, EveryEngine]
    public async Task roles_of_before_keep_what_they_could_do_in_bulk(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        // As they stood before there was such a right.
        foreach (var ready in ReadyRole.All)
            await site.Grant(ready.Code, g =>
            {
                foreach (var type in g.Types.ToList()) g.Grant(type, ReachLevel.None, Actions.BulkEdit);
                g.Grant(ReviewAccess.Review.Type, ReachLevel.None, ReviewAccess.Review.Action);
            });
        var (seller, auditor) = (await site.Person("seller"), await site.Person("auditor"));
        Assert.False((await site.ActorOf(seller)).Rights.Allows(new("lead", Actions.BulkEdit)));
        Assert.False((await site.ActorOf(auditor)).Rights.Allows(ReviewAccess.Review));

        await Again();
        var rights = (await site.ActorOf(seller)).Rights;
        foreach (var type in new[] { "lead", "opportunity", "customer", "task" }) Assert.Equal((type, rights.Level(new(type, Actions.Edit))), (type, rights.Level(new(type, Actions.BulkEdit))));
        Assert.Equal(ReachLevel.None, rights.Level(new("order", Actions.BulkEdit)));
        Assert.True((await site.ActorOf(auditor)).Rights.Allows(ReviewAccess.Review));

        // A company that knows the right is left as it is.
        await site.Grant("seller", g => g.Grant("lead", ReachLevel.None, Actions.BulkEdit));
        await Again();
        Assert.False((await site.ActorOf(seller)).Rights.Allows(new("lead", Actions.BulkEdit)));

        async Task Again()
        {
            await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute("delete from schema_steps where module = 'platform' and number = 21", default));
            Assert.Equal(1, await new SchemaRunner(site.Company.Store, site.Site.Services.GetServices<SchemaSet>(), TimeProvider.System).Run());
        }
    }
}
