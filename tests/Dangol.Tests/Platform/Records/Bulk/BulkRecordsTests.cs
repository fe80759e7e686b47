using Dangol.Platform;

namespace Dangol.Tests;

public sealed class BulkRecordsTests
{
    private const int Many = 1_300, First = 500;

    [Theory, EveryEngine]
    public async Task work_that_is_stopped_says_what_it_did_and_work_that_broke_off_goes_on_after_its_last_chunk(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, GadgetsModule.AddGadgets, new HandClock());
        var type = company.Company.Declarations.Named("gadget");
        foreach (var rows in Enumerable.Range(0, Many).Select(i => new BatchRow(BatchDo.Create, new() { ["name"] = $"물건 {i}", ["pieces"] = (long)i })).Chunk(BatchRecords.ChunkRows))
            await company.Get<BatchRecords>().Run(company.Writes.NewChangeSet(Actor.Operator, new("시험", "A test")), type, rows, null, default);
        var job = await company.Get<Jobs>().Start(Actor.Operator, BulkRecords.Kind, new BulkRecords.Arguments("gadget", false, null, null, "weight", "2.5"));
        var claim = (await new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), company.Company.Clock).Take("here", job, default))!;

        var run = new JobRun(claim, company.Writes, company.Company.Clock, default);
        company.Store.Committed += run.AskCancel;
        await company.Get<BulkRecords>().Run(run, run.CancelToken);
        company.Store.Committed -= run.AskCancel;
        Assert.Equal(First, await company.Count("select count(*) from gadgets where weight = 2.5 and version = 2"));
        var outcome = System.Text.Json.JsonSerializer.Deserialize<BulkRecords.Outcome>(run.Left!.Value.Json, JournalJson.Options)!;
        Assert.Equal((First, 0, true), (outcome.Done, outcome.Left, outcome.Stopped));
        Assert.Equal($"/settings/changes/{outcome.Set}", run.Left.Value.Link);

        // As after a crash: another run has what the last chunk saved in its own transaction.
        var again = new JobRun(claim with { Saved = run.Saved }, company.Writes, company.Company.Clock, default);
        await company.Get<BulkRecords>().Run(again, again.CancelToken);
        Assert.Equal((Many, Many), (await company.Count("select count(*) from gadgets where weight = 2.5 and version = 2"), await company.Count("select count(*) from journal where change_set_id = @set", ("set", outcome.Set))));
        Assert.Equal(3, await company.Count("select chunks from change_sets where id = @set", ("set", outcome.Set)));
        var report = await company.Get<UndoChangeSet>().Run(Actor.System, outcome.Set);
        Assert.Equal((Many, 0, 0), (report.Records, report.Conflicts.Count, await company.Count("select count(*) from gadgets where weight is not null")));
    }
}
