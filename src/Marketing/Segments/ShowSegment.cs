namespace Dangol.Marketing;

/// <summary>A segment in the list; the count is null where nobody has counted it yet.</summary>
public sealed record SegmentLine(Guid Id, string Name, Text Sentence, long? Members, DateOnly? AsOf);

/// <summary>A segment as it is shown.</summary>
public sealed record SegmentCard(Guid Id, int Version, string Name, string Tree, Text Sentence);

/// <summary>One condition of a segment: in words, how many fulfil it alone, and how many are left of those before it.</summary>
public sealed record SegmentFall(Text Sentence, long Alone, long? Left);

/// <summary>A segment with its count and its members.</summary>
public sealed record SegmentView(SegmentCard Card, long Members, long Customers, DateOnly AsOf, IReadOnlyList<SegmentFall> Falls, IReadOnlyList<SegmentMember> Listed, Guid? Next);

/// <summary>Reads segments, counts them and lists who belongs to them.</summary>
internal sealed class ShowSegment(Company company, SegmentQuery query)
{
    internal const int PageSize = 50;
    private static readonly Text Counted = new("세그먼트 인원 계산", "Segment counted");

    /// <summary>Up to 200 segments, the latest first.</summary>
    public async Task<IReadOnlyList<SegmentLine>> List(Actor actor, CancellationToken cancel = default)
    {
        actor.MustSeeAll(company.Declarations.Named("customer"));
        await using var read = await company.Store.Read(cancel);
        return await read.List("""
            select s.id, s.name, s.sentence_ko, s.sentence_en, c.members, c.as_of
            from segments s left join segment_counts c on c.segment_id = s.id and c.counted_at >= s.updated_at
            order by s.id desc limit 200
            """, row => new SegmentLine(row.Guid(0), row.Text(1), new(row.Text(2), row.Text(3)), row.LongOrNull(4), row.DateOrNull(5)), cancel);
    }

    /// <summary>One segment.</summary>
    /// <exception cref="Refused"><c>segment_unknown</c></exception>
    public async Task<SegmentCard> Find(Guid id, CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("select id, version, name, tree, sentence_ko, sentence_en from segments where id = @id",
            row => new SegmentCard(row.Guid(0), row.Int(1), row.Text(2), row.Text(3), new(row.Text(4), row.Text(5))), cancel, ("id", id)) ?? throw SaveSegment.Unknown();
    }

    /// <summary>Counts a segment as of today and keeps the count for the list.</summary>
    /// <exception cref="Refused"><c>segment_unknown</c></exception>
    public async Task<SegmentLine> Count(Actor actor, Guid id, CancellationToken cancel = default)
    {
        var card = await Find(id, cancel);
        var count = await query.Count(actor, TreeParser.Clause(card.Tree), company.Today, cancel);
        await Keep(id, count, cancel);
        return new(id, card.Name, card.Sentence, count.Members, company.Today);
    }

    /// <summary>A segment with each of its conditions, and the members after a key: by name those whom the actor reaches.</summary>
    /// <exception cref="Refused"><c>segment_unknown</c></exception>
    public async Task<SegmentView> Read(Actor actor, Guid id, Guid? after, int limit, CancellationToken cancel = default)
    {
        var (card, today) = (await Find(id, cancel), company.Today);
        var tree = TreeParser.Clause(card.Tree);
        var count = await query.Count(actor, tree, today, cancel);
        await Keep(id, count, cancel);
        var keys = await query.Page(actor, tree, today, after, limit + 1, cancel);
        var clauses = tree switch { Clause.All(var all) => all, Clause.Any(var any) => any, _ => [tree] };
        var falls = clauses.Select((clause, i) => new SegmentFall(TreeSentence.Of(clause, SegmentSchema.Tree), count.Alone[clause], count.Left.Count > i ? count.Left[i] : null));
        var listed = await CountDraft.Members(company, actor, [.. keys.Take(limit)], cancel);
        return new(card, count.Members, count.Customers, today, [.. falls], listed, keys.Count > limit ? keys[limit - 1] : null);
    }

    /// <summary>The table of counts is the system's own and not journaled.</summary>
    private Task Keep(Guid id, SegmentCount count, CancellationToken cancel) => company.Writes.Run(Actor.System, Counted, change => change.Execute("""
        insert into segment_counts (segment_id, as_of, members, customers, counted_at) values (@id, @day, @members, @customers, @now)
        on conflict (segment_id) do update set as_of = excluded.as_of, members = excluded.members, customers = excluded.customers, counted_at = excluded.counted_at
        """, cancel, ("id", id), ("day", company.Today), ("members", count.Members), ("customers", count.Customers), ("now", change.Now)), cancel);
}
