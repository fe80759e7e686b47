namespace Dangol.Marketing;

/// <summary>A member of a segment, as it is listed.</summary>
public sealed record SegmentMember(Guid Id, string Number, string Name, string? Region);

/// <summary>How many fulfil one row or group: alone, and what is left when those before it hold too.</summary>
public sealed record SegmentStep(long Alone, long? Left);

/// <summary>What a draft means and whom it reaches, with what is wrong in it.</summary>
/// <param name="Sentence">The whole in words.</param>
/// <param name="Members">How many fulfil it; null where there is nothing to count yet.</param>
/// <param name="Customers">How many customers there are.</param>
/// <param name="AsOf">The business date of the count.</param>
/// <param name="Steps">The counts of rows and groups by their index.</param>
/// <param name="Sample">Some members by name.</param>
/// <param name="Faults">What is wrong or unfinished, by index.</param>
public sealed record SegmentFigures(Text Sentence, long? Members, long Customers, DateOnly AsOf, IReadOnlyDictionary<int, SegmentStep> Steps,
    IReadOnlyList<SegmentMember> Sample, IReadOnlyDictionary<int, Text> Faults);

/// <summary>Counts a draft while it is being built.</summary>
internal sealed class CountDraft(Company company, SegmentQuery query, Actor actor)
{
    private const int SampleSize = 10;

    /// <summary>Counts what can be counted: rows that are unfinished are left out.</summary>
    public async Task<SegmentFigures> Run(SegmentDraft draft, CancellationToken cancel = default)
    {
        var today = company.Today;
        var rows = new SegmentClauses(company.Profile.Currency, new AsOf(today, company.Profile.TimeZone));
        var clause = draft.Root is null ? TreeParser.Clause(draft.Tree ?? "") : rows.Of(draft.Root);
        if (clause is null) return new(new("조건을 채우면 어떤 고객인지 여기에 보여요.", "Fill in a condition, and whom it means stands here."), null, 0, today, new Dictionary<int, SegmentStep>(), [], rows.Faults);
        SegmentSchema.For(actor).Bind(clause, new AsOf(today, company.Profile.TimeZone));
        var count = await query.Count(actor, clause, today, cancel);
        var sample = await Members(company, actor, await query.Page(actor, clause, today, null, SampleSize, cancel), cancel);
        return new(TreeSentence.Of(clause, SegmentSchema.Tree), count.Members, count.Customers, today, Steps(draft.Root, rows, count), sample, rows.Faults);
    }

    /// <summary>Customers by name, in the order of the keys: those whom the actor reaches.</summary>
    internal static async Task<IReadOnlyList<SegmentMember>> Members(Company company, Actor actor, IReadOnlyList<Guid> keys, CancellationToken cancel)
    {
        if (keys.Count == 0) return [];
        await using var read = await company.Store.Read(cancel);
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        var found = await read.List($"select c.id, c.number, c.name, c.region from pub_customers c where {read.In<Guid>("c.id", "ids")} and ({seen.Where})",
            row => new SegmentMember(row.Guid(0), row.Text(1), row.Text(2), row.TextOrNull(3)), cancel, [("ids", keys.ToArray()), .. seen.Args]);
        var byKey = found.ToDictionary(m => m.Id);
        return [.. keys.Where(byKey.ContainsKey).Select(key => byKey[key])];
    }

    private static Dictionary<int, SegmentStep> Steps(SegmentNode? root, SegmentClauses rows, SegmentCount count)
    {
        var steps = new Dictionary<int, SegmentStep>();
        if (root is null) return steps;
        foreach (var (index, clause) in rows.Clauses) if (index != root.Index && count.Alone.TryGetValue(clause, out var alone)) steps[index] = new(alone, null);
        // What is left after each is known where all conditions of the outermost group must hold.
        var said = root.Children!.Where(child => rows.Clauses.ContainsKey(child.Index)).ToList();
        if (count.Left.Count == said.Count)
            for (var i = 0; i < said.Count; i++) if (steps.TryGetValue(said[i].Index, out var step)) steps[said[i].Index] = step with { Left = count.Left[i] };
        return steps;
    }
}
