using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Dangol.Platform;

/// <summary>The numbered SQL steps of one module, embedded in its assembly as <c>Schema/0001_name.sql</c>, with <c>views.sql</c> made anew at every upgrade.</summary>
public sealed record SchemaSet(string Module, Assembly Assembly);

/// <summary>
/// Brings a database to the program's schema. One node works at a time; each step is one transaction with its line in <c>schema_steps</c>, so a killed
/// upgrade goes on where it stopped. A step that was changed after it ran, or a database that demands a newer program, stops the start with a clear message.
/// </summary>
public sealed partial class SchemaRunner(Store store, IEnumerable<SchemaSet> sets, TimeProvider clock)
{
    /// <summary>
    /// The program's schema generation. A step whose first lines say <c>-- oldest: N</c> lets only programs of generation N or newer run from then on:
    /// expand first, and contract when no older program is left.
    /// </summary>
    public const int Generation = 1;

    /// <summary>Runs what is missing.</summary>
    /// <returns>How many steps were run.</returns>
    public async Task<int> Run(CancellationToken cancel = default)
    {
        var ran = 0;
        await store.WithSchemaLock(async connection =>
        {
            var session = new Session(store.Engine, connection);
            await Begin(session, exclusive: true, async transaction =>
            {
                await Run(connection, transaction, """
                    create table if not exists schema_steps (module text not null, number integer not null, name text not null, checksum text not null,
                    applied_at timestamptz not null, oldest integer not null, primary key (module, number))
                    """, cancel);
            }, cancel);
            var applied = await session.List("select module, number, checksum, oldest from schema_steps",
                row => (Module: row.Text(0), Number: row.Int(1), Checksum: row.Text(2), Oldest: row.Int(3)), cancel);
            if (applied.Count > 0 && applied.Max(a => a.Oldest) is var oldest && oldest > Generation)
                throw new Refused("program_too_old", null, new(
                    $"이 데이터베이스는 더 새로운 프로그램(세대 {oldest} 이상)이 필요해요. 이 프로그램은 세대 {Generation}이에요.",
                    $"This database needs a newer program (generation {oldest} or later). This program is generation {Generation}."));
            var known = applied.ToDictionary(a => (a.Module, a.Number), a => a.Checksum);
            foreach (var set in sets)
                foreach (var step in StepsOf(set))
                {
                    if (known.TryGetValue((set.Module, step.Number), out var checksum))
                    {
                        if (checksum != step.Checksum)
                            throw new Refused("schema_step_changed", step.Name, new(
                                $"이미 적용된 스키마 단계 {set.Module}/{step.Name} 파일이 바뀌었어요. 적용된 단계는 고치지 말고 새 단계를 더해 주세요.",
                                $"The schema step {set.Module}/{step.Name} was changed after it had been applied. Add a new step instead."));
                        continue;
                    }
                    if (ran++ == 0) await DropViews(session, cancel);
                    await Apply(session, set, step, cancel);
                }
            await RemakeViews(session, cancel);
            await Begin(session, exclusive: true, transaction => Run(connection, transaction,
                "insert into journal_epochs (epoch, since, reason) select 1, @now, 'made' where not exists (select 1 from journal_epochs)", cancel, ("now", clock.GetUtcNow().UtcDateTime)), cancel);
        }, cancel);
        return ran;
    }

    /// <summary>The steps of a set for this engine, in order.</summary>
    internal List<SchemaStep> StepsOf(SchemaSet set)
    {
        var prefix = set.Assembly.GetName().Name + ".";
        var steps = new List<SchemaStep>();
        foreach (var resource in set.Assembly.GetManifestResourceNames().Where(r => r.StartsWith(prefix, StringComparison.Ordinal) && r.EndsWith(".sql", StringComparison.Ordinal)))
        {
            var match = StepName().Match(resource[prefix.Length..]);
            if (!match.Success) continue;
            var engine = match.Groups["engine"].Value;
            if (engine.Length > 0 && engine != Names.Snake(store.Engine.ToString())) continue;
            using var stream = set.Assembly.GetManifestResourceStream(resource)!;
            var sql = new StreamReader(stream, Encoding.UTF8).ReadToEnd().ReplaceLineEndings("\n");
            var oldest = OldestProgram().Match(sql) is { Success: true } o ? int.Parse(o.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
            steps.Add(new(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["name"].Value, sql,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), oldest));
        }
        steps.Sort((a, b) => a.Number.CompareTo(b.Number));
        foreach (var (a, b) in steps.Zip(steps.Skip(1)))
            if (a.Number == b.Number) throw new InvalidOperationException($"{set.Module} has two schema steps of number {a.Number} for {store.Engine}");
        return steps;
    }

    private async Task Apply(Session session, SchemaSet set, SchemaStep step, CancellationToken cancel)
    {
        if (step.Sql.Contains("-- no transaction", StringComparison.Ordinal))
        {
            // Such a step (an index made while people work) must be able to run twice, since its line is written after it.
            foreach (var statement in step.Sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                await Run(session.Connection, null, statement, cancel);
            await Begin(session, exclusive: true, transaction => Note(transaction), cancel);
            return;
        }
        await Begin(session, exclusive: true, async transaction =>
        {
            await Run(session.Connection, transaction, step.Sql, cancel);
            await Note(transaction);
        }, cancel);

        Task Note(DbTransaction transaction) => Run(session.Connection, transaction,
            "insert into schema_steps (module, number, name, checksum, applied_at, oldest) values (@module, @number, @name, @checksum, @at, @oldest)", cancel,
            ("module", set.Module), ("number", step.Number), ("name", step.Name), ("checksum", step.Checksum), ("at", clock.GetUtcNow().UtcDateTime), ("oldest", step.Oldest));
    }

    private async Task DropViews(Session session, CancellationToken cancel)
    {
        var views = store.Engine == Engine.Sqlite
            ? await session.List("select name from sqlite_master where type = 'view' and name like 'pub\\_%' escape '\\'", row => row.Text(0), cancel)
            : await session.List("select table_name from information_schema.views where table_schema = current_schema() and table_name like 'pub\\_%'", row => row.Text(0), cancel);
        await Begin(session, exclusive: true, async transaction =>
        {
            foreach (var view in views) await Run(session.Connection, transaction, $"drop view if exists {view}{(store.Engine == Engine.Postgres ? " cascade" : "")}", cancel);
            // Whoever starts after an upgrade that was killed sees by this that the views are still to be made.
            await Run(session.Connection, transaction, "delete from schema_steps where module = 'views'", cancel);
        }, cancel);
    }

    private async Task RemakeViews(Session session, CancellationToken cancel)
    {
        var all = sets.Select(set => (set.Module, Sql: ViewsOf(set))).Where(v => v.Sql is not null).ToList();
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', all.Select(v => v.Sql)))));
        var applied = await session.First("select checksum from schema_steps where module = 'views' and number = 0", row => row.Text(0), cancel);
        if (applied == checksum) return;
        await DropViews(session, cancel);
        await Begin(session, exclusive: true, async transaction =>
        {
            foreach (var (_, sql) in all) await Run(session.Connection, transaction, sql!, cancel);
            await Run(session.Connection, transaction, """
                insert into schema_steps (module, number, name, checksum, applied_at, oldest) values ('views', 0, 'views', @checksum, @at, 1)
                on conflict (module, number) do update set checksum = excluded.checksum, applied_at = excluded.applied_at
                """, cancel, ("checksum", checksum), ("at", clock.GetUtcNow().UtcDateTime));
        }, cancel);
    }

    private static string? ViewsOf(SchemaSet set)
    {
        using var stream = set.Assembly.GetManifestResourceStream($"{set.Assembly.GetName().Name}.views.sql");
        return stream is null ? null : new StreamReader(stream, Encoding.UTF8).ReadToEnd();
    }

    private static async Task Begin(Session session, bool exclusive, Func<DbTransaction, Task> work, CancellationToken cancel)
    {
        await using var transaction = session.Connection is Microsoft.Data.Sqlite.SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: !exclusive)
            : await session.Connection.BeginTransactionAsync(cancel);
        await work(transaction);
        await transaction.CommitAsync(cancel);
    }

    private async Task Run(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        await using var command = new Session(store.Engine, connection, transaction).Command(sql, args);
        await command.RunAsync(cancel);
    }

    internal sealed record SchemaStep(int Number, string Name, string Sql, string Checksum, int Oldest);

    [GeneratedRegex(@"^(?<number>\d{4})_(?<name>\w+?)(?:\.(?<engine>sqlite|postgres))?\.sql$")]
    private static partial Regex StepName();

    [GeneratedRegex(@"^-- oldest: (\d+)$", RegexOptions.Multiline)]
    private static partial Regex OldestProgram();
}
