namespace Dangol.Platform;

/// <summary>Reads one record with what its references are called: one query, whatever it refers to.</summary>
public sealed class ShowRecord(Company company, Disclose disclose)
{
    /// <summary>The record as its page shows it.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>out_of_reach</c> (404: not there, or not for this actor).</exception>
    public async Task<RecordSheet> Read(Actor actor, DeclaredType type, Guid id, CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        return await Read(read, actor, type, id, cancel);
    }

    /// <summary>The same on a connection that is open.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>out_of_reach</c> (404: not there, or not for this actor).</exception>
    public async Task<RecordSheet> Read(Session read, Actor actor, DeclaredType type, Guid id, CancellationToken cancel = default)
    {
        var at = new AsOf(company.Today, company.Profile.TimeZone, actor.Id);
        var sql = new RecordSql(type, company.Declarations, read.Engine, actor, at);
        var shown = Shown(sql.Columns).FindAll(c => Disclosure.Has(actor, sql.Columns, c, company.Declarations));
        var columns = string.Concat(shown.Select(column => ", " + sql.Shown(column)));
        var names = string.Concat(shown.Select(column => ", " + (sql.Called(column) ?? "null")));
        var where = sql.Conditions($"t.id = {sql.Bind(id)}", sql.Reached);
        var line = await read.First($"select t.id, t.version, null{columns}{names} from {sql.From}{where}", row => ListRecords.Line(row, shown, null), cancel, sql.Args) ?? throw ReachOfChange.OutOfReach(type);
        var cells = shown.Select((column, i) => new RecordCell(column, line.Values[i], Disclosure.Named(actor, company.Declarations, column, line.Names[i]))).ToList();
        await NameWhatItIsAbout(read, actor, cells, cancel);
        // What can be chosen now, and what was chosen when it could.
        for (var i = 0; i < cells.Count; i++)
            if (cells[i] is { Column.Field: not null } cell && Choice.Offered(cell.Column.Type, c => c.When is null || Holds(type, c.When, cells, at) || cell.Value is string now && (now == c.Value || now.Contains(ManyType.Part(c.Value), StringComparison.Ordinal))) is var offered && offered != cell.Column.Type)
                cells[i] = cell with { Column = cell.Column with { Type = offered } };
        var masked = await disclose.Masked(read, actor, type, id, cells, cancel);
        cells = cells.ConvertAll(c => c.Name is not null && masked.Contains(c.Column.Path) ? c with { Name = null } : c);
        return new(type, id, line.Version, TitleOf(actor, type, cells), cells,
            Where(type, cells, at, field => field.ShownWhen, holds: false), Where(type, cells, at, field => field.RequiredWhen, holds: true)) { Masked = masked, Locked = Where(type, cells, at, field => field.LockedWhen, holds: true) };
    }

    /// <summary>A reference whose type stands in another field is named by a question of its own.</summary>
    private async Task NameWhatItIsAbout(Session read, Actor actor, List<RecordCell> cells, CancellationToken cancel)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is not { Value: Guid about, Column.Type: ReferenceType { Beside: { } beside } } cell || cells.FirstOrDefault(c => c.Column.Path == beside)?.Value is not string to || !company.Declarations.Has(to)) continue;
            var target = company.Declarations.Named(to);
            if (Disclosure.Title(actor, target) is not { } title || !actor.Rights.Allows(new(to, Actions.View))) continue;
            var reach = Reach.Sql(actor, target, "t", read.Engine);
            var name = await read.First($"select t.{title.Name} from {target.Table} t where t.id = @id and ({reach.Where})", row => row.Text(0), cancel, [("id", about), .. reach.Args]);
            cells[i] = cell with { Column = cell.Column with { Type = new ReferenceType(to, beside) }, Name = Disclosure.Called(actor, target, name) };
        }
    }

    /// <summary>The declared fields with their formulas and what the system keeps; folded columns say nothing by themselves.</summary>
    private static List<RecordColumn> Shown(RecordColumns columns)
    {
        var shown = columns.Own.Where(c => c.Path != "id").ToList();
        shown.AddRange(columns.Type.Pages!.KeyFacts.Where(path => shown.All(c => c.Path != path)).Select(columns.FindOrNull).OfType<RecordColumn>());
        return shown;
    }

    private static string TitleOf(Actor actor, DeclaredType type, List<RecordCell> cells) =>
        type.TitleField is { } title
            ? cells.FirstOrDefault(c => c.Column.Field == title)?.Value is string { Length: > 0 } text ? Disclosure.Called(actor, type, text) ?? "–" : "–"
            : string.Join(" – ", type.Pages!.Columns.Select(path => cells.FirstOrDefault(c => c.Column.Path == path)?.Name).OfType<string>());

    /// <summary>The fields for whose clause about the record this is the answer.</summary>
    private static HashSet<string> Where(DeclaredType type, List<RecordCell> cells, AsOf at, Func<Field, Clause?> clauseOf, bool holds)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in type.Fields)
            if (clauseOf(field) is { } clause && Holds(type, clause, cells, at) == holds) found.Add(field.Name);
        return found;
    }

    /// <summary>Is a clause about the record true of it as it stands?</summary>
    internal static bool Holds(DeclaredType type, Clause clause, IReadOnlyList<RecordCell> cells, AsOf at) =>
        TreeMemory.Where(RecordTree.Of(type).Schema.Bind(clause, at), new MemoryMap<IReadOnlyList<RecordCell>>(name => row => row.FirstOrDefault(c => c.Column.Path == name)?.Value))(cells);
}
