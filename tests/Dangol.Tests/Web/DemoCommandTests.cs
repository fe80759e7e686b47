using System.Net;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task the_sample_is_loaded_once_however_many_jobs_came_after_it_and_links_lead_to_the_port_that_is_served()
    {
        var folder = Directory.CreateTempSubdirectory("dangol-demo-");
        try
        {
            var place = new Place(folder, null, Json: false);
            await using var site = Site.Build(place, new IPEndPoint(IPAddress.Loopback, 0));
            var company = await Site.Open(site.Services, place, default);
            await DemoCommand.Fill(site, place, 5099, 100, default);
            Assert.Equal("http://localhost:5099", company.Profile.PublicAddress);
            var customers = await Count(company, "select count(*) from customers");
            await company.Writes.Run(Actor.System, JobsTests.Because, async change =>
            {
                for (var i = 0; i < 250; i++)
                    await change.Execute("""
                        insert into jobs (id, kind, arguments, state, actor_id, actor_name, actor_language, asked_at, ended_at, attempts, fencing, done, total)
                        select @id, 'campaign_send', '{}', 'succeeded', actor_id, actor_name, actor_language, @at, @at, 1, 1, 0, 0 from jobs where kind = 'load_sample'
                        """, default, ("id", change.NewId()), ("at", change.Now.AddMinutes(1)));
            });

            await DemoCommand.Fill(site, place, 5099, 100, default);
            Assert.Equal(1, await Count(company, "select count(*) from jobs where kind = 'load_sample'"));
            Assert.Equal(1, await Count(company, "select count(*) from jobs where kind = 'loop'"));
            Assert.Equal(customers, await Count(company, "select count(*) from customers"));
            await site.Services.GetRequiredService<Companies>().Close();
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task<long> Count(Company company, string sql)
    {
        await using var read = await company.Store.Read();
        return await read.Number(sql, default);
    }
}
