using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Keeps a list as it stands under a name, changes that view, or removes it. A shared view is changed by who made it; everybody else keeps their own.</summary>
public sealed class SaveView(Writes writes)
{
    /// <summary>What is to be done with a view.</summary>
    public sealed record Form(string Do, Guid? View, string? Name, bool Shared, bool Pinned, bool Default, bool Board = false)
    {
        /// <summary>The key of a new view, so that what is sent twice is kept once.</summary>
        public Guid? Once { get; init; }
    }

    private static readonly Text Reason = new("보기 저장", "Saved view");

    /// <summary>Does it.</summary>
    /// <returns>The view and what can be taken back; no view where it was removed.</returns>
    /// <exception cref="Refused"><c>view_unknown</c>, <c>view_of_another</c>, <c>required</c>, <c>too_long</c>.</exception>
    public async Task<(Guid? View, Guid Set)> Run(Actor actor, DeclaredType type, Form form, ListState state, CancellationToken cancel = default)
    {
        actor.Must(new(type.Name, Actions.View));
        try { return await Do(actor, type, form, state, cancel); }
        // The same form came before: the view is there.
        catch (Refused refused) when (refused.Rule == "duplicate" && form is { Do: "save_as", Once: { } known }) { return (known, Guid.Empty); }
    }

    private Task<(Guid? View, Guid Set)> Do(Actor actor, DeclaredType type, Form form, ListState state, CancellationToken cancel) =>
        writes.Run(actor, Reason, async change =>
        {
            var views = change.Open<RecordsDb>().Set<SavedView>();
            if (form.Do is "pin" or "unpin") return await Pin(change, actor, type, form, cancel);
            var view = form.Do == "save_as" ? SavedView.Of(type, form.Name?.Trim() ?? "", actor.Id, form.Once ?? change.NewId()) : await Find(views, actor, type, form.View, cancel);
            switch (form.Do)
            {
                case "delete": views.Remove(view); break;
                case "save": view.Hold(state, form.Board); break;
                case "settings": view.Rename(form.Name?.Trim() ?? ""); break;
                default:
                    view.Hold(state, form.Board);
                    views.Add(view);
                    break;
            }
            if (form.Do is "save_as" or "settings")
            {
                if (form.Shared && !view.IsShared) actor.Must(new(type.Name, Actions.Share));
                view.Show(form.Shared, form.Pinned, form.Default);
                if (form.Default)
                    foreach (var other in await views.Where(v => v.RecordType == type.Name && v.IsDefault && v.OwnerId == actor.Id && v.IsShared == form.Shared && v.Id != view.Id).ToListAsync(cancel)) other.IsDefaultNoMore();
            }
            await change.Save(cancel);
            return (form.Do == "delete" ? null : (Guid?)view.Id, change.Set.Id);
        }, cancel);

    /// <summary>Pins a view that somebody else shares into one's own menu, or takes it out.</summary>
    private static async Task<(Guid? View, Guid Set)> Pin(Change change, Actor actor, DeclaredType type, Form form, CancellationToken cancel)
    {
        if (await change.Session.Number("select count(*) from saved_views where id = @id and record_type = @type and is_shared", cancel, ("id", form.View), ("type", type.Name)) == 0) throw Unknown();
        await change.Execute(form.Do == "pin" ? "insert into view_pins (account_id, view_id) values (@me, @id) on conflict (account_id, view_id) do nothing" : "delete from view_pins where account_id = @me and view_id = @id", cancel, ("me", actor.Id), ("id", form.View));
        return (form.View, Guid.Empty);
    }

    private static Refused Unknown() => new("view_unknown", "view", new("그런 보기가 없어요.", "There is no such view."), 404);

    private static async Task<SavedView> Find(DbSet<SavedView> views, Actor actor, DeclaredType type, Guid? id, CancellationToken cancel)
    {
        var view = await views.FirstOrDefaultAsync(v => v.Id == id && v.RecordType == type.Name && (v.IsShared || v.OwnerId == actor.Id), cancel)
            ?? throw Unknown();
        return view.OwnerId == actor.Id ? view
            : throw new Refused("view_of_another", "view", new("다른 사람이 만든 보기예요. ‘다른 이름으로 저장’을 골라 주세요.", "Somebody else made this view. Choose “Save as” instead."), 403);
    }

    internal static void Map(IEndpointRouteBuilder pages, DeclaredType type) =>
        pages.MapPost($"/{type.Pages!.Path}/views", async (HttpContext context, SaveView save, ListViews views, Company company, Actor actor, CancellationToken cancel) =>
        {
            var sent = await context.Request.ReadFormAsync(cancel);
            var all = await views.Of(actor, type, cancel);
            var state = ListState.From(type, new QueryCollection(sent.ToDictionary(f => f.Key, f => f.Value)), all.FirstOrDefault(v => v.Id.ToString() == sent["view"]), RecordColumns.Of(actor, type, company.Declarations));
            var form = new Form(sent["do"].ToString(), state.View?.Id, sent["name"], sent["shared"] == "on", sent["pinned"] == "on", sent["default"] == "on", sent["below"] == "/board") { Once = Once.Of(sent) };
            var (view, set) = await save.Run(actor, type, form, state, cancel);
            Toast.Changed(context, form.Do == "delete" ? new("보기를 지웠어요.", "View removed.") : new("보기를 저장했어요.", "View saved."), set, back: $"/{type.Pages.Path}");
            return Page.Next($"/{type.Pages.Path}{(form.Board && type.Pages.Board is not null ? "/board" : "")}?view={view?.ToString() ?? "all"}");
        }).Needs(new Permission(type.Name, Actions.View));
}
