using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>Makes a segment or changes one. Campaigns that were launched keep the members that they froze.</summary>
internal sealed class SaveSegment(Company company)
{
    private static readonly Text Reason = new("세그먼트 저장", "Save segment");

    /// <summary>A segment: its name, and its tree as JSON (see <see cref="TreeJson"/>).</summary>
    public sealed record Form(string Name, string Tree, Guid? Id = null, int? Version = null);

    /// <summary>Saves it.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="Refused"><c>tree_…</c> where the tree is wrong, <c>segment_unknown</c>, <c>duplicate</c>, <c>version_missing</c>, <c>changed_meanwhile</c>.</exception>
    public Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(Segment.Edit);
        var tree = TreeParser.Clause(form.Tree);
        SegmentSchema.For(actor).Bind(tree, new AsOf(company.Today, company.Profile.TimeZone));
        if (tree is Clause.All { Clauses.Count: 0 } or Clause.Any { Clauses.Count: 0 })
            throw new Refused("tree_empty", "tree", new("조건을 하나 이상 넣어 주세요.", "Add at least one condition."));
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            if (form.Id is { } id)
            {
                var segment = await db.Segments.SingleOrDefaultAsync(s => s.Id == id, cancel) ?? throw Unknown();
                Versions.Must(segment.Version, form.Version);
                segment.Say(form.Name, tree);
                await change.Save(cancel);
                return id;
            }
            var made = Segment.Of(change.NewId(), form.Name, tree);
            db.Segments.Add(made);
            await change.Save(cancel);
            return made.Id;
        }, cancel);
    }

    internal static Refused Unknown() => new("segment_unknown", null, new("그런 세그먼트가 없어요.", "There is no such segment."), 404);
}
