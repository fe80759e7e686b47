using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Something that can be put into a control.</summary>
/// <param name="Value">What the form sends: a key, or a tag.</param>
/// <param name="Label">What people read.</param>
/// <param name="Note">What tells it from another of the same name.</param>
public sealed record Suggestion(string Value, string Label, string? Note = null);

/// <summary>Finds records that a reference may lead to by the beginning of their name, and tags that others use already.</summary>
public sealed class SuggestChoices(Company company, IEnumerable<RecordVerb> verbs)
{
    private const int Most = 8, TagRows = 2_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    /// <summary>What fits the words; the first by name where there are none. A reference whose type stands in another field wants to know <paramref name="of"/> which.</summary>
    public async Task<IReadOnlyList<Suggestion>> Find(Actor actor, DeclaredType type, string path, string words, CancellationToken cancel, string? of = null)
    {
        actor.Must(new(type.Name, Actions.View));
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        // What a verb asks for may be no field of the record.
        var column = columns.FindOrNull(path) ?? verbs.Where(v => v.Type == type.Name).SelectMany(v => VerbForms.Columns(actor, v)).FirstOrDefault(c => c.Path == path) ?? columns.Find(path);
        // What is masked is not offered either.
        if (column.Type is not ReferenceType && Disclosure.Hides(actor, columns, column, company.Declarations)) return [];
        await using var read = await company.Store.Read(cancel);
        try
        {
            return await read.Within(Longest, () => column.Type switch
            {
                ReferenceType { To: { Length: > 0 } to } when company.Declarations.Has(to) => Records(read, actor, company.Declarations.Named(to), words, Most, cancel),
                ReferenceType { Beside: not null } when company.Declarations.Has(of ?? "") => Records(read, actor, company.Declarations.Named(of!), words, Most, cancel),
                TagsType => Tags(read, actor, type, column, words, cancel),
                TextType when column.Field is { IsSuggested: true } => Texts(read, actor, type, column, words, cancel),
                _ => Task.FromResult<IReadOnlyList<Suggestion>>([]),
            });
        }
        catch (TimeoutException) { return []; }
    }

    /// <summary>The key of the one record that is called so; null where there is none or several.</summary>
    public async Task<Guid?> Called(Actor actor, DeclaredType to, string name, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var exact = (await Records(read, actor, to, name, Most, cancel)).Where(s => Fold.Of(s.Label) == Fold.Of(name)).ToList();
        return exact is [var one] ? Guid.Parse(one.Value) : null;
    }

    /// <summary>What records are called, by their keys: one question for all of them.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Names(Actor actor, DeclaredType to, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0 || Disclosure.Title(actor, to) is not { } title) return new Dictionary<Guid, string>();
        await using var read = await company.Store.Read(cancel);
        var reach = ReachOf(actor, to, read.Engine);
        var found = await read.List($"select t.id, t.{title.Name} from {to.Table} t where {read.In<Guid>("t.id", "ids")} and ({reach.Where})", row => (row.Guid(0), row.Text(1)), cancel, [("ids", ids), .. reach.Args]);
        return found.ToDictionary(x => x.Item1, x => Disclosure.Called(actor, to, x.Item2)!);
    }

    private static async Task<IReadOnlyList<Suggestion>> Records(Session read, Actor actor, DeclaredType to, string words, int most, CancellationToken cancel)
    {
        if (Disclosure.Title(actor, to) is not { } title) return [];
        var reach = ReachOf(actor, to, read.Engine);
        var name = title.Folded is { } folded ? "t." + Platform.Names.Snake(folded.Name) : $"lower(t.{title.Name})";
        var note = to.Fields.FirstOrDefault(f => (f is { IsSecret: false, Type: EmailType } || f.Name is "email" or "code" or "number") && actor.Rights.MaySee(to.Name, f.Name));
        var from = Fold.Of(words);
        // A masked name is found by the whole of it alone: parts would tell it letter by letter.
        var range = from.Length == 0 ? "" : Disclosure.IsCalledOpenly(actor, to) ? $"{name} >= @from and {name} < @to and " : $"{name} = @from and ";
        var active = to.Name == "user" ? "t.disabled_at is null and " : "";
        return await read.List($"select t.id, t.{title.Name}, {(note is null ? "null" : "t." + note.Name)} from {to.Table} t where {range}{active}({reach.Where}) order by {name}, t.id limit {most}",
            row => new Suggestion(row.Guid(0).ToString(), Disclosure.Called(actor, to, row.Text(1))!, Noted(note, row.TextOrNull(2))), cancel,
            [.. from.Length > 0 ? new (string, object?)[] { ("from", from), ("to", from + "\U0010FFFF") } : [], .. reach.Args]);
    }

    private static string? Noted(Field? field, string? value) => field is { IsPersonal: true } ? Mask.Email(value) : value;

    /// <summary>Tags of the records that were made last.</summary>
    private static async Task<IReadOnlyList<Suggestion>> Tags(Session read, Actor actor, DeclaredType type, RecordColumn column, string words, CancellationToken cancel)
    {
        var last = Fold.Of(words.Split([',', ';'])[^1]);
        var reach = Reach.Sql(actor, type, "t", read.Engine);
        var rows = await read.List($"select t.{column.Path} from (select * from {type.Table} order by id desc limit {TagRows}) t where t.{column.Path} is not null and ({reach.Where})", row => row.Text(0), cancel, reach.Args);
        return [.. rows.SelectMany(ManyType.Split).Where(t => t.StartsWith(last, StringComparison.Ordinal)).GroupBy(t => t, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(Most).Select(g => new Suggestion(g.Key, g.Key))];
    }

    /// <summary>Values so far that begin so: one step along the index for each, however many records there are; for who doesn't reach all of them, those among the records made last.</summary>
    private static async Task<IReadOnlyList<Suggestion>> Texts(Session read, Actor actor, DeclaredType type, RecordColumn column, string words, CancellationToken cancel)
    {
        var from = words.Trim().Normalize();
        if (Reach.Sql(actor, type, "t", read.Engine) is { IsAll: false } reach)
            return await read.List($"""
                select distinct f.value from (select t.{column.Name} as value from {type.Table} t where t.{column.Name} >= @from and t.{column.Name} < @to and t.{column.Name} <> '' and ({reach.Where}) order by t.id desc limit {TagRows}) f order by f.value limit {Most}
                """, row => new Suggestion(row.Text(0), row.Text(0)), cancel, [("from", from), ("to", from + "\U0010FFFF"), .. reach.Args]);
        return await read.List($"""
            with recursive found(value, n) as (
                select (select min({column.Name}) from {type.Table} where {column.Name} >= @from and {column.Name} < @to), 1
                union all
                select (select min(t.{column.Name}) from {type.Table} t where t.{column.Name} > found.value and t.{column.Name} < @to), n + 1 from found where found.value is not null and n < {Most})
            select value from found where value is not null and value <> ''
            """, row => new Suggestion(row.Text(0), row.Text(0)), cancel, ("from", from), ("to", from + "\U0010FFFF"));
    }

    /// <summary>People are named to everybody; any other record only to those who reach it.</summary>
    private static ReachSql ReachOf(Actor actor, DeclaredType to, Engine engine) =>
        to.Name == "user" ? new("true", []) : actor.Rights.Allows(new(to.Name, Actions.View)) ? Reach.Sql(actor, to, "t", engine) : new("false", []);

    internal static void Map(IEndpointRouteBuilder pages, DeclaredType type) =>
        pages.MapGet($"/{type.Pages!.Path}/choices", async (HttpRequest request, SuggestChoices suggest, Actor actor, string field, string? q, string? of, CancellationToken cancel) =>
        {
            var words = q ?? (request.Query["as"] is [{ } name] ? request.Query[name + ".called"].FirstOrDefault() ?? request.Query[name].FirstOrDefault() : null) ?? "";
            return Page.Piece<Suggestions>(new { Choices = await suggest.Find(actor, type, field, words, cancel, of), Typed = words.Length > 0 });
        }).Needs(new Permission(type.Name, Actions.View));
}
