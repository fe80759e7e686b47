using Microsoft.Extensions.Primitives;

namespace Dangol.Platform;

/// <summary>A field of a form as it stands.</summary>
/// <param name="Column">Which.</param>
/// <param name="Text">What is typed.</param>
/// <param name="Called">What the record is called that it refers to.</param>
/// <param name="Required">It must have a value, as the rest of the form stands.</param>
/// <param name="Decides">What is shown or needed depends on it.</param>
/// <param name="IsKey">Records that share its value are likely the same.</param>
public sealed record FieldOfForm(RecordColumn Column, string? Text, string? Called, bool Required, bool Decides, bool IsKey);

/// <summary>A form of a record: the fields that are shown now, what was read from them, and what is wrong.</summary>
public sealed record RecordForm(DeclaredType Type, Guid Once, string Currency, IReadOnlyList<FieldOfForm> Fields, RecordValues Values, IReadOnlyList<Refused> Faults)
{
    /// <summary>The record that it changes, as it was seen; null for a new one.</summary>
    public RecordView? View { get; init; }

    /// <summary>The version in which it was seen.</summary>
    public int Seen { get; init; }

    /// <summary>What stood in the fields when the form was opened: what was not touched is not sent.</summary>
    public IReadOnlyDictionary<string, string> Was { get; init; } = new Dictionary<string, string>();

    /// <summary>The values that somebody has touched.</summary>
    public RecordValues Touched => new(Values.Where(v => Fields.Any(f => f.Column.Path == v.Key && (f.Text ?? "") != Was.GetValueOrDefault(v.Key, ""))));
}

/// <summary>Fields of a record as they stand in a form.</summary>
/// <param name="Texts">What was typed, by field.</param>
/// <param name="Called">The words in the place of a key.</param>
/// <param name="Values">What could be read of it.</param>
/// <param name="Faults">What is wrong, each at its field.</param>
public sealed record TypedForm(IReadOnlyDictionary<string, string?> Texts, IReadOnlyDictionary<string, string?> Called, RecordValues Values, IReadOnlyList<Refused> Faults);

/// <summary>Reads forms of any declared type: texts to values, and what is shown and needed by the conditions of its fields.</summary>
public sealed class FillForm(Company company, SuggestChoices suggest, EditRecords edit)
{
    /// <summary>An empty form with what a new record begins with, and what the address says (<c>?customer_id=…</c>).</summary>
    public Task<RecordForm> Begin(Actor actor, DeclaredType type, IEnumerable<KeyValuePair<string, StringValues>> given, CancellationToken cancel)
    {
        var texts = new Dictionary<string, StringValues>(given, StringComparer.Ordinal);
        foreach (var column in Columns(actor, type).Where(c => !texts.ContainsKey(c.Path)))
        {
            var value = column.Field is { Beginning: not null } field ? edit.Beginning(field, actor) : column.Path == "owner_id" ? actor.Id : null;
            if (value is not null) texts[column.Path] = column.Type.Edit(value, At(column));
        }
        return Form(actor, type, texts, company.Ids.Next(), judge: false, cancel);
    }

    /// <summary>A form that was sent. Where it is to be saved, all that is wrong with it is found at once.</summary>
    public Task<RecordForm> Sent(Actor actor, DeclaredType type, IEnumerable<KeyValuePair<string, StringValues>> sent, bool judge, CancellationToken cancel)
    {
        var texts = new Dictionary<string, StringValues>(sent, StringComparer.Ordinal);
        return Form(actor, type, texts, Once.Of(texts) ?? company.Ids.Next(), judge, cancel);
    }

    /// <summary>A form of a record that is there: what was typed, else what stands in it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="view">The record as it is now.</param>
    /// <param name="sent">What was typed, with the version and the texts that stood there at first.</param>
    /// <param name="judge">It is to be saved: all that is wrong is found.</param>
    /// <param name="anew">What was sent is held against the record as it is now.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<RecordForm> Standing(Actor actor, RecordView view, IEnumerable<KeyValuePair<string, StringValues>> sent, bool judge, bool anew, CancellationToken cancel)
    {
        var texts = new Dictionary<string, StringValues>(sent, StringComparer.Ordinal);
        var was = view.Sheet.Cells.Where(c => view.InForm.Contains(c.Column.Path)).ToDictionary(c => c.Column.Path,
            c => !anew && texts.TryGetValue("was." + c.Column.Path, out var before) ? before.ToString() : Text(c.Column, c.Value) ?? "", StringComparer.Ordinal);
        var seen = !anew && texts.TryGetValue("version", out var version) && int.TryParse(version, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : view.Sheet.Version;
        return await Form(actor, view.Sheet.Type, texts, Guid.Empty, judge, cancel, view) with { View = view, Seen = seen, Was = was };
    }

    /// <summary>The fields that the actor sets: declared ones that are theirs to set, and who is responsible.</summary>
    public IEnumerable<RecordColumn> Columns(Actor actor, DeclaredType type) => RecordColumns.Of(actor, type, company.Declarations).Own
        .Where(c => actor.Rights.MaySet(type.Name, c.Path) && (c.Path == "owner_id" ? actor.Rights.Allows(new(type.Name, Actions.Assign)) : c.Field is { IsReadOnly: false, IsSecret: false } or { IsSetAtFirst: true, IsSecret: false } && c.Field is { } field && c.Type.Input != FieldInput.None && type.Fields.All(f => f.Folded != field.Property)));

    /// <summary>Against what a text of this column is read.</summary>
    public FieldContext At(RecordColumn column, string? currency = null) => new(
        column.Field ?? new Field(column.Path, column.Label, typeof(Record).GetProperty(nameof(Record.OwnerId))!).As(column.Type), company.Today, company.Profile.TimeZone, currency ?? company.Profile.Currency);

    /// <summary>Fields of a form that was sent; their names may begin with something that tells them from others on the page. A field that is not in the form has no value.</summary>
    public async Task<TypedForm> Read(Actor actor, IEnumerable<KeyValuePair<string, StringValues>> sent, IEnumerable<RecordColumn> columns, string before = "", Func<RecordColumn, string?>? currency = null, CancellationToken cancel = default)
    {
        var form = new Dictionary<string, StringValues>(sent, StringComparer.Ordinal);
        var (texts, called, values, faults) = (new Dictionary<string, string?>(StringComparer.Ordinal), new Dictionary<string, string?>(StringComparer.Ordinal), new RecordValues(), new List<Refused>());
        foreach (var column in columns)
        {
            var hasWords = form.TryGetValue($"{before}{column.Path}.called", out var said);
            if (!form.TryGetValue(before + column.Path, out var typed) && !hasWords) continue;
            var text = typed.Count > 1 ? string.Join(", ", typed.Where(t => !string.IsNullOrEmpty(t))) : typed.ToString();
            var words = said.ToString().Trim();
            // Without script a name stands where script would have put the key; words that were cleared mean nobody.
            if (hasWords && column.Type is ReferenceType { To: { Length: > 0 } to } && company.Declarations.Has(to))
                text = words.Length == 0 ? "" : text.Length > 0 ? text : (await suggest.Called(actor, company.Declarations.Named(to), words, cancel))?.ToString() ?? words;
            (texts[column.Path], called[column.Path]) = (text, words);
            try { values[column.Path] = column.Type.Parse(text, At(column, currency?.Invoke(column))); }
            catch (Refused refused) { faults.Add(refused); }
        }
        return new(texts, called, values, faults);
    }

    /// <summary>A form with the names of the records whose keys it sent without any words.</summary>
    public async Task<TypedForm> Named(Actor actor, TypedForm typed, IEnumerable<RecordColumn> columns, CancellationToken cancel)
    {
        var called = new Dictionary<string, string?>(typed.Called, StringComparer.Ordinal);
        foreach (var column in columns)
            if (string.IsNullOrEmpty(called.GetValueOrDefault(column.Path)) && typed.Values.GetValueOrDefault(column.Path) is Guid id && column.Type is ReferenceType { To: var to } && company.Declarations.Has(to))
                called[column.Path] = (await suggest.Names(actor, company.Declarations.Named(to), [id], cancel)).GetValueOrDefault(id);
        return typed with { Called = called };
    }

    /// <summary>A value as it stands in its control.</summary>
    public string? Text(RecordColumn column, object? value) => value is null ? null : column.Type.Edit(value, At(column));

    private async Task<RecordForm> Form(Actor actor, DeclaredType type, IEnumerable<KeyValuePair<string, StringValues>> sent, Guid once, bool judge, CancellationToken cancel, RecordView? standing = null)
    {
        var said = new Dictionary<string, StringValues>(sent, StringComparer.Ordinal);
        var columns = ChooseRegarding.In(Columns(actor, type).Where(c => standing is null || standing.InForm.Contains(c.Path)), actor, type, company.Declarations,
            name => said.TryGetValue(name, out var text) ? text.ToString() : standing?.Sheet.Cell(name)?.Value as string).ToList();
        var typed = await Read(actor, said, columns, currency: c => FieldType.CurrencyOf(standing?.Sheet.Cell(c.Path)?.Value), cancel: cancel);
        var (values, faults, texts, words) = (typed.Values, typed.Faults.ToList(), new Dictionary<string, string?>(typed.Texts, StringComparer.Ordinal), new Dictionary<string, string?>(typed.Called, StringComparer.Ordinal));
        foreach (var column in columns.Where(c => !typed.Texts.ContainsKey(c.Path)))
        {
            var cell = standing?.Sheet.Cell(column.Path);
            (values[column.Path], texts[column.Path], words[column.Path]) = (cell?.Value, Text(column, cell?.Value), cell?.Name);
        }
        var row = RecordRow.New(type);
        if (standing is null) foreach (var field in type.Fields.Where(f => f.Beginning is not null)) RecordRow.Set(field, row, edit.Beginning(field, actor));
        else foreach (var cell in standing.Sheet.Cells) if (cell.Column.Field is { CanBeSet: true } field && cell.Column.Through is null && cell.Value is { } now) RecordRow.Set(field, row, now);
        foreach (var column in columns.Where(c => c.Field is not null && values.GetValueOrDefault(c.Path) is not null))
        {
            try { RecordRow.Set(column.Field!, row, values[column.Path]); }
            catch (Refused refused) { faults.Add(refused); }
        }

        var at = new AsOf(company.Today, company.Profile.TimeZone, actor.Id);
        var deciding = columns.SelectMany(c => Choice.Of(c.Type).Select(o => o.When).Append(c.Field?.ShownWhen).Append(c.Field?.RequiredWhen)).OfType<Clause>().SelectMany(TreeSize.Names).ToHashSet(StringComparer.Ordinal);
        var fields = new List<FieldOfForm>();
        foreach (var column in columns)
        {
            if (column.Field?.ShownWhen is { } shown && !RecordRow.Holds(shown, type, row, at))
            {
                values.Remove(column.Path);
                faults.RemoveAll(f => f.Field == column.Path);
                continue;
            }
            var offered = Choice.Offered(column.Type, c => c.When is null || RecordRow.Holds(c.When, type, row, at));
            if (offered != column.Type && values.GetValueOrDefault(column.Path) is string chosen && (column.Type is ManyType ? ManyType.Split(chosen) : [chosen]).FirstOrDefault(v => Choice.Of(offered).All(c => c.Value != v)) is { } gone)
            {
                values[column.Path] = null;
                if (judge) faults.Add(ConditionalChoices.Refuse(column.Field!, Choice.Of(column.Type).First(c => c.Value == gone)));
            }
            var required = column.Field is { } field && (field.IsRequired || field.RequiredWhen is { } when && RecordRow.Holds(when, type, row, at));
            if (judge && faults.All(f => f.Field != column.Path)) Judge(column, values.GetValueOrDefault(column.Path), required, row, faults);
            fields.Add(new(column with { Type = offered }, texts.GetValueOrDefault(column.Path), words.GetValueOrDefault(column.Path), required, deciding.Contains(column.Path) || RecordSheet.NamesType(type, column.Path), FindSimilar.IsKey(column)));
        }
        return new(type, once, company.Profile.Currency, await Called(actor, fields, values, cancel), values, faults);
    }

    private static void Judge(RecordColumn column, object? value, bool required, object row, List<Refused> faults)
    {
        if (column.Field is not { } field) return;
        if (required && value is null) faults.Add(field.Missing());
        else try { if (value is not null) field.Check(row); } catch (Refused refused) { faults.Add(refused); }
    }

    /// <summary>The names of what is referred to: one question a type.</summary>
    private async Task<IReadOnlyList<FieldOfForm>> Called(Actor actor, List<FieldOfForm> fields, RecordValues values, CancellationToken cancel)
    {
        var result = fields.ToList();
        foreach (var group in fields.Where(f => values.GetValueOrDefault(f.Column.Path) is Guid).GroupBy(f => ((ReferenceType)f.Column.Type).To).Where(g => company.Declarations.Has(g.Key)))
        {
            var names = await suggest.Names(actor, company.Declarations.Named(group.Key), [.. group.Select(f => (Guid)values[f.Column.Path]!)], cancel);
            foreach (var field in group) result[result.IndexOf(field)] = field with { Called = names.GetValueOrDefault((Guid)values[field.Column.Path]!) };
        }
        // Another kind was chosen since, or none: the record of before is none of those.
        for (var i = 0; i < result.Count; i++)
            if (result[i] is { Column.Type: ReferenceType { Beside: not null, To: var kind } } lost && (kind.Length == 0 || lost.Called is null) && values.GetValueOrDefault(lost.Column.Path) is Guid)
                (result[i], values[lost.Column.Path]) = (lost with { Text = "", Called = null }, null);
        return result;
    }
}
