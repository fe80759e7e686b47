using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>
/// Writes the documents anew that an older program left, which don't say whose their records are: by itself, oldest first, so that the newest stay the newest, while people work
/// and search. Until it is done a search asks the index as if it knew nothing of whose records are.
/// </summary>
internal sealed class UpgradeSearch(Company company, RebuildSearch rebuild) : IJob
{
    /// <summary>The kind of job.</summary>
    public const string Kind = "search_upgrade";

    private const int Chunk = 500;

    /// <summary>There are such documents.</summary>
    public static async Task<bool> IsDue(Session read, CancellationToken cancel) => await read.Number("select count(*) from search_upgrades", cancel) > 0;

    /// <summary>The same, for the schedule.</summary>
    public static async Task<bool> IsDue(IServiceProvider scope, CancellationToken cancel)
    {
        await using var read = await scope.GetRequiredService<Company>().Store.Read(cancel);
        return await IsDue(read, cancel);
    }

    /// <summary>It may begin again at any place: what was written anew is behind the others.</summary>
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var done = 0L;
        for (int some; (some = await Next(cancel)) > 0; run.Progress(done, 0)) done += some;
        run.Result(new { records = done });
    }

    /// <summary>The next documents; how many there were.</summary>
    private Task<int> Next(CancellationToken cancel) => rebuild.Write(async change =>
    {
        // Documents of types that are no more stay as they are: nobody asks for them.
        var old = await change.Session.List($"select d.type, d.record_id from search_documents d where d.id <= (select u.upto from search_upgrades u) and {change.Session.In<string>("d.type", "types")} order by d.id limit {Chunk}",
            row => (Type: row.Text(0), Id: row.Guid(1)), cancel, ("types", company.Declarations.All.Where(IndexRecords.IsSearched).Select(t => t.Name).ToArray()));
        foreach (var of in old.GroupBy(o => o.Type, o => o.Id, StringComparer.Ordinal)) await IndexRecords.Renew(change, company.Declarations.Named(of.Key), [.. of], cancel);
        if (old.Count == 0) await change.Execute("delete from search_upgrades", cancel);
        return old.Count;
    }, cancel);
}
