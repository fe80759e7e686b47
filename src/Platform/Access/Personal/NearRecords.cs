using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>
/// What makes a record close to somebody beside being in charge of it: a module's own question, such as customers whom one is to call. It gives keys of records among
/// <c>@ids</c> (write the place as <c>{ids}</c> over the column in braces: <c>{ids:t.regarding_id}</c>) for the person <c>@me</c>, since <c>@since</c>, a month ago. What somebody gave
/// themself to do (<see cref="IGiven"/>) brings nothing close, or at most what they may unmask: <c>(coalesce(t.given_by, t.created_by) &lt;&gt; @me or {unmask:t.regarding_id})</c>.
/// </summary>
public sealed record CloseBy(string Type, string Sql);

/// <summary>Registers what makes records close.</summary>
public static class Closeness
{
    /// <summary>Adds a way in which records of a type are close to somebody.</summary>
    public static IServiceCollection AddCloseBy(this IServiceCollection services, string type, string sql) => services.AddSingleton(new CloseBy(type, sql));
}

/// <summary>
/// Finds which records are close to somebody: those that they are in charge of, those that they were given to call or see to, and those that they have just asked to see.
/// Their personal data is shown to them as it is. One question for a page of records.
/// </summary>
public sealed partial class NearRecords(IEnumerable<CloseBy> ways, TimeProvider clock)
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);
    private readonly ILookup<string, CloseBy> _ways = ways.ToLookup(w => w.Type, StringComparer.Ordinal);

    /// <summary>Those of these records that are close to the actor.</summary>
    public async Task<IReadOnlySet<Guid>> Of(Session read, Actor actor, DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel = default)
    {
        if (ids.Count == 0 || type.Grain != Grain.Record) return new HashSet<Guid>();
        var questions = new List<string>
        {
            $"select t.id from {type.Table} t where {read.In<Guid>("t.id", "ids")} and t.owner_id = @me",
            $"select u.record_id from unmaskings u where u.user_id = @me and u.record_type = @type and {read.In<Guid>("u.record_id", "ids")} and u.until > @now",
        };
        questions.AddRange(_ways[type.Name].Select(way => Ids().Replace(way.Sql, match => read.In<Guid>(match.Groups[1].Value, "ids"))));
        var now = clock.GetUtcNow().UtcDateTime;
        var open = Reach.SqlOrNothing(actor, type, "o", read.Engine, Actions.Unmask);
        for (var i = 2; i < questions.Count; i++)
            questions[i] = Unmask().Replace(questions[i], match => open.IsAll ? "true" : open.Where == "false" ? "false" : $"exists (select 1 from {type.Table} o where o.id = {match.Groups[1].Value} and ({open.Where}))");
        var asked = string.Join("\nunion ", questions);
        // The keys are few; somebody may be in charge of a million records, and SQLite would go through those instead.
        if (read.Engine == Engine.Sqlite) asked = asked.Replace("t.owner_id = @me", "+t.owner_id = @me", StringComparison.Ordinal);
        return (await read.List(asked, row => row.Guid(0), cancel, [("ids", ids), ("me", actor.Id), ("type", type.Name), ("now", now), ("since", now - Lately), .. open.Args])).ToHashSet();
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\{ids:([a-z_.]+)\}")]
    private static partial System.Text.RegularExpressions.Regex Ids();

    [System.Text.RegularExpressions.GeneratedRegex(@"\{unmask:([a-z_.]+)\}")]
    private static partial System.Text.RegularExpressions.Regex Unmask();
}
