namespace Dangol.Platform;

/// <summary>The views that a person sees: their own and the shared ones.</summary>
public sealed class ListViews(Company company)
{
    /// <summary>Those of a type, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> Of(Actor actor, DeclaredType type, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"select {SavedView.ReadColumns} from saved_views where record_type = @type and (is_shared or owner_id = @me) order by name, id limit 100", SavedView.Of, cancel, ("type", type.Name), ("me", actor.Id));
    }

    /// <summary>The view with which a list opens: one's own default, else that of everybody.</summary>
    public static SavedView? Default(IReadOnlyList<SavedView> views, Actor actor) =>
        views.FirstOrDefault(v => v.IsDefault && v.OwnerId == actor.Id) ?? views.FirstOrDefault(v => v is { IsDefault: true, IsShared: true });

    /// <summary>Those that stand in the navigation.</summary>
    public async Task<IReadOnlyList<NavItem>> Pinned(Guid person, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var found = await read.List("select v.id, v.name, v.record_type from saved_views v where v.is_pinned and (v.is_shared or v.owner_id = @me) order by v.name, v.id limit 20",
            row => (Id: row.Guid(0), Name: row.Text(1), Type: row.Text(2)), cancel, ("me", person));
        return [.. found.Select(v => (v, company.Declarations.All.FirstOrDefault(t => t.Name == v.Type)?.Pages)).Where(x => x.Pages is not null)
            .Select(x => new NavItem(x.Pages!.Group, Text.Same(x.v.Name), $"/{x.Pages.Path}?view={x.v.Id}", "pin", 1_000))];   // icon
    }
}
