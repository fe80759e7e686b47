using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A backup knows nothing of the mail that went out after it was made.</summary>
public sealed class RestoredMailTests
{
    [Theory, EveryEngine]
    public async Task after_a_restore_nobody_gets_a_second_mail_until_a_person_says_so(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, 10, control: 0);
        var folder = Directory.CreateTempSubdirectory("dangol-backup-").FullName;
        try
        {
            var file = Path.Combine(folder, "company.tar.gz");
            await shop.Company.Get<BackUp>().Run(Actor.System, file);
            await SendCampaignTests.Send(shop);
            Assert.Equal(10, server.Taken.Count);

            var place = new CompanyPlace(Directory.CreateDirectory(Path.Combine(folder, "restored")).FullName, engine == Engine.Postgres ? await PostgresCluster.NewDatabase() : null);
            await new Restore(TimeProvider.System).Run(file, place, force: false);
            await using var restored = await shop.Company.At(place);
            var campaign = await SendCampaignTests.Campaign(shop);
            var sent = await restored.Get<SendCampaign>().Run(Actor.System, campaign);

            Assert.Equal((10, 0), (sent.Waiting, sent.Confirmed));
            Assert.Equal(10, server.Taken.Count);
            Assert.Equal(1, await restored.Count("select count(*) from campaign_pauses where reason like '%백업%'"));
            // It is said once: whoever lets it go on is not asked again.
            await restored.Get<ResumeCampaign>().Run(Actor.System, campaign);
            Assert.Equal(10, (await restored.Get<SendCampaign>().Run(Actor.System, campaign)).Confirmed);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
