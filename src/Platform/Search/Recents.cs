namespace Dangol.Platform;

/// <summary>A record that somebody has looked at lately.</summary>
public sealed record Recent(DeclaredType Type, Guid Id, string Title);

/// <summary>What the browser remembers of the records that were looked at, as paths: named anew for whoever asks, so that nothing is shown that is out of reach by now.</summary>
public sealed class Recents(Company company, SuggestChoices names)
{
    private const int Most = 8;

    /// <summary>The records of such paths (<c>leads/{id}</c>), in their order: one question a type.</summary>
    public async Task<IReadOnlyList<Recent>> Of(Actor actor, string? paths, CancellationToken cancel)
    {
        var asked = (paths ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(Most).Select(p => p.Split('/'))
            .Where(p => p.Length == 2 && Guid.TryParse(p[1], out _)).Select(p => (Type: company.Declarations.All.FirstOrDefault(t => t.Pages?.Path == p[0]), Id: Guid.Parse(p[1])))
            .Where(a => a.Type is not null && actor.Rights.Allows(new(a.Type.Name, Actions.View))).Distinct().ToList();
        var known = new Dictionary<Guid, string>();
        foreach (var group in asked.GroupBy(a => a.Type!))
            foreach (var (id, name) in await names.Names(actor, group.Key, [.. group.Select(a => a.Id)], cancel)) known[id] = name;
        return [.. asked.Where(a => known.ContainsKey(a.Id)).Select(a => new Recent(a.Type!, a.Id, known[a.Id]))];
    }
}
