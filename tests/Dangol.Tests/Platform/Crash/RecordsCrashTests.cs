using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What is left of work on many records that was killed in the middle (kill -9), and that it goes on from there.</summary>
public sealed class RecordsCrashTests
{
    [Theory, EveryEngine]
    public async Task a_bulk_edit_that_is_killed_goes_on_and_edits_each_record_once(Engine engine)
    {
        const int Many = 20_000;
        await using var company = await Open(engine);
        var (type, made) = (company.Company.Declarations.Named("lead"), company.Writes.NewChangeSet(Actor.Operator, JobsTests.Because));
        foreach (var rows in Enumerable.Range(0, Many).Select(i => new BatchRow(BatchDo.Create, new() { ["name"] = $"리드 {i}" })).Chunk(BatchRecords.ChunkRows))
            await company.Get<BatchRecords>().Run(made, type, rows, null, default);
        var id = await company.Get<Jobs>().Start(Actor.Operator, BulkRecords.Kind, new BulkRecords.Arguments("lead", false, null, null, "rating", "hot"));
        await using (var doomed = Doomed.Start("bulk", company.Company.Place))
        {
            await Until.True(async () => await company.Count("select count(*) from leads where rating = 'hot'") > 0, "the edit has begun");
            await doomed.Kill();
        }
        var before = await company.Count("select count(*) from leads where rating = 'hot'");
        Assert.InRange(before, 1, Many - 1);
        Assert.Equal(before, await company.Count("select count(*) from journal where type = 'lead' and operation = 'updated'"));

        await Until.True(() => company.Get<JobRunner>().RunNext(company.Company, null, default), "the job to be taken over");
        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempts));
        Assert.Equal(Many, await company.Count("select count(*) from leads where rating = 'hot' and version = 2"));
        Assert.Equal((Many, Many, 1), (await company.Count("select count(*) from journal where type = 'lead' and operation = 'updated'"),
            await company.Count("select count(distinct record_id) from journal where type = 'lead' and operation = 'updated'"),
            await company.Count("select count(distinct change_set_id) from journal where type = 'lead' and operation = 'updated'")));
    }

    [Theory, EveryEngine]
    public async Task a_batch_that_is_killed_leaves_whole_chunks_and_the_same_call_brings_the_rest(Engine engine)
    {
        await using var company = await Open(engine);
        await using (var doomed = Doomed.Start("batch", company.Company.Place))
        {
            await Until.True(async () => await company.Count("select count(*) from leads") > 0, "the batch has begun");
            await doomed.Kill();
        }
        var before = await company.Count("select count(*) from leads");
        Assert.InRange(before, BatchRecords.ChunkRows, BatchOfLeads.Rows - 1);
        // Each chunk is there with its journal and its verdicts, or nothing of it.
        Assert.Equal((0, before, before / BatchRecords.ChunkRows), (before % BatchRecords.ChunkRows, await company.Count("select count(*) from journal where type = 'lead'"), await company.Count("select count(*) from api_answers")));

        var answer = await BatchOfLeads.Send(company.Get<Companies>(), company.Company);
        Assert.Equal((BatchOfLeads.Rows, BatchOfLeads.Rows), (answer.GetProperty("created").GetInt32(), answer.GetProperty("rows").GetArrayLength()));
        var set = Guid.Parse(answer.GetProperty("change_set_id").GetString()!);
        Assert.Equal((BatchOfLeads.Rows, BatchOfLeads.Rows, BatchOfLeads.Rows), (await company.Count("select count(*) from leads where version = 1"),
            await company.Count("select count(distinct name) from leads"), await company.Count("select count(*) from journal where type = 'lead' and change_set_id = @set", ("set", set))));
    }

    // Another node looks when the lease of the dead one has run out.
    private static Task<TestCompany> Open(Engine engine) => TestCompany.Open(engine, ImportSalesTests.Modules, new HandClock(DateTimeOffset.UtcNow.AddMinutes(1)));
}
