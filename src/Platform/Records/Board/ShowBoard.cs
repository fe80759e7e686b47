using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A column of a board.</summary>
/// <param name="Value">The value that its cards have: of a choice, or the key of a record.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Folded">It is shown as a strip.</param>
/// <param name="IsEnd">Nothing more is to be done with what is there (won, lost).</param>
/// <param name="Cards">The first of them.</param>
public sealed record BoardColumn(object Value, Text Name, bool Folded, bool IsEnd, RecordList Cards);

/// <summary>How many cards a column has, and their amounts by currency.</summary>
public sealed record BoardFigure(object Value, long Count, IReadOnlyList<Money> Sums);

/// <summary>A board as it is shown.</summary>
/// <param name="Type">Of which records.</param>
/// <param name="State">The same state as the list's.</param>
/// <param name="By">The field that makes the columns.</param>
/// <param name="Parents">Among which the columns are chosen (pipelines), where there are several.</param>
/// <param name="Parent">The one that is shown.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Sentence">What its conditions mean.</param>
/// <param name="Names">What the records are called that they name.</param>
/// <param name="Draft">The condition that is being made.</param>
/// <param name="MayMove">The actor may move cards.</param>
public sealed record BoardShown(DeclaredType Type, ListState State, RecordColumn By, IReadOnlyList<(Guid Id, string Name)> Parents, Guid? Parent, IReadOnlyList<BoardColumn> Columns, Text? Sentence, IReadOnlyDictionary<Guid, string> Names, ConditionDraft? Draft, bool MayMove)
{
    /// <summary>The views that the one who looks may choose.</summary>
    public IReadOnlyList<SavedView> Views { get; init; } = [];

    /// <summary>The cards that they may move; all where null.</summary>
    public IReadOnlySet<Guid>? Movable { get; init; }

    /// <summary>Who looks.</summary>
    public required Actor Actor { get; init; }
}

/// <summary>The board of a declared type: columns of a choice field, or of records that have an order; each column is paged on the server.</summary>
internal sealed class ShowBoard(Company company, ListRecords lists, ListQuery asks, ShowList state, SteerList steer, AggregateRecords add, ShowRecord show, VerbForms verbs, FillForm fill, EditRecords edit)
{
    private const int CardsAtOnce = 12, MostColumns = 30;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        if (type.Pages!.Board is not { } by) return;
        var path = $"/{type.Pages.Path}/board";
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.View));
        pages.MapGet(path, async (HttpRequest request, ShowBoard show, Actor actor, CancellationToken cancel) =>
        {
            var (shown, next) = await show.Run(actor, type, by, request.Query, cancel);
            return next is not null ? Page.Next(next) : Page.Of<BoardPage>(type.Pages.Many, new { Shown = shown }, shown!.Draft?.Fault is null ? 200 : 422);
        });
        pages.MapGet(path + "/cards", async (string value, HttpRequest request, ShowBoard show, Actor actor, CancellationToken cancel) =>
        {
            var cards = await show.More(actor, type, by, value, request.Query, cancel);
            return Page.Piece<BoardCards>(new { Type = type, By = by, Value = value, Cards = cards, Movable = await show.Movable(actor, type, by, cards.Rows, cancel), Query = request.QueryString.ToString(), IsEnd = request.Query["end"] == "1" });
        });
        pages.MapGet(path + "/sums", async (HttpRequest request, ShowBoard show, Actor actor, CancellationToken cancel) =>
            Page.Piece<BoardFigures>(new { Figures = await show.Sums(actor, type, by, request.Query, cancel) }));
        pages.MapPost(path + "/move", async (HttpContext context, ShowBoard show, Actor actor, CancellationToken cancel) => await show.Move(context, actor, type, by, await context.Request.ReadFormAsync(cancel), cancel));
    }

    private async Task<(BoardShown? Shown, string? Next)> Run(Actor actor, DeclaredType type, string field, IQueryCollection query, CancellationToken cancel)
    {
        var (list, known) = await state.State(actor, type, query, cancel);
        var (next, draft) = steer.Read(actor, type, list, query, "/board");
        if (next is not null) return (null, next);
        var (all, by) = (RecordColumns.Of(type, company.Declarations), RecordColumns.Of(actor, type, company.Declarations).Find(field));
        if (Disclosure.Hides(actor, all, by, company.Declarations))
            throw new Refused("masked_field", field, new($"{by.Label.Ko} 항목은 가려져 있어서 그 보드를 볼 수 없어요.", $"{by.Label.En} is masked for you, so there is no board of it."), 403);
        var (parents, parent, values) = await Values(actor, by, list.Of ?? "", cancel);
        var filter = asks.Filter(actor, type, list);
        var columns = new List<BoardColumn>();
        foreach (var (value, name, isEnd) in values) columns.Add(new(value, name, isEnd && by.Type is ReferenceType, isEnd, await Cards(actor, type, by, value, list, filter, null, cancel)));
        // What has nothing in the field lies apart, where there is any, so that no card is lost.
        if (!by.IsNeverEmpty && await Cards(actor, type, by, "", list, filter, null, cancel) is { Rows.Count: > 0 } rest) columns.Insert(0, new("", new("값 없음", "None"), Folded: false, IsEnd: false, rest));
        var mover = verbs.Moving(type, field);
        var names = filter is null ? new Dictionary<Guid, string>() : await asks.Names(actor, RecordColumns.Of(actor, type, company.Declarations), filter, cancel);
        return (new(type, list, by, parents, parent, columns, asks.Sentence(actor, type, filter, names), names, draft, actor.Rights.Allows(mover?.Needs ?? new(type.Name, Actions.Edit))) { Views = known, Actor = actor, Movable = await Movable(actor, type, field, columns.SelectMany(c => c.Cards.Rows), cancel) }, null);
    }

    /// <summary>Which of the cards the actor may move: one question, and only where a role says how far.</summary>
    private async Task<IReadOnlySet<Guid>?> Movable(Actor actor, DeclaredType type, string field, IEnumerable<RecordLine> cards, CancellationToken cancel)
    {
        var needs = verbs.Moving(type, field)?.Needs ?? new(type.Name, Actions.Edit);
        if (needs.Type != type.Name) return null;
        var reach = Reach.SqlOrNothing(actor, type, "t", company.Store.Engine, needs.Action);
        if (reach.IsAll) return null;
        var ids = cards.Select(c => c.Id).ToArray();
        if (reach.Where == "false" || ids.Length == 0) return new HashSet<Guid>();
        await using var read = await company.Store.Read(cancel);
        return (await read.List($"select t.id from {type.Table} t where {read.In<Guid>("t.id", "ids")} and ({reach.Where})", row => row.Guid(0), cancel, [("ids", ids), .. reach.Args])).ToHashSet();
    }

    private async Task<RecordList> More(Actor actor, DeclaredType type, string field, string value, IQueryCollection query, CancellationToken cancel)
    {
        var (list, _) = await state.State(actor, type, query, cancel);
        var by = RecordColumns.Of(actor, type, company.Declarations).Find(field);
        return await Cards(actor, type, by, by.Type is ReferenceType && value.Length > 0 ? Guid.TryParse(value, out var id) ? id : Guid.Empty : value, list, asks.Filter(actor, type, list), list.After, cancel);
    }

    private Task<RecordList> Cards(Actor actor, DeclaredType type, RecordColumn by, object value, ListState list, Clause? filter, string? after, CancellationToken cancel)
    {
        Clause inColumn = value is "" ? new Clause.Compare(new Term.Field(by.Path), Operator.Empty, []) : new Clause.Compare(new Term.Field(by.Path), Operator.Equal, new Term.Literal(value));
        return lists.Read(actor, type, new()
        {
            Columns = Facts(type), Filter = filter is null ? inColumn : new Clause.All([inColumn, filter]), Sort = list.Sort.TrimStart('-'), Descending = list.Sort.StartsWith('-'),
            After = Keyset.Of(after), Size = CardsAtOnce, Counted = false,
        }, cancel);
    }

    /// <summary>What stands on a card: its name and at most four lines.</summary>
    private static List<string> Facts(DeclaredType type) => type.Pages!.Cards is { Count: > 0 } cards ? [type.Pages.Columns[0], .. cards] : [.. type.Pages.Columns.Where(c => c != type.Pages.Board).Take(5)];

    /// <summary>The values that make the columns: of a choice, or the records of a type in their order, among those of one parent where they have one.</summary>
    private async Task<(IReadOnlyList<(Guid, string)> Parents, Guid? Parent, IReadOnlyList<(object Value, Text Name, bool IsEnd)> Values)> Values(Actor actor, RecordColumn by, string parentAsked, CancellationToken cancel)
    {
        if (by.Type is ChoiceType choice) return ([], null, [.. choice.Choices.Select(c => ((object)c.Value, c.Label, c.IsEnd))]);
        var type = company.Declarations.Named(((ReferenceType)by.Type).To);
        var order = StageOrder.Of(type);
        IReadOnlyList<(Guid Id, string Name)> parents = [];
        Guid? chosen = null;
        if (order.Parent is { Type: ReferenceType { To: var of } })
        {
            parents = [.. (await Ordered(actor, company.Declarations.Named(of), null, cancel)).Select(r => (r.Id, (string?)r.Values[0] ?? ""))];
            chosen = Guid.TryParse(parentAsked, out var id) && parents.Any(p => p.Id == id) ? id : parents.Count > 0 ? parents[0].Id : null;
        }
        var rows = await Ordered(actor, type, chosen is null ? null : new Clause.Compare(new Term.Field(order.Parent!.Name), Operator.Equal, new Term.Literal(chosen)), cancel);
        return (parents, chosen, [.. rows.Select(r => ((object)r.Id, Text.Same((string?)r.Values[0] ?? ""), r.Values.Length > 1 && order.IsEnd((string?)r.Values[1])))]);
    }

    private async Task<IReadOnlyList<RecordLine>> Ordered(Actor actor, DeclaredType type, Clause? filter, CancellationToken cancel)
    {
        var order = StageOrder.Of(type);
        string[] columns = order.Outcome is { } outcome ? [order.Title.Name, outcome.Name] : [order.Title.Name];
        return (await lists.Read(actor, type, new() { Columns = columns, Filter = filter, Sort = order.By, Size = MostColumns, Counted = false }, cancel)).Rows;
    }

    /// <summary>How many cards each column has and what they are worth, after the cards; none where that takes too long.</summary>
    private async Task<IReadOnlyList<BoardFigure>> Sums(Actor actor, DeclaredType type, string field, IQueryCollection query, CancellationToken cancel)
    {
        var (list, _) = await state.State(actor, type, query, cancel);
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var by = columns.Find(field);
        var money = columns.Own.FirstOrDefault(c => c is { Type: MoneyType, Formula: null });
        try
        {
            var found = await add.Read(actor, type, new(asks.Filter(actor, type, list), by.Path, money is null ? [] : [money.Path]) { Named = false, Longest = Longest }, cancel);
            var known = found.Groups.ToDictionary(g => g.Value ?? "", g => new BoardFigure(g.Value ?? "", g.Count, [.. found.Sums.SelectMany(s => found.Of(g, s)).OfType<Money>()]));
            return [.. (await Values(actor, by, list.Of ?? "", cancel)).Values.Select(v => v.Value).Concat(known.Keys.Where(k => k is "")).Select(v => known.GetValueOrDefault(v) ?? new(v, 0, []))];
        }
        catch (Refused slow) when (slow.Rule == "aggregate_too_slow") { return []; }
    }

    /// <summary>Moves a card: 204 where it is done, 422 with the small form of what the move needs.</summary>
    private async Task<IResult> Move(HttpContext context, Actor actor, DeclaredType type, string field, IFormCollection sent, CancellationToken cancel)
    {
        if (!Guid.TryParse(sent["id"], out var id)) throw ReachOfChange.OutOfReach(type);
        var seen = EditField.VersionOf(sent);
        if (verbs.Moving(type, field) is { } verb)
        {
            actor.Must(verb.Needs);
            if (await LedElsewhere(actor, type, id, verb, field, sent[field].ToString(), seen, cancel) is { } other) return other;
            var read = await fill.Read(actor, sent, VerbForms.Columns(actor, verb), cancel: cancel);
            var faults = read.Faults;
            if (faults.Count == 0)
            {
                try
                {
                    var done = await verb.Run(actor, [id], read.Values, new(seen), cancel);
                    Toast.Changed(context, done.Said, done.ChangeSetId);
                    return await Moved(context, type, id, cancel);
                }
                catch (Refused refused) when (refused.Status is 422 or 409) { faults = [refused]; }
            }
            return Page.Piece<MoveForm>(new { Form = VerbForms.Of(actor, await show.Read(actor, type, id, cancel), verb, read, faults, seen), By = field, To = sent[field].ToString() }, faults[0].Status);
        }
        var by = RecordColumns.Of(actor, type, company.Declarations).Find(field);
        var saved = await edit.Change(actor, type, id, seen, new() { [field] = by.Type.Parse(sent[field], fill.At(by)) }, cancel);
        Toast.Changed(context, new("옮겼어요.", "Moved."), saved.ChangeSetId);
        return await Moved(context, type, id, cancel);
    }

    /// <summary>A column to which no move leads: it says by which verb a record comes there, and where that is.</summary>
    private async Task<IResult?> LedElsewhere(Actor actor, DeclaredType type, Guid id, RecordVerb mover, string field, string to, int seen, CancellationToken cancel)
    {
        if (mover.Asks.FirstOrDefault(a => a.Name == field)?.Type is not ChoiceType led || led.Of(to) is not null || type.Fields.First(f => f.Name == field).Type is not ChoiceType all || all.Of(to) is not { Label: var column }) return null;
        var sheet = await show.Read(actor, type, id, cancel);
        var verb = verbs.Of(type).FirstOrDefault(v => v.LeadsTo == (field, to));
        var may = verb is not null && actor.Rights.Allows(verb.Needs) && (verb.When is null || ShowRecord.Holds(type, verb.When, sheet.Cells, new(company.Today, company.Profile.TimeZone, actor.Id)));
        var why = verb is null
            ? new Text($"'{column.Ko}' 칸으로는 카드를 옮길 수 없어요.", $"Cards can't be moved to '{column.En}'.")
            : new($"'{column.Ko}' 상태는 '{verb.Label.Ko}' 작업으로만 바뀌어요.{(may ? "" : " 이 기록에서는 할 수 없거나 권한이 없어요.")}", $"Only '{verb.Label.En}' leads to '{column.En}'.{(may ? "" : " It can't be done for this record, or you may not do it.")}");
        return Page.Piece<MoveForm>(new { Form = VerbForms.Of(actor, sheet, mover, null, [new("led_elsewhere", null, why)], seen), By = field, To = to, Instead = may ? VerbForms.Offer(verb!) : null }, 422);
    }

    /// <summary>Done; the card learns its new version, which the next move names.</summary>
    private async Task<IResult> Moved(HttpContext context, DeclaredType type, Guid id, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        context.Response.Headers.ETag = ApiAnswer.Tag((int)await read.Number($"select version from {type.Table} where id = @id", cancel, ("id", id)));
        return Results.NoContent();
    }
}
