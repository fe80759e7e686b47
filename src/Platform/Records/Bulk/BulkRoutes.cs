using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What is to be done to many records, before its values are given.</summary>
public sealed record BulkDraft(DeclaredType Type, ListState State, bool All, IReadOnlyList<Guid> Ids, CappedCount Count, bool Assign, RecordColumn? Field, string? Value, string? Called, Refused? Fault);

/// <summary>Edit, assignment and removal of the records that are selected in a list, or of all that it finds.</summary>
internal sealed class BulkRoutes(Company company, ListQuery asks, ListRecords list, ShowList show, FillForm fill, Jobs jobs)
{
    private const int MostIds = 500;

    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var path = "/" + type.Pages!.Path;
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.BulkEdit));
        pages.MapPost(path + "/bulk", async (HttpRequest request, BulkRoutes bulk, Actor actor, CancellationToken cancel) =>
            await bulk.Run(actor, type, await request.ReadFormAsync(cancel), cancel));
        // Whoever comes back to it from where it led picks anew.
        pages.MapGet(path + "/bulk", () => Page.Next(path));
        pages.MapPost(path + "/bulk/field", async (HttpRequest request, BulkRoutes bulk, Actor actor, CancellationToken cancel) =>
            Page.Piece<BulkField>(new { Draft = await bulk.Draft(actor, type, await request.ReadFormAsync(cancel), cancel), Columns = bulk.Columns(actor, type) }));
    }

    /// <summary>The fields that the actor can give many records at once.</summary>
    public IReadOnlyList<RecordColumn> Columns(Actor actor, DeclaredType type) => [.. fill.Columns(actor, type).Where(c => c.Field is not { IsReadOnly: true } && c.Field?.UniqueIndex is null && c.Path != type.TitleField?.Name && !ChooseRegarding.IsPart(type, c))];

    private async Task<IResult> Run(Actor actor, DeclaredType type, IFormCollection form, CancellationToken cancel)
    {
        var draft = await Draft(actor, type, form, cancel);
        var doing = form["do"].ToString();
        foreach (var action in BulkRecords.Needs(doing == "delete", draft.Assign)) actor.Must(new(type.Name, action));
        if (draft is { All: false, Ids.Count: 0 }) return Page.Next(draft.State.Address(type));
        if (doing == "delete" ? type.IsGuarded : draft.Field is { } asked && type.Guards(asked.Path)) actor.MustBeProved();
        if (doing != "delete" && (doing != "apply" || draft.Field is null)) return Ask(actor, draft);
        if (doing != "delete")
        {
            try
            {
                var value = draft.Field!.Type.Parse(draft.Value, fill.At(draft.Field));
                if (value is null && draft.Field.Field is { IsRequired: true } field) throw field.Missing();
                draft.Field.Field?.MustNotIdentify(value);
            }
            catch (Refused refused) { return Ask(actor, draft with { Fault = refused }); }
        }
        var clause = draft.All ? asks.Filter(actor, type, draft.State) : null;
        var job = await jobs.Start(actor, BulkRecords.Kind, new BulkRecords.Arguments(type.Name, doing == "delete", draft.All ? null : draft.Ids, clause is null ? null : TreeJson.Write(clause),
            doing == "delete" ? null : draft.Field!.Path, doing == "delete" ? null : draft.Value), cancel, Once.Of(form));
        return Page.Next((draft.State with { Job = job }).Address(type));
    }

    private IResult Ask(Actor actor, BulkDraft draft) =>
        Page.Of<BulkPage>(new($"{draft.Type.Label.Ko} 여러 건 수정", $"Edit many {draft.Type.Pages!.Many.En.ToLowerInvariant()}"), new { Draft = draft, Columns = Columns(actor, draft.Type) }, draft.Fault is null ? 200 : 422);

    private async Task<BulkDraft> Draft(Actor actor, DeclaredType type, IFormCollection form, CancellationToken cancel)
    {
        var (state, _) = await show.State(actor, type, new QueryCollection(form.ToDictionary(f => f.Key, f => f.Value)), cancel);
        var all = form["all"] == "1";
        var ids = form["ids"].Select(i => Guid.TryParse(i, out var id) ? id : Guid.Empty).Where(i => i != Guid.Empty).Distinct().Take(MostIds).ToList();
        var count = !all ? new CappedCount(ids.Count, false) : (await list.Read(actor, type, asks.Query(actor, type, state) with { Columns = [], Group = null, Size = 1, After = null }, cancel)).Count ?? new(CappedCount.Limit, true);
        var assign = form["do"] == "assign" || form["field"] == "owner_id";
        var column = assign ? RecordColumns.Of(actor, type, company.Declarations).Find("owner_id") : Columns(actor, type).FirstOrDefault(c => c.Path == form["field"]);
        var value = column is null ? null : string.Join(", ", form["value"].Where(v => !string.IsNullOrEmpty(v)));
        return new(type, state, all, ids, count, assign, column, value, form["value.called"], null);
    }
}
