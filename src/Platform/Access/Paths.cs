namespace Dangol.Platform;

/// <summary>
/// A tree as its closure: a row for each pair of a node and one above it, each node with itself at depth 0. So the people below somebody, or the teams under one, are found by one index.
/// It is kept with every change of the tree, in the same transaction: moved are only the rows of those below what moved.
/// </summary>
internal sealed class Paths
{
    /// <summary>Deeper is no organisation but a mistake.</summary>
    public const int Deepest = 50;

    private readonly string _table, _parent, _paths, _above, _below;
    private readonly Refused _circle;

    private Paths(string table, string parent, string paths, string above, string below, Refused circle) => (_table, _parent, _paths, _above, _below, _circle) = (table, parent, paths, above, below, circle);

    /// <summary>Teams under teams: <c>team_paths</c>.</summary>
    public static Paths Teams { get; } = new("teams", "parent_id", "team_paths", "team_id", "under_id",
        new("team_circle", "parent_id", new("이 팀의 아래에 있는 팀은 상위 팀이 될 수 없어요.", "A team that is under this one can't be above it.")));

    /// <summary>People below people: <c>manager_paths</c>.</summary>
    public static Paths Managers { get; } = new("users", "manager_id", "manager_paths", "manager_id", "user_id",
        new("manager_circle", "manager_id", new("이 사람의 조직에 속한 사람은 상급자가 될 수 없어요.", "Somebody below this person can't be their manager.")));

    /// <summary>Makes the paths of these nodes, and of all below them, anew.</summary>
    /// <exception cref="Refused"><c>team_circle</c>, <c>manager_circle</c></exception>
    public async Task Renew(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        foreach (var some in ids.Distinct().Chunk(20_000))
        {
            await Refuse(change, some, cancel);
            // Whoever hangs below them now has another way up; those that are gone have none.
            var moved = $"""
                with recursive moved (id) as (
                    select n.id from {_table} n where {change.Session.In<Guid>("n.id", "ids")}
                    union
                    select n.id from {_table} n join moved m on n.{_parent} = m.id)
                """;
            await change.Execute($"{moved} delete from {_paths} where {_below} in (select id from moved) or {change.Session.In<Guid>(_below, "ids")}", cancel, ("ids", some));
            await change.Execute($"""
                {moved},
                walked (below, above, depth) as (
                    select m.id, m.id, 0 from moved m
                    union all
                    select w.below, n.{_parent}, w.depth + 1 from walked w join {_table} n on n.id = w.above)
                insert into {_paths} ({_above}, {_below}, depth) select w.above, w.below, w.depth from walked w where w.above is not null
                """, cancel, ("ids", some));
        }
    }

    private async Task Refuse(Change change, Guid[] ids, CancellationToken cancel)
    {
        // That the top has nobody above it ends the walk by itself. Said as a condition it would make PostgreSQL, where its statistics know the first person only, expect nobody and scan the table for each row.
        if (await change.Session.Number($"""
            with recursive up (id, above, depth) as (
                select n.id, n.{_parent}, 1 from {_table} n where {change.Session.In<Guid>("n.id", "ids")}
                union all
                select u.id, n.{_parent}, u.depth + 1 from up u join {_table} n on n.id = u.above where u.above <> u.id and u.depth < {Deepest})
            select count(*) from up where above = id or depth >= {Deepest}
            """, cancel, ("ids", ids)) > 0) throw _circle;
    }
}
