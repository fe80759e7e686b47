namespace Dangol.Platform;

/// <summary>Keeps records that others refer to by a declared field; what is merely written down about a record outlives it and says so no more.</summary>
internal static class ReferredTo
{
    /// <summary>Of these records those that can't be removed, and why: one question for each field that refers to their type. Records that go along don't count.</summary>
    public static async Task<Dictionary<Guid, Refused>> Find(Change change, DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, Refused>();
        foreach (var other in change.Declarations.All.Where(t => t.Grain == Grain.Record))
            foreach (var field in other.Fields.Where(f => !f.IsOutlived && f.Type is ReferenceType { Beside: null, To: var to } && to == type.Name))
            {
                var others = other == type ? $" and not {change.Session.In<Guid>("r.id", "ids")}" : "";
                var used = await change.Session.List($"select distinct r.{field.Name} from {other.Table} r where {change.Session.In<Guid>("r." + field.Name, "ids")}{others}", row => row.Guid(0), cancel, ("ids", ids));
                foreach (var id in used)
                    found.TryAdd(id, new("in_use", null, new(
                        $"{other.Label.Ko} 기록이 {field.Label.Ko} 항목에서 이 기록을 쓰고 있어 삭제할 수 없어요. 그쪽을 먼저 바꿔 주세요.",
                        $"{other.Label.En} records refer to it as {field.Label.En}, so it can't be removed. Please change those first."), 409));
            }
        return found;
    }
}
