using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Asks for an export of a list as it stands; for the reason first, where personal fields are in it.</summary>
internal sealed class AskExport(Company company, ListQuery asks, ListRecords lists, ShowList show, Jobs jobs)
{
    internal const int ShortestReason = 10;
    private const int LongestReason = 300;

    public async Task<IResult> Show(Actor actor, DeclaredType type, IQueryCollection query, CancellationToken cancel)
    {
        actor.Must(new(type.Name, ExportRecords.Action));
        var (state, _) = await show.State(actor, type, query, cancel);
        return Form(actor, type, state, null, null);
    }

    public async Task<IResult> Start(Actor actor, DeclaredType type, IFormCollection form, CancellationToken cancel)
    {
        actor.Must(new(type.Name, ExportRecords.Action));
        var (state, _) = await show.State(actor, type, new QueryCollection(form.ToDictionary(f => f.Key, f => f.Value)), cancel);
        var reason = form["reason"].ToString().Trim();
        if (Personal(actor, type, state).Count > 0 && reason.Length < ShortestReason)
            return Form(actor, type, state, reason, new("reason_missing", "reason", new($"개인정보를 내보내는 사유를 {ShortestReason}자 이상 적어 주세요. 접속기록에 남아요.", $"Say why personal data is exported, in at least {ShortestReason} characters; it is logged.")));
        if (reason.Length > LongestReason) return Form(actor, type, state, reason, new("too_long", "reason", new($"까닭은 {LongestReason}자까지 쓸 수 있어요.", $"The reason may have at most {LongestReason} characters.")));
        if (ResidentNumbers.Has(reason, bare: true)) return Form(actor, type, state, reason, ResidentNumbers.Refusal("reason"));
        var query = asks.Query(actor, type, state);
        foreach (var path in (string?[])[query.Group, query.Sort]) lists.MustSort(actor, type, path);
        var job = await jobs.Start(actor, ExportRecords.Kind, new ExportRecords.Arguments(type.Name, query.Columns, query.Filter is { } filter ? TreeJson.Write(filter) : null, query.Sort, query.Descending, reason.Length == 0 ? null : reason, actor.Ip, query.Group, query.GroupDescending), cancel, Once.Of(form));
        return Page.Next((state with { Job = job }).Address(type));
    }

    private IReadOnlyList<RecordColumn> Columns(Actor actor, DeclaredType type, ListState state) => [.. state.Columns.Select(RecordColumns.Of(actor, type, company.Declarations).Find)];

    private List<RecordColumn> Personal(Actor actor, DeclaredType type, ListState state) => [.. Columns(actor, type, state).Where(c => c.IsPersonal)];

    private IResult Form(Actor actor, DeclaredType type, ListState state, string? reason, Refused? refused) =>
        Page.Of<ExportPage>(new($"{type.Pages!.Many.Ko} 내보내기", $"Export {type.Pages.Many.En.ToLowerInvariant()}"), new { Type = type, State = state, Columns = Columns(actor, type, state), Personal = Personal(actor, type, state), Reason = reason, Refused = refused }, refused is null ? 200 : 422);
}
