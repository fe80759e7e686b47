namespace Dangol.Platform;

/// <summary>Records of another type that refer to this one by a field.</summary>
/// <param name="Type">Their type.</param>
/// <param name="By">The field.</param>
/// <param name="Columns">What is shown of each: its name, then a fact or two.</param>
/// <param name="Rows">The latest of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Href">The list of all of them.</param>
public sealed record RelatedList(DeclaredType Type, Field By, IReadOnlyList<RecordColumn> Columns, IReadOnlyList<RecordLine> Rows, CappedCount Count, string Href);

/// <summary>Finds what refers to a record, as the declarations say: two queries for each field that may refer to it. Such a field wants an index of its column and the key.</summary>
public sealed class RelatedRecords(Company company, Disclose disclose)
{
    private const int Shown = 5;

    /// <summary>The lists that the actor may read and that are not empty.</summary>
    public async Task<List<RelatedList>> Read(Session read, Actor actor, DeclaredType type, Guid id, CancellationToken cancel = default)
    {
        var lists = new List<RelatedList>();
        foreach (var other in company.Declarations.All.Where(t => t is { Pages.Related: true, Grain: Grain.Record } && actor.Rights.Allows(new(t.Name, Actions.View))))
            foreach (var field in other.Fields.Where(f => f.Type is ReferenceType reference && reference.To == type.Name && actor.Rights.MaySee(other.Name, f.Name)))
                if (await List(read, actor, other, field, id, cancel) is { Rows.Count: > 0 } list) lists.Add(list);
        return lists;
    }

    private async Task<RelatedList> List(Session read, Actor actor, DeclaredType other, Field field, Guid id, CancellationToken cancel)
    {
        var at = new AsOf(company.Today, company.Profile.TimeZone, actor.Id);
        var sql = new RecordSql(other, company.Declarations, read.Engine, actor, at);
        var pages = other.Pages!;
        List<RecordColumn> columns = [.. Disclosure.Visible(actor, other, pages.Columns.Take(1).Append(pages.Board ?? pages.Columns[^1]).Distinct(StringComparer.Ordinal), company.Declarations).Select(sql.Columns.Find)];
        var values = string.Concat(columns.Select(column => ", " + sql.Shown(column)));
        var names = string.Concat(columns.Select(column => ", " + (sql.Called(column) ?? "null")));
        var where = sql.Conditions($"t.{field.Name} = {sql.Bind(id)}", sql.Reached);
        var rows = await read.List($"select t.id, t.version, null{values}{names} from {sql.From}{where} order by t.id desc limit {Shown + 1}", row => ListRecords.Line(row, columns, null), cancel, sql.Args);
        var count = new CappedCount(rows.Count, More: false);
        if (rows.Count > Shown)
        {
            var counted = new RecordSql(other, company.Declarations, read.Engine, actor, at);
            var which = counted.Conditions($"t.{field.Name} = {counted.Bind(id)}", counted.Reached);
            count = await CappedCount.Of(read, $"from {counted.From}{which}", cancel, counted.Args);
            rows.RemoveAt(Shown);
        }
        return new(other, field, columns, await disclose.List(read, actor, other, columns, rows, cancel), count, $"/{pages.Path}?view=all&w={Uri.EscapeDataString(new ListFilter(field.Name, "eq", [id.ToString()]).ToString())}");
    }
}
