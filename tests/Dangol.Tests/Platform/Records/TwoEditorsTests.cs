using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Bulk work, its undo and people who edit at the same time: nothing that was accepted is silently lost.</summary>
public sealed class TwoEditorsTests
{
    private const int Many = 24;

    [Theory, EveryEngine]
    public async Task a_bulk_edit_and_people_beside_it_keep_what_each_of_them_did(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var ids = new List<Guid>();
        for (var i = 0; i < Many; i++) ids.Add(await MadeLeads.New(site, $"리드 {i}"));
        var set = site.Company.Writes.NewChangeSet(MadeLeads.Person(site), new("시험", "A test"));
        var rows = ids.ConvertAll(id => new BatchRow(BatchDo.Update, new() { ["rating"] = "hot" }) { Id = id });
        var bulk = site.Do<BatchRecords, BatchVerdict[]>(batch => batch.Run(set, MadeLeads.Type(site), rows, null, default));
        var edits = await Task.WhenAll(ids.Select(Edit));
        Assert.All(await bulk, verdict => Assert.Null(verdict.Why));
        Assert.All(edits, Assert.True);
        Assert.Equal(Many, await site.Count("select count(*) from leads where rating = 'hot' and interest = '관심'"));

        // Undo beside edits of the same field: each value is the undone one or the edited one with the edit's own entry in the journal; none is half of both.
        var undo = site.Do<UndoChangeSet, UndoReport>(u => u.Run(MadeLeads.Person(site), set.Id));
        var accepted = await Task.WhenAll(ids.Select(async id =>
        {
            try { await MadeLeads.Change(site, id, 3, ("rating", "cold")); return true; }
            catch (Refused refused) when (refused.Rule == "changed_meanwhile") { return false; }
        }));
        var report = await undo;
        var cold = accepted.Count(done => done);
        Assert.Equal(cold, await site.Count("select count(*) from leads where rating = 'cold'"));
        Assert.Equal(Many - cold, await site.Count("select count(*) from leads where rating is null"));
        Assert.Equal((Many - cold, cold), (report.Records, report.Conflicts.Count));

        async Task<bool> Edit(Guid id)
        {
            // Who is told that somebody was faster tries again, as they would by hand.
            for (var again = 0; ; again++)
            {
                try { await MadeLeads.Change(site, id, 1, ("interest", "관심")); return true; }
                catch (Refused refused) when (refused.Rule == "changed_meanwhile" && again < 5) { }
            }
        }
    }
}
