using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A record that may be the same as another, and the field in which both are alike.</summary>
public sealed record AlikeRecord(DeclaredType Type, Guid Id, string? Name, RecordColumn By);

/// <summary>
/// Notices records that are probably of the same person or company: the same e-mail address, telephone or business number, of this type or another one with
/// pages, or what must be unique of this type. One query by the indexes of those fields, whatever their number.
/// </summary>
public sealed class FindSimilar(Company company)
{
    private const int Most = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    /// <summary>Do records that share its value likely mean the same?</summary>
    public static bool IsKey(RecordColumn column) => column is { Field: { } field, Through: null } && (OfAPerson(column) || field.UniqueIndex is not null);

    /// <summary>What is alike to a record that is being typed; nothing where looking takes long.</summary>
    public async Task<IReadOnlyList<AlikeRecord>> Of(Actor actor, DeclaredType type, RecordValues values, CancellationToken cancel, Guid? but = null)
    {
        await using var read = await company.Store.Read(cancel);
        try { return await read.Within(Longest, () => Read(read, actor, type, RecordColumns.Of(actor, type, company.Declarations).Own.Select(c => (c, values.GetValueOrDefault(c.Path))), but, cancel)); }
        catch (TimeoutException) { return []; }
    }

    /// <summary>The same inside a write, where it decides.</summary>
    internal Task<IReadOnlyList<AlikeRecord>> Of(Session session, Actor actor, DeclaredType type, RecordValues values, Guid? but, CancellationToken cancel) =>
        Read(session, actor, type, RecordColumns.Of(actor, type, company.Declarations).Own.Select(c => (c, values.GetValueOrDefault(c.Path))), but, cancel);

    /// <summary>What is alike to a record as it stands.</summary>
    public Task<IReadOnlyList<AlikeRecord>> Of(Session read, Actor actor, RecordSheet sheet, CancellationToken cancel) =>
        Read(read, actor, sheet.Type, sheet.Cells.Select(c => (c.Column, c.Value)), sheet.Id, cancel);

    private async Task<IReadOnlyList<AlikeRecord>> Read(Session read, Actor actor, DeclaredType type, IEnumerable<(RecordColumn Column, object? Value)> known, Guid? but, CancellationToken cancel)
    {
        var keys = known.Where(k => k.Value is string && IsKey(k.Column)).ToList();
        var (parts, by, args) = (new List<string>(), new List<(DeclaredType Type, RecordColumn Column)>(), new List<(string, object?)>());
        foreach (var other in company.Declarations.All.Where(t => t is { Pages: not null, TitleField: not null } && actor.Rights.Allows(new(t.Name, Actions.View))))
            foreach (var column in RecordColumns.Of(actor, other, company.Declarations).Own.Where(IsKey))
                foreach (var (mine, value) in keys.Where(k => OfAPerson(column) ? k.Column.Type.GetType() == column.Type.GetType() : other == type && k.Column.Path == column.Path))
                {
                    var alias = $"s{parts.Count}";
                    var reach = Reach.Sql(actor, other, alias, read.Engine);
                    var same = other == type && but is not null ? $" and {alias}.id <> @self" : "";
                    parts.Add($"""
                        select * from (select {parts.Count} as part, {alias}.id, {alias}.{other.TitleField!.Name} as name from {other.Table} {alias}
                        where {alias}.{column.Folded ?? column.Name} = @{alias}{same} and ({reach.Where}) limit {Most}) x{alias}
                        """);
                    args.Add((alias, column.Folded is null ? value : Fold.Of((string)value!)));
                    args.AddRange(reach.Args);
                    by.Add((other, mine));
                }
        if (parts.Count == 0) return [];
        if (but is not null) args.Add(("self", but));
        var found = await read.List(string.Join(" union all ", parts), row => new AlikeRecord(by[row.Int(0)].Type, row.Guid(1), Disclosure.Called(actor, by[row.Int(0)].Type, row.TextOrNull(2)), by[row.Int(0)].Column), cancel, [.. args]);
        return [.. found.DistinctBy(f => f.Id)];
    }

    /// <summary>Is there a record of that key, and within reach?</summary>
    public async Task<bool> IsThere(Actor actor, DeclaredType type, Guid id, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var reach = Reach.Sql(actor, type, "t", read.Engine);
        return await read.Number($"select count(*) from {type.Table} t where t.id = @id and ({reach.Where})", cancel, [("id", id), .. reach.Args]) > 0;
    }

    internal static Text Number(int count) => new($"비슷한 기록 {count}개", count == 1 ? "1 similar record" : $"{count} similar records");

    private static bool OfAPerson(RecordColumn column) => column.Type is EmailType or PhoneType or BusinessNumberType;

    internal static void Map(IEndpointRouteBuilder pages, DeclaredType type) =>
        pages.MapPost($"/{type.Pages!.Path}/similar", async (HttpRequest request, FillForm fill, FindSimilar similar, Actor actor, CancellationToken cancel) =>
        {
            var form = await fill.Sent(actor, type, await request.ReadFormAsync(cancel), judge: false, cancel);
            return Page.Piece<AlikeRecords>(new { Typed = true, Records = await similar.Of(actor, type, form.Values, cancel) });
        }).Needs(new Permission(type.Name, Actions.View));
}
