namespace Dangol.Platform;

/// <summary>Keeps records that others refer to; what is merely written down about a record outlives it and says so no more, and what is derived from it goes with it.</summary>
internal static class ReferredTo
{
    /// <summary>Of these records those that can't be removed, and why.</summary>
    public static async Task<Dictionary<Guid, Refused>> Find(Change change, DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        (await Users(change, type, ids, along: false, cancel)).ToDictionary(u => u.Key, u => new Refused("in_use", null, Why(change.Set.Actor, u.Value.By, u.Value.Reference), 409));

    /// <summary>Why it stays, and what there is to do. Whoever may not see what uses it is not told what it is.</summary>
    private static Text Why(Actor actor, DeclaredType by, Reference reference) => (by, reference.Field) switch
    {
        ({ Pages: not null }, _) when !actor.Rights.Allows(new(by.Name, Actions.View)) => new(
            "볼 수 없는 다른 기록이 이 기록을 쓰고 있어 삭제할 수 없어요. 관리자에게 요청해 주세요.", "Records that are not open to you refer to it, so it can't be removed. Please ask an administrator."),
        ({ Grain: Grain.Fact }, _) => new(
            $"{by.Label.Ko} 내역이 남아 있어 삭제할 수 없어요. 있었던 일은 지우지 않아요. 잘못 들어온 내역이라면 설정의 변경 이력에서 그 변경을 되돌린 뒤 삭제해 주세요.",
            $"It has {by.Label.En.ToLowerInvariant()} entries, so it can't be removed: what happened is never deleted. If they came in by mistake, take that change back under Settings, Change history, and delete it then."),
        (_, { } field) when field.IsRequired => new(
            $"{Particle.With(by.Label.Ko, "이/가")} {field.Label.Ko} 항목에서 이 기록을 쓰고 있어 삭제할 수 없어요. {Particle.With(by.Label.Ko, "을/를")} 먼저 삭제하거나 {field.Label.Ko} 항목을 다른 것으로 바꿔 주세요.",
            $"A {by.Label.En.ToLowerInvariant()} refers to it as {field.Label.En}, so it can't be removed. Delete that first, or give it another {field.Label.En}."),
        (_, { } field) => new(
            $"{Particle.With(by.Label.Ko, "이/가")} {field.Label.Ko} 항목에서 이 기록을 쓰고 있어 삭제할 수 없어요. {Particle.With(by.Label.Ko, "을/를")} 먼저 삭제하거나 {field.Label.Ko} 항목을 비워 주세요.",
            $"A {by.Label.En.ToLowerInvariant()} refers to it as {field.Label.En}, so it can't be removed. Delete that first, or empty its {field.Label.En}."),
        _ => new($"{Particle.With(by.Label.Ko, "이/가")} 딸려 있어 삭제할 수 없어요. {Particle.With(by.Label.Ko, "을/를")} 먼저 삭제해 주세요.", $"A {by.Label.En.ToLowerInvariant()} belongs to it, so it can't be removed. Delete that first."),
    };

    /// <summary>Of these records those that are referred to, and by what: one question for each column that may lead to their type, and last for those that stay along themselves. Records that go along don't count.</summary>
    /// <param name="change">The change that would remove them.</param>
    /// <param name="type">Their type.</param>
    /// <param name="ids">Their keys.</param>
    /// <param name="along">Those too that stay along with a record to which they lead (<see cref="Reference.StaysAlong"/>).</param>
    /// <param name="cancel">Stops the questions.</param>
    public static async Task<Dictionary<Guid, (DeclaredType By, Reference Reference)>> Users(Change change, DeclaredType type, IReadOnlyCollection<Guid> ids, bool along, CancellationToken cancel)
    {
        // Whoever writes a row that leads to one of them holds it until that row can be seen here; who comes later waits, and finds it gone.
        if (change.Session.Engine == Engine.Postgres)
            await change.Session.List($"select id from {type.Table} where {change.Session.In<Guid>("id", "ids")} order by id{change.Held(alone: true)}", row => row.Guid(0), cancel, ("ids", ids));
        var found = new Dictionary<Guid, (DeclaredType, Reference)>();
        foreach (var (other, reference) in To(change, type).Where(r => !r.Reference.IsDerived).OrderBy(r => r.Reference.StaysAlong))
        {
            var others = other == type ? $" and not {change.Session.In<Guid>("r.id", "ids")}" : "";
            var used = await change.Session.List($"""
                select t.id from {type.Table} t where {change.Session.In<Guid>("t.id", "ids")} and exists (select 1 from {other.Table} r where {reference.Meets("r", "t")}{others})
                """, row => row.Guid(0), cancel, [("ids", ids), .. Nobody(reference)]);
            foreach (var id in used) found.TryAdd(id, (other, reference));
        }
        if (!along) return found;
        foreach (var (own, with) in type.References.Where(r => r.StaysAlong).Select(r => (r, change.Declarations.Named(r.To))))
            foreach (var (other, reference) in To(change, with).Where(r => !r.Reference.IsDerived && r.By != type))
            {
                var kept = await change.Session.List($"""
                    select t.id from {type.Table} t join {with.Table} w on w.id = t.{own.Column} where {change.Session.In<Guid>("t.id", "ids")} and exists (select 1 from {other.Table} r where {reference.Meets("r", "w")})
                    """, row => row.Guid(0), cancel, [("ids", ids), .. Nobody(reference)]);
                foreach (var id in kept) found.TryAdd(id, (other, reference));
            }
        return found;
    }

    /// <summary>Takes back what is derived from records that are about to be removed.</summary>
    public static async Task TakeDerived(Change change, DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        foreach (var (other, reference) in To(change, type).Where(r => r.Reference.IsDerived))
        {
            // Both columns at once: one list within another would be looked up crosswise.
            var led = reference.Beside is { } beside ? $"({beside}, {reference.Column}) in (select coalesce(t.{beside}, @nobody), t.id from {type.Table} t where {change.Session.In<Guid>("t.id", "ids")})" : change.Session.In<Guid>(reference.Column, "ids");
            await change.TakeBack(other, led, cancel, [("ids", ids), .. Nobody(reference)]);
        }
    }

    private static IEnumerable<(DeclaredType By, Reference Reference)> To(Change change, DeclaredType type) =>
        change.Declarations.All.SelectMany(t => t.References.Where(r => r.To == type.Name).Select(r => (t, r)));

    private static IEnumerable<(string, object?)> Nobody(Reference reference) => reference.Beside is null ? [] : [("nobody", Guid.Empty)];
}
