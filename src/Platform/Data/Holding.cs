using System.Reflection;

namespace Dangol.Platform;

/// <summary>
/// Keeps the records to which a change's rows lead until it ends. Several write to PostgreSQL at the same time: one could remove a record between another's look at it and the commit of what
/// leads to it. SQLite has one writer.
/// </summary>
public sealed partial class Change
{
    private readonly Dictionary<(string To, string Theirs), HashSet<object>> _led = [];

    /// <summary>SQL that holds rows against removal by others: for whoever is about to lead to them, and, alone, for whoever is about to remove them.</summary>
    internal string Held(bool alone = false) => Session.Engine == Engine.Sqlite ? "" : alone ? " for update" : " for key share";

    /// <summary>Rows are written: that to which they lead must still be there when the change ends. What is derived goes with its record, so it holds none.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="rows">The rows, or what stands for them.</param>
    /// <param name="rowOf">The row itself.</param>
    /// <param name="said">Is this property of the row new or changed?</param>
    private void Lead<T>(DeclaredType type, IEnumerable<T> rows, Func<T, object> rowOf, Func<T, PropertyInfo, bool> said)
    {
        if (Session.Engine == Engine.Sqlite) return;
        var ways = type.References.Where(r => !r.IsDerived && _declarations.Has(r.To)).Select(r => (Reference: r, From: PropertyOf(type, r.Column))).ToList();
        if (ways.Count == 0) return;
        foreach (var row in rows)
            foreach (var (reference, from) in ways)
            {
                var to = from.GetValue(rowOf(row));
                if (to is null or "" || to is Guid id && id == Guid.Empty || !said(row, from)) continue;
                if (!_led.TryGetValue((reference.To, reference.Theirs), out var known)) _led[(reference.To, reference.Theirs)] = known = [];
                known.Add(to);
            }
    }

    /// <summary>Holds what the rows lead to; whoever removes a record waits, and sees them then.</summary>
    /// <exception cref="Refused"><c>reference_gone</c> (409): somebody has removed one of them meanwhile.</exception>
    private async Task HoldLed(CancellationToken cancel)
    {
        foreach (var ((to, theirs), keys) in _led)
        {
            var type = _declarations.Named(to);
            var (isOne, arg) = keys.First() is Guid ? (Session.In<Guid>(theirs, "keys"), (object)keys.Cast<Guid>().ToArray()) : (Session.In<string>(theirs, "keys"), keys.Cast<string>().ToArray());
            // In the order of the keys, so that two who hold the same records don't wait for each other.
            if (await Session.Number($"select count(*) from (select 1 from {type.Table} where {isOne} order by {theirs}{Held()}) held", cancel, ("keys", arg)) < keys.Count)
                throw Removed(type);
        }
        _led.Clear();
    }

    /// <summary>Somebody has removed what a row leads to between the look at it and the write. Tried again, the look says which field.</summary>
    private static Refused Removed(DeclaredType? type) => new(Gone, null, new($"가리키는 {type?.Label.Ko ?? "다른"} 기록이 그 사이에 지워졌어요. 새로 고친 뒤 다시 해 주세요.",
        $"A record ({type?.Label.En.ToLowerInvariant() ?? "another one"}) to which this leads was removed in the meantime. Please reload and try again."), 409);

    /// <summary>The rule of a refusal that is no more when it is tried again, since what is gone is then seen to be gone.</summary>
    internal const string Gone = "reference_gone";

    private static PropertyInfo PropertyOf(DeclaredType type, string column) => type.Entity.GetProperties().First(p => Names.Snake(p.Name) == column);
}
