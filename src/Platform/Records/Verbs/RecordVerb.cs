using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>What a verb asks for before it runs: fields that are no part of the record, or that only the verb may set.</summary>
/// <param name="Name">snake_case.</param>
/// <param name="Label">What people read.</param>
/// <param name="Type">What its values are.</param>
/// <param name="IsRequired">It must have a value.</param>
/// <param name="Help">A line below the control.</param>
public sealed record VerbField(string Name, Text Label, FieldType Type, bool IsRequired = false, Text? Help = null)
{
    /// <summary>What its control holds when the form is opened, as it is typed; programs say it themselves.</summary>
    public string? Begins { get; init; }
}

/// <summary>What came of a verb.</summary>
/// <param name="ChangeSetId">What can be taken back.</param>
/// <param name="Said">What is said to the person.</param>
/// <param name="Next">Where to go, or null to stay.</param>
public sealed record VerbDone(Guid ChangeSetId, Text Said, string? Next = null);

/// <summary>On what terms a verb is run.</summary>
/// <param name="Seen">The version in which its one record was seen; null where it is run as the record stands.</param>
public sealed record VerbTerms(int? Seen = null)
{
    /// <summary>Does something of the system's own in the verb's transaction.</summary>
    internal Func<Change, VerbDone, Task>? Also { get; init; }
}

/// <summary>
/// A use case of one record type that is more than setting fields: an opportunity is moved, a lead is converted. It is written once in its module and called
/// alike by the record page, the board, bulk work and the API.
/// </summary>
public abstract class RecordVerb
{
    /// <summary>The declared type that it belongs to.</summary>
    public abstract string Type { get; }

    /// <summary>snake_case; the last part of its address: <c>/api/v1/opportunity/{id}/move</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What stands on its button: a noun or a verb in its bare form.</summary>
    public abstract Text Label { get; }

    /// <summary>A name of tabler-icons (outline).</summary>
    public abstract string Icon { get; }

    /// <summary>What one needs to run it.</summary>
    public abstract Permission Needs { get; }

    /// <summary>For which records it is offered, and not refused (<see cref="NotNow"/>); all where null.</summary>
    public virtual Clause? When => null;

    /// <summary>Why it can't be done to a record of which <see cref="When"/> doesn't hold.</summary>
    public virtual Refused NotNow(Record row) => new("not_now", null, new($"지금은 이 기록에 '{Label.Ko}' 작업을 할 수 없어요.", $"'{Label.En}' can't be done to this record as it stands."), 409);

    /// <summary>It is the page's main action.</summary>
    public virtual bool IsMain => false;

    /// <summary>The field whose change it carries out, so that a board calls it for a move; null where there is none.</summary>
    public virtual string? Moves => null;

    /// <summary>The value of a field to which it leads and no move does: a board that is asked for that says so. Null where there is none.</summary>
    public virtual (string Field, string Value)? LeadsTo => null;

    /// <summary>The fields on whose values it decides: where somebody else has set one of them since the record was seen, it is refused. All of them where it names none.</summary>
    public virtual IReadOnlyList<string> Rests => Moves is { } moves ? [moves] : [];

    /// <summary>What it asks for.</summary>
    public virtual IReadOnlyList<VerbField> Asks => [];

    /// <summary>Runs it on records, all or none.</summary>
    /// <exception cref="Refused">What is in the way, at the field that would settle it.</exception>
    public abstract Task<VerbDone> Run(Actor actor, IReadOnlyList<Guid> ids, RecordValues asked, VerbTerms? terms = null, CancellationToken cancel = default);
}

/// <summary>How modules add verbs, and how they are found.</summary>
public static class RecordVerbs
{
    /// <summary>Adds a verb.</summary>
    public static IServiceCollection AddVerb<T>(this IServiceCollection services) where T : RecordVerb => services.AddScoped<RecordVerb, T>();

    /// <summary>
    /// Refuses a record that somebody else has changed since it was seen, in what the verb rests on, and records for which the verb is not offered. To be asked in the verb's transaction, when
    /// its rows have been read.
    /// </summary>
    /// <exception cref="Refused"><c>changed_meanwhile</c>, <c>version_unknown</c> (409); <see cref="RecordVerb.NotNow"/></exception>
    public static async Task MustStand(this RecordVerb verb, Change change, IReadOnlyList<Record> rows, VerbTerms? terms, CancellationToken cancel)
    {
        var type = change.Declarations.Named(verb.Type);
        if (terms?.Seen is { } seen && rows is [var one])
        {
            if (seen > one.Version) throw ChangedMeanwhile.Unknown();
            ChangedMeanwhile.MustStand(type, verb.Rests, await ChangedMeanwhile.Since(change.Session, type, [one.Id], seen, change.Set.Id, cancel));
        }
        if (verb.When is not { } when) return;
        var holds = RecordRow.Test(when, type, new(change.Today, TimeZoneInfo.Utc, change.Set.Actor.Id));
        if (rows.FirstOrDefault(row => !holds(row)) is { } other) throw verb.NotNow(other);
    }

    /// <summary>The last line of a verb's transaction.</summary>
    public static async Task<VerbDone> Done(this VerbTerms? terms, Change change, VerbDone done)
    {
        if (terms?.Also is { } also) await also(change, done);
        return done;
    }

    /// <summary>What was asked for, checked.</summary>
    /// <exception cref="Refused"><c>required</c> at the first field that is missing; <c>unknown_field</c>.</exception>
    public static void MustHave(this RecordVerb verb, RecordValues asked)
    {
        foreach (var name in asked.Keys.Where(name => verb.Asks.All(f => f.Name != name)))
            throw new Refused("unknown_field", name, new($"{verb.Label.Ko}에는 '{name}' 항목이 없어요.", $"{verb.Label.En} has no field '{name}'."));
        foreach (var field in verb.Asks.Where(f => f.IsRequired && asked.GetValueOrDefault(f.Name) is null))
            throw Refused.Missing(field.Name, field.Label);
    }
}
