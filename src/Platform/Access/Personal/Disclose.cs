namespace Dangol.Platform;

/// <summary>What stands where a personal value is masked: its text is shown, and no one can take it for a value.</summary>
public sealed record MaskedValue(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Masks rows of a declared type for who asks, and notes whose personal data they see as it is.</summary>
public sealed class Disclose(Company company, NearRecords near)
{
    /// <summary>The rows of a list as the actor may see them. It asks one question more, and only where something personal is shown.</summary>
    public async Task<List<RecordLine>> List(Session read, Actor actor, DeclaredType type, IReadOnlyList<RecordColumn> columns, List<RecordLine> rows, CancellationToken cancel = default)
    {
        if (rows.Count == 0 || actor.Rights == Rights.Everything) return rows;
        var all = RecordColumns.Of(type, company.Declarations);
        var masks = columns.Select(c => (Far: Disclosure.Masks(actor, all, c, company.Declarations, near: false), Near: Disclosure.Masks(actor, all, c, company.Declarations, near: true))).ToList();
        var guarded = columns.Select(c => Disclosure.IsGuarded(all, c, company.Declarations)).ToList();
        var names = columns.Select(c => c.Type is ReferenceType { To: { Length: > 0 } to } && company.Declarations.Has(to) && !Disclosure.IsCalledOpenly(actor, company.Declarations.Named(to))).ToList();
        if (names.Contains(true)) rows = rows.ConvertAll(row => row with { Names = [.. row.Names.Select((name, i) => names[i] ? Disclosure.Named(actor, company.Declarations, columns[i], name) : name)] });
        if (!guarded.Contains(true) && !masks.Exists(m => m.Far)) return rows;
        var close = guarded.Contains(true) ? await near.Of(read, actor, type, rows.ConvertAll(r => r.Id), cancel) : new HashSet<Guid>();
        var seen = new List<Guid>();
        var shown = rows.ConvertAll(row =>
        {
            var isNear = close.Contains(row.Id);
            var (values, called, sees) = ((object?[])row.Values.Clone(), (string?[])row.Names.Clone(), false);
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is not { } value) continue;
                if (isNear ? masks[i].Near : masks[i].Far) (values[i], called[i]) = (Disclosure.Covered(columns[i], value), null);
                else sees |= guarded[i];
            }
            if (sees) seen.Add(row.Id);
            return row with { Values = values, Names = called, IsNear = isNear };
        });
        Note(actor, type, actor.Origin == Origin.Api ? PersonalAction.Read : PersonalAction.Listed, seen, seen.Count(id => !close.Contains(id)), columns.Where((c, i) => guarded[i]));
        return shown;
    }

    /// <summary>Which columns of one record are masked for the actor.</summary>
    public async Task<IReadOnlySet<string>> Masked(Session read, Actor actor, DeclaredType type, Guid id, IReadOnlyList<RecordCell> cells, CancellationToken cancel = default)
    {
        if (actor.Rights == Rights.Everything) return new HashSet<string>();
        var all = RecordColumns.Of(type, company.Declarations);
        var guarded = cells.Where(c => c.Value is not null && Disclosure.IsGuarded(all, c.Column, company.Declarations)).ToList();
        var isNear = guarded.Count > 0 && (await near.Of(read, actor, type, [id], cancel)).Contains(id);
        var masked = cells.Where(c => Disclosure.Masks(actor, all, c.Column, company.Declarations, isNear)).Select(c => c.Column.Path).ToHashSet(StringComparer.Ordinal);
        var seen = guarded.Where(c => !masked.Contains(c.Column.Path)).Select(c => c.Column).ToList();
        if (seen.Count > 0) Note(actor, type, PersonalAction.Viewed, [id], isNear ? 0 : 1, seen);
        return masked;
    }

    private void Note(Actor actor, DeclaredType type, PersonalAction action, List<Guid> seen, long strangers, IEnumerable<RecordColumn> columns)
    {
        if (seen.Count == 0 || actor.Id == Guid.Empty) return;
        company.PersonalLog.Note(new(actor, actor.Ip ?? "-", action, type.Name, seen, seen.Count, strangers, [.. columns.Select(c => c.Path).Distinct()]));
    }
}
