using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ExportFilesTests
{
    [Theory, EveryEngine]
    public async Task a_finished_export_goes_to_its_maker_with_a_fresh_proof_and_for_a_week(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        await site.Lead("하나", ("phone", "+821012345678"));
        var browser = await site.SignedIn();
        var begun = await browser.Submit(await browser.Get("/leads/export?cols=name,phone"), "/leads/export", ("reason", "감사 자료로 내려고 해요"));
        var job = Guid.Parse(begun.Location!.Split("job=")[1][..36]);
        await site.Do<JobRunner, bool>(runner => runner.RunNext(site.Company, job, default));
        await Until.True(async () => await site.Count("select count(*) from jobs where state = 'succeeded'") == 1, "the work ended");
        var file = $"/leads/export/{job}";
        Assert.Contains("010-1234-5678", (await browser.Get(file)).Body, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromMinutes(11));
        var asked = await browser.Get(file);
        Assert.Equal((303, $"/account/proof?return={Uri.EscapeDataString(file)}"), (asked.Code, asked.Location));
        Assert.Equal(303, (await browser.Submit(await browser.Get(asked.Location!), "/account/proof", ("password", TestSite.Password))).Code);
        Assert.Equal(200, (await browser.Get(file)).Code);
        // An auditor sees that it was made, by whom, of how much and why, and has no file.
        var auditor = await site.SignedIn(await site.Person("auditor"));
        var log = await auditor.Get("/settings/exports");
        foreach (var word in new[] { TestSite.Name, "리드", "이름, 전화번호", "감사 자료로 내려고 해요" }) Assert.Contains(word, log.Words, StringComparison.Ordinal);
        var hash = log.Html.QuerySelector("tbody code")!.GetAttribute("title");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(ExportRecords.PathOf(site.Company, job)))), hash);
        Assert.Contains($"\"hash\":\"{hash}\"", (await auditor.Get("/api/v1/access/exports")).Body, StringComparison.Ordinal);
        Assert.Contains((await auditor.Get(file)).Code, new[] { 403, 404 });
        Assert.Equal(403, (await (await site.SignedIn(await site.Person("sales_manager"))).Get("/settings/exports")).Code);
        // Nobody else has it, whatever they may do; and its strip is no one else's either.
        var other = await site.SignedIn(await site.Person("administrator"));
        Assert.Equal(404, (await other.Get(file)).Code);
        var seller = await site.SignedIn(await site.Person("seller"));
        Assert.DoesNotContain(job.ToString(), (await seller.Get($"/leads?view=all&job={job}")).Html.QuerySelector(".work-strip")?.OuterHtml ?? "", StringComparison.Ordinal);
        Assert.Null((await seller.Get($"/leads?view=all&job={job}")).Html.QuerySelector(".work-strip"));

        clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(404, (await (await site.SignedIn()).Get(file)).Code);
    }
}
