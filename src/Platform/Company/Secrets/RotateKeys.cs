namespace Dangol.Platform;

/// <summary>Puts another key in place of the one with which secrets are sealed, seals all of them anew in the background, and then forgets the old ones.</summary>
public sealed class RotateKeys(Company company, CompanySecrets secrets, IEnumerable<SecretPlace> places, Jobs jobs) : IJob
{
    /// <summary>The kind of job.</summary>
    public const string Kind = "rotate_keys";

    private const int Chunk = 200;
    private static readonly Text Reason = new("암호화 키 교체", "Keys of secrets rotated");

    /// <returns>The job that seals anew.</returns>
    public Task<Guid> Run(Actor actor, CancellationToken cancel = default)
    {
        actor.Must(CompanySecrets.Rotate);
        return company.Writes.Run(actor, Reason, async change =>
        {
            await secrets.Make(change, cancel);
            return await jobs.Start(change, Kind, null, cancel);
        }, cancel);
    }

    /// <summary>It may begin again at any place: what is sealed with the newest key already is left.</summary>
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var done = 0;
        foreach (var place in places)
            for (int sealedAnew; (sealedAnew = await Next(place, run.Actor, cancel)) > 0; run.Progress(done, 0)) done += sealedAnew;
        await company.Writes.Run(company.Writes.NewChangeSet(run.Actor, Reason), async change =>
        {
            await change.Execute("delete from secret_keys where number < (select max(k.number) from secret_keys k)", cancel);
            return true;
        }, background: true, cancel);
        run.Result(new { secrets = done });
    }

    private Task<int> Next(SecretPlace place, Actor actor, CancellationToken cancel) => company.Writes.Run(company.Writes.NewChangeSet(actor, Reason), async change =>
    {
        if (await secrets.Newest(change.Session, cancel) is not { } newest) return 0;
        var old = await change.Session.List($"select {place.Key}, {place.Column} from {place.Table} where {place.Column} not like @newest limit {Chunk}", row => (Id: row.Guid(0), Seal: row.Text(1)), cancel, ("newest", $"s1.{newest.Id}.%"));
        foreach (var (id, seal) in old)
        {
            var text = await secrets.Open(change.Session, place.Purpose, id, seal, cancel);
            await change.Execute($"update {place.Table} set {place.Column} = @seal where {place.Key} = @id", cancel, ("seal", await secrets.Seal(change, place.Purpose, id, text, cancel)), ("id", id));
        }
        return old.Count;
    }, background: true, cancel);
}
