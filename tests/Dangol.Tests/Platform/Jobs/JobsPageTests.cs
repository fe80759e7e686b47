using System.Text.Json;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class JobsPageTests
{
    [Theory, EveryEngine]
    public async Task what_runs_is_shown_with_its_progress_and_can_be_cancelled(Engine engine)
    {
        var begun = new TaskCompletionSource();
        await using var site = await Open(engine, async (run, cancel) =>
        {
            run.Progress(3, 12, new("줄을 읽는 중", "Reading lines"));
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var browser = await site.SignedIn();
        Assert.Contains("아직 실행한 작업이 없어요", (await browser.Get("/settings/jobs")).Words, StringComparison.Ordinal);
        var id = await Start(site);
        await begun.Task;
        await Until.True(async () => (await site.Do<Jobs, Job?>(j => j.Find(id)))!.Done == 3, "the progress in the database");

        var page = await browser.Get("/settings/jobs");
        var bar = page.Html.QuerySelector($"[data-live='job:{id}'] progress")!;
        Assert.Equal(("3", "12"), (bar.GetAttribute("value"), bar.GetAttribute("max")));
        Assert.Contains("줄을 읽는 중", page.Words, StringComparison.Ordinal);
        var english = await site.SignedIn();
        english.Cookies.Add(new System.Net.Cookie("dangol_language", "en", "/", site.Address.Host));
        Assert.Contains("Counting", (await english.Get("/settings/jobs")).Words, StringComparison.Ordinal);
        using (var running = JsonDocument.Parse((await browser.Get($"/api/v1/job/{id}")).Body))
            Assert.Equal(("running", 3, 12), (running.RootElement.GetProperty("state").GetString(), running.RootElement.GetProperty("done").GetInt32(), running.RootElement.GetProperty("total").GetInt32()));

        Assert.Equal(303, (await browser.Submit(page, $"/settings/jobs/{id}/cancel")).Code);
        await Until.True(async () => (await site.Do<Jobs, Job?>(j => j.Find(id)))!.State == JobState.Cancelled, "the end that was asked for");
        var after = await browser.Get("/settings/jobs");
        Assert.Contains("취소", after.Html.QuerySelector("tbody .tag")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(after.Html.QuerySelectorAll("progress"));
    }

    [Theory, EveryEngine]
    public async Task what_failed_says_why_and_can_be_run_again(Engine engine)
    {
        var fails = true;
        await using var site = await Open(engine, (run, _) =>
        {
            if (fails) throw new Refused("file_gone", null, new("파일이 없어졌어요.", "The file is gone."));
            run.Result(new { lines = 7 }, "/customers");
            return Task.CompletedTask;
        });
        var browser = await site.SignedIn();
        var id = await Start(site);
        await Ends(site, id, JobState.Failed);
        var page = await browser.Get("/settings/jobs");
        Assert.Contains("파일이 없어졌어요.", page.Words, StringComparison.Ordinal);
        fails = false;
        Assert.Equal(303, (await browser.Submit(page, $"/settings/jobs/{id}/retry")).Code);
        await Ends(site, id, JobState.Succeeded);
        var done = await browser.Get("/settings/jobs");
        Assert.Equal("세기", done.Html.QuerySelector("tbody a[href='/customers']")!.TextContent);
        using var api = JsonDocument.Parse((await browser.Get($"/api/v1/job/{id}")).Body);
        Assert.Equal(7, api.RootElement.GetProperty("result").GetProperty("lines").GetInt32());
    }

    [Theory, EveryEngine]
    public async Task strangers_see_no_job_and_an_unknown_one_is_not_found(Engine engine)
    {
        await using var site = await Open(engine, (_, _) => Task.CompletedTask);
        var id = await Start(site);
        Assert.Equal(401, (await site.Browser().Get($"/api/v1/job/{id}")).Code);
        Assert.Contains("/sign-in", (await site.Browser().Get("/settings/jobs")).Location, StringComparison.Ordinal);
        Assert.Equal(404, (await (await site.SignedIn()).Get($"/api/v1/job/{Guid.NewGuid()}")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_parked_entry_is_shown_handled_again_and_dropped(Engine engine)
    {
        var mood = new SeeNotes.Mood();
        await using var site = await TestSite.Open(engine, services =>
        {
            NotesModule.AddNotes(services);
            services.AddSingleton(mood);
            services.AddReader<SeeNotes>();
        });
        foreach (var title in new[] { "stumble one", "stumble two" })
            await site.Company.Writes.Run(Actor.System, JobsTests.Because, async change => { change.Open<NotesDb>().Add(new Note { Title = title }); await change.Save(); });
        await Park(site, 2);
        var browser = await site.SignedIn();
        var page = await browser.Get("/settings/parked");
        Assert.Equal(2, page.Html.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("stumbled over stumble one", page.Words, StringComparison.Ordinal);

        var again = await browser.Submit(page, "/settings/parked/retry");
        Assert.Equal(409, again.Code);
        Assert.Contains("또 실패했어요", again.Words, StringComparison.Ordinal);
        mood.Stumbles = false;
        Assert.Equal(303, (await browser.Submit(page, "/settings/parked/retry")).Code);
        Assert.Equal(1, await site.Count("select count(*) from seen where title = 'stumble one'"));
        var rest = await browser.Get("/settings/parked");
        var form = rest.Form("/settings/parked/retry");
        string Hidden(string name) => form.QuerySelector($"input[name='{name}']")!.GetAttribute("value")!;
        Assert.Equal(303, (await browser.Submit(rest, "/settings/parked/retry")).Code);
        Assert.Contains("모두 처리했어요", (await browser.Get("/settings/parked")).Words, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.Post("/settings/parked/drop", ("reader", Hidden("reader")), ("epoch", Hidden("epoch")), ("xid", Hidden("xid")), ("seq", Hidden("seq")),
            ("__RequestVerificationToken", Hidden("__RequestVerificationToken")))).Code);
    }

    /// <summary>Lets the entries fail until they are parked, without waiting between.</summary>
    private static Task Park(TestSite site, int entries) => Until.True(async () =>
    {
        await site.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("update journal_checkpoints set retry_at = null", default));
        return await site.Count("select count(*) from parked_entries") == entries;
    }, "parked entries");

    private static Task<TestSite> Open(Engine engine, Func<JobRun, CancellationToken, Task> work) => TestSite.Open(engine, services =>
    {
        services.AddSingleton(work);
        services.AddJob<Work>("count", new("세기", "Counting"));
    });

    private static Task<Guid> Start(TestSite site) => site.Do<Jobs, Guid>(jobs => jobs.Start(Actor.System, "count"));

    private static Task Ends(TestSite site, Guid id, JobState state) => Until.True(async () => (await site.Do<Jobs, Job?>(j => j.Find(id)))!.State == state, $"the job to be {state}");

    private sealed class Work(Func<JobRun, CancellationToken, Task> work) : IJob
    {
        public Task Run(JobRun run, CancellationToken cancel) => work(run, cancel);
    }
}
