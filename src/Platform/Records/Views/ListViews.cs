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
    public Task<IReadOnlyList<NavItem>> Pinned(Guid person, CancellationToken cancel) =>
        Places(person, "v.owner_id = @me and v.is_pinned or v.is_shared and exists (select 1 from view_pins p where p.account_id = @me and p.view_id = v.id)", 20, cancel);

    /// <summary>All that the person sees, as places to go to.</summary>
    public Task<IReadOnlyList<NavItem>> All(Actor actor, CancellationToken cancel) => Places(actor.Id, "v.owner_id = @me or v.is_shared", 100, cancel);

    private async Task<IReadOnlyList<NavItem>> Places(Guid person, string which, int most, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var found = await read.List($"select v.id, v.name, v.record_type, v.is_board from saved_views v where {which} order by v.name, v.id limit {most}",
            row => (Id: row.Guid(0), Name: row.Text(1), Type: row.Text(2), Board: row.Bool(3)), cancel, ("me", person));
        return [.. found.Select(v => (v, company.Declarations.All.FirstOrDefault(t => t.Name == v.Type)?.Pages)).Where(x => x.Pages is not null)
            .Select(x => new NavItem(x.Pages!.Group, Text.Same(x.v.Name), $"/{x.Pages.Path}{(x.v.Board && x.Pages.Board is not null ? "/board" : "")}?view={x.v.Id}", "pin", 1_000))];   // icon
    }
}
