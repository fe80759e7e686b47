namespace Dangol.Platform;

/// <summary>The answer to one question about the data.</summary>
/// <param name="Name">Stable code of the check.</param>
/// <param name="Label">What was looked at.</param>
/// <param name="Faults">How many faults were found; 0 is well.</param>
/// <param name="Examples">The first of them.</param>
public sealed record CheckResult(string Name, Text Label, long Faults, IReadOnlyList<string> Examples);

/// <summary>
/// Looks whether the data holds together: the engine's own checks, the schema's steps, that what rows lead to is there, and that rows and journal say the same. It changes nothing, and may
/// run while people work: what changes meanwhile is seen as of one instant.
/// </summary>
public sealed class CheckData(Company company, SchemaState schema)
{
    /// <summary>May check the data.</summary>
    public static readonly Permission Look = new("company", "check");

    private const int Shown = 5;

    /// <summary>Asks every question.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tell">Called with each question before it is asked, with its place among them all.</param>
    /// <param name="cancel">Stops between two questions.</param>
    public async Task<IReadOnlyList<CheckResult>> Run(Actor actor, Func<int, int, Text, Task>? tell = null, CancellationToken cancel = default)
    {
        actor.Must(Look);
        await using var read = await company.Store.Read(cancel);
        await using var instant = read.Connection is Microsoft.Data.Sqlite.SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await read.Connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var session = new Session(read.Engine, read.Connection, instant);
        var questions = Questions().ToList();
        var results = new List<CheckResult>();
        foreach (var (name, label, ask) in questions)
        {
            if (tell is not null) await tell(results.Count, questions.Count, label);
            List<string> faults;
            // A page that can't be read is an answer too.
            try { faults = await ask(session, cancel); }
            catch (System.Data.Common.DbException broken) { faults = [broken.Message]; }
            results.Add(new(name, label, faults.Count, [.. faults.Take(Shown)]));
        }
        await instant.RollbackAsync(cancel);
        return results;
    }

    private delegate Task<List<string>> Ask(Session session, CancellationToken cancel);

    private IEnumerable<(string Name, Text Label, Ask Ask)> Questions()
    {
        if (company.Store.Engine == Engine.Sqlite)
        {
            yield return ("integrity", new("데이터베이스 파일", "Database file"), async (session, cancel) =>
                (await session.List("pragma integrity_check", row => row.Text(0), cancel)).FindAll(said => said != "ok"));
            yield return ("foreign_keys", new("참조", "References"), async (session, cancel) =>
                await session.List("select \"table\", coalesce(cast(rowid as text), '?'), parent from pragma_foreign_key_check", row => $"{row.Text(0)} row {row.Text(1)} → {row.Text(2)}", cancel));
        }
        yield return ("schema", new("스키마 단계", "Schema steps"), async (session, cancel) =>
            [.. (await schema.Read(session, cancel)).Where(step => step.State is SchemaStepState.Changed or SchemaStepState.Missing).Select(step => $"{step.Module}/{step.Number:0000}_{step.Name}: {Names.Snake(step.State.ToString())}")]);
        yield return ("change_sets", new("변경 이력의 묶음", "Change sets of the journal"), (session, cancel) => session.List(
            "select distinct j.change_set_id from journal j where not exists (select 1 from change_sets s where s.id = j.change_set_id) limit 1000", row => row.Guid(0).ToString(), cancel));
        foreach (var type in company.Declarations.All)
        {
            foreach (var reference in type.References.Where(r => company.Declarations.Has(r.To)))
                yield return ($"{type.Name}_{reference.Column}", new($"{type.Label.Ko}: 가리키는 {company.Declarations.Named(reference.To).Label.Ko}", $"{type.Label.En}: {company.Declarations.Named(reference.To).Label.En} that they lead to"), (session, cancel) => session.List($"""
                    select f.to_id from (select distinct {reference.Column} as to_id from {type.Table}) f
                    where f.to_id is not null{(reference.Theirs == "id" ? " and f.to_id <> @nobody" : "")} and not exists (select 1 from {company.Declarations.Named(reference.To).Table} t where t.{reference.Theirs} = f.to_id) limit 1000
                    """, row => reference.Theirs == "id" ? row.Guid(0).ToString() : row.Text(0), cancel, ("nobody", Guid.Empty)));
            if (type.Grain == Grain.Record)
            {
                yield return ($"{type.Name}_versions", new($"{type.Label.Ko}: 행과 변경 이력", $"{type.Label.En}: rows and journal"), (session, cancel) => session.List($"""
                    select t.id, t.version, (select max(j.version) from journal j where j.record_id = t.id and j.type = @type) from {type.Table} t
                    where t.version is distinct from (select max(j.version) from journal j where j.record_id = t.id and j.type = @type) limit 1000
                    """, row => $"{row.Guid(0)}: row {row.Int(1)}, journal {row.LongOrNull(2)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"}", cancel, ("type", type.Name)));
                yield return ($"{type.Name}_lost", new($"{type.Label.Ko}: 사라진 행", $"{type.Label.En}: lost rows"), (session, cancel) => session.List($"""
                    select j.record_id from journal j where j.type = @type and j.record_id is not null and j.operation <> 'deleted'
                        and not exists (select 1 from {type.Table} t where t.id = j.record_id)
                        and not exists (select 1 from journal n where n.record_id = j.record_id and n.type = @type and (n.version > j.version or n.version = j.version and n.operation = 'deleted')) limit 1000
                    """, row => row.Guid(0).ToString(), cancel, ("type", type.Name)));
                yield return ($"{type.Name}_gaps", new($"{type.Label.Ko}: 빠진 변경 이력", $"{type.Label.En}: gaps in the journal"), (session, cancel) => session.List("""
                    select record_id, count(distinct version), max(version) from journal where type = @type and record_id is not null
                    group by record_id having count(distinct version) <> max(version) limit 1000
                    """, row => $"{row.Guid(0)}: {row.Long(1)} of {row.Long(2)}", cancel, ("type", type.Name)));
            }
            else
                yield return ($"{type.Name}_chunks", new($"{type.Label.Ko}: 행과 변경 이력", $"{type.Label.En}: rows and journal"), (session, cancel) => session.List($"""
                    select f.change_set_id, f.chunk_no, f.n from (select change_set_id, chunk_no, count(*) as n from {type.Table} group by change_set_id, chunk_no) f
                    where not exists (select 1 from journal j where j.change_set_id = f.change_set_id and j.chunk_no = f.chunk_no and j.type = @type and j.operation = 'facts') limit 1000
                    """, row => $"{row.Guid(0)} chunk {row.Int(1)}: {row.Long(2)} rows", cancel, ("type", type.Name)));
        }
    }
}
