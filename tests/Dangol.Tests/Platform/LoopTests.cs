using System.Globalization;
using System.Text.Json;
using Dangol.Integration;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>The loop: one turn at a time, and numbers that can be looked behind.</summary>
public sealed class LoopTests
{
    [Theory, EveryEngine]
    public async Task each_number_opens_into_exactly_its_rows(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Do<LoadSample, SamplePlace>(load => load.Run(Actor.System, new SampleCompany(11, 300, new(2024, 11, 1), new(2026, 10, 31))));
        await site.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("""
            insert into deliveries (campaign_id, customer_id, contact_id, state, attempts, ended_at)
            select campaign_id, customer_id, id, case when customer_id in (select customer_id from contacts where arm = 'treated' order by customer_id limit 7) then 'confirmed' else 'failed' end, 1, @now
            from contacts where arm = 'treated'
            """, default, ("now", change.Now)));
        await Settled(site);
        var lines = await site.Do<RunLoop, IReadOnlyList<LoopLine>>(loop => loop.Run(Actor.System));
        Assert.All(lines, line => Assert.False(line.Failed, line.What.En));
        var counts = lines.ToDictionary(l => l.Step, l => l.Count);
        Assert.Equal((7, 1), (counts["campaigns"], counts["lift"]));
        Assert.All(["import", "customers", "warehouse", "rfm", "segments", "responses"], step => Assert.True(counts[step] > 0, step));

        var browser = await site.SignedIn();
        var ring = (await browser.Get("/loop")).Html.QuerySelectorAll(".ring-step a").ToList();
        Assert.Equal(lines.Count, ring.Count);
        foreach (var (line, link) in lines.Zip(ring))
        {
            Assert.Equal(line.Count, Whole(link.QuerySelector(".ring-count")!.TextContent));
            Assert.Equal((line.Step, line.Count), (line.Step, await Behind(browser, link.GetAttribute("href")!)));
        }
    }

    [Theory, EveryEngine]
    public async Task a_turn_by_command_joins_the_one_that_is_on_its_way(Engine engine)
    {
        var (turns, go) = (0, new TaskCompletionSource());
        await using var site = await TestSite.Open(engine, services => services.AddLoopStep(new(1, "slow", Text.Same("Slow"), "clock", "/loop", async (_, _, _) =>
        {
            Interlocked.Increment(ref turns);
            await go.Task;
            return new(1, Text.Same("went"));
        })));
        var browser = await site.SignedIn();
        await browser.Submit(await browser.Get("/loop"), "/loop");
        await Until.True(() => Volatile.Read(ref turns) == 1, "the turn asked for in the browser");
        await using var scope = site.Site.Services.GetRequiredService<Companies>().Scope(site.Company);
        var told = new TaskCompletionSource();
        var command = LoopCommand.Local.Run(new(scope.ServiceProvider, site.Company, JsonDocument.Parse("{}").RootElement, _ => { told.TrySetResult(); return Task.CompletedTask; }), default);
        await Until.True(() => told.Task.IsCompleted || Volatile.Read(ref turns) > 1, "the command to be under way");
        go.SetResult();

        var lines = JsonSerializer.SerializeToElement(await command, Dangol.Web.Commands.Print);
        Assert.Equal("slow", lines[0].GetProperty("step").GetString());
        Assert.Equal(1, turns);
        Assert.Equal(1, await site.Count("select count(*) from jobs where kind = 'loop'"));
    }

    [Theory, EveryEngine]
    public async Task of_turns_that_several_ask_for_at_once_there_is_one(Engine engine)
    {
        await using var company = await TestCompany.Open(engine);
        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => new TurnsAsked(company.Writes, company.Store, company.Get<Jobs>()).Ask(Actor.System))));
        Assert.Single(asked.Distinct());
    }

    [Fact]
    public async Task a_step_that_failed_is_marked_in_both_languages_and_the_command_ends_with_1()
    {
        string folder;
        await using (var shop = await Market.Open(Engine.Sqlite, new(2026, 11, 21)))
        {
            await shop.Segment("깨진 세그먼트", new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR")));
            await using (var raw = await shop.Company.RawConnection())
            {
                await using var spoil = raw.CreateCommand();
                spoil.CommandText = "update segments set tree = '{}'";
                await spoil.ExecuteNonQueryAsync();
            }
            folder = shop.Company.Company.Place.Folder;
            var (code, said, error) = await TestProgram.Run("loop", "--data", folder);
            Assert.Equal((1, ""), (code, error));
            var failed = Assert.Single(said.Split('\n'), line => line.StartsWith('✗'));
            Assert.Contains("세그먼트 · Segments", failed, StringComparison.Ordinal);
            Assert.Contains("깨진 세그먼트", failed, StringComparison.Ordinal);
            Assert.Contains("1 failed", failed, StringComparison.Ordinal);
            Assert.Equal(7, said.Split('\n').Count(line => line.StartsWith('✓')));
            var (again, json, _) = await TestProgram.Run("loop", "--json", "--data", folder);
            Assert.Equal((1, 1), (again, JsonDocument.Parse(json).RootElement.EnumerateArray().Count(line => line.GetProperty("failed").GetBoolean())));
        }
    }

    /// <summary>How many rows a page opens into: a list of the record engine says its exact number, a page of its own shows them, and the warehouse its tables.</summary>
    private static async Task<long> Behind(TestBrowser browser, string href)
    {
        var page = await browser.Get(href);
        Assert.Equal(200, page.Code);
        if (page.Html.QuerySelector("#records") is not null)
        {
            var at = href.IndexOf('?', StringComparison.Ordinal);
            return Whole((await browser.Get($"{href[..at]}/count{href[at..]}")).Html.Body!.TextContent);
        }
        if (href == "/loop/warehouse") return page.Html.QuerySelectorAll("tbody td.num").Sum(cell => Whole(cell.TextContent));
        return page.Html.QuerySelector(".pager .figures") is { } said && said.TextContent.Trim().Length > 0 ? Whole(said.TextContent) : page.Html.QuerySelectorAll("tbody tr").Length;
    }

    private static long Whole(string text) => long.Parse(string.Concat(text.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static async Task Settled(TestSite site)
    {
        if (site.Company.Store.Engine == Engine.Postgres)
            await Until.True(async () => await site.Count("select count(*) from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint") == 0, "the journal is settled");
    }
}
