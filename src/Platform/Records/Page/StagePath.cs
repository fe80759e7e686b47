namespace Dangol.Platform;

/// <summary>A step of the way that a record goes.</summary>
/// <param name="Value">What its stage field has there, as a form sends it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsHere">The record is there.</param>
/// <param name="IsPassed">It has gone on from there.</param>
/// <param name="Verb">The verb by which a click leads there; null where it can't.</param>
public sealed record StageStep(string Value, Text Name, bool IsHere, bool IsPassed, string? Verb);

/// <summary>What a type of stages declares that orders them: among which they are chosen (pipeline), their place, and which of them are ends.</summary>
internal readonly record struct StageOrder(Field? Parent, Field Title, string By, Field? Outcome)
{
    public static StageOrder Of(DeclaredType stages) => new(
        stages.Fields.FirstOrDefault(f => f is { IsRequired: true, Type: ReferenceType { To.Length: > 0 } }), stages.TitleField!,
        stages.Fields.Any(f => f.Name == "position") ? "position" : stages.TitleField!.Name,
        stages.Fields.FirstOrDefault(f => f is { Name: "outcome", Type: ChoiceType }));

    /// <summary>They have a place of their own, and don't just stand by name.</summary>
    public bool IsByPlace => By != Title.Name;

    /// <summary>Is this outcome one of an end?</summary>
    public bool IsEnd(string? outcome) => Outcome is not null && outcome is not null && outcome != ((ChoiceType)Outcome.Type).Choices[0].Value;
}

/// <summary>The steps that a record goes through, by the field that makes the columns of its board. One query where the steps are records.</summary>
internal sealed class StagePath(Declarations declared, VerbForms verbs)
{
    private const int Most = 30;

    public async Task<IReadOnlyList<StageStep>> Read(Session read, Actor actor, RecordSheet sheet, RecordMay may, CancellationToken cancel)
    {
        if (sheet.Type.Pages!.Board is not { } board || sheet.Cell(board) is not { Value: { } now } cell || sheet.IsMasked(cell)) return [];
        var mover = verbs.Moving(sheet.Type, board) is { } verb && may.Runs(actor, verb) ? verb : null;
        if (cell.Column.Type is ChoiceType choices)
        {
            // A verb may not lead to all of them: a lead becomes converted by another.
            var led = mover?.Asks.FirstOrDefault(a => a.Name == board)?.Type as ChoiceType;
            var at = choices.Choices.ToList().FindIndex(c => c.Value == (string)now);
            return [.. choices.Choices.Select((c, i) => new StageStep(c.Value, c.Label, i == at, i < at, led?.Of(c.Value) is null ? null : mover!.Name))];
        }
        if (cell.Column.Type is not ReferenceType { To: { Length: > 0 } to } || !declared.Has(to)) return [];
        var steps = declared.Named(to);
        var order = StageOrder.Of(steps);
        var reach = Reach.Sql(actor, steps, "s", read.Engine);
        var beside = order.Parent is { } parent ? $"s.{parent.Name} = (select b.{parent.Name} from {steps.Table} b where b.id = @now) and " : "";
        var found = await read.List($"select s.id, s.{order.Title.Name}, {(order.Outcome is { } outcome ? "s." + outcome.Name : "null")} from {steps.Table} s where {beside}({reach.Where}) order by s.{order.By}, s.id limit {Most}",
            row => (Id: row.Guid(0), Name: row.Text(1), IsEnd: order.IsEnd(row.TextOrNull(2))), cancel, [("now", now), .. reach.Args]);
        var here = found.FindIndex(f => f.Id == (Guid)now);
        return [.. found.Select((f, i) => new StageStep(f.Id.ToString(), Text.Same(f.Name), i == here, i < here && !f.IsEnd, mover?.Name))];
    }
}
