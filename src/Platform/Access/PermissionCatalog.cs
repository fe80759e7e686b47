using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>What a right is called that belongs to no record type: <c>import.create</c>.</summary>
public sealed record PermissionLabel(string Type, Text TypeLabel, NavGroup Group, IReadOnlyList<(string Action, Text Label)> Actions);

/// <summary>What may be done with one type, as a matrix shows it.</summary>
/// <param name="Type">In permissions.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Group">Where it stands in the navigation.</param>
/// <param name="Actions">What may be done, in the order of the columns.</param>
/// <param name="HasReach">Whether it makes a difference whose record it is; else one may or may not.</param>
/// <param name="Declared">The declared type, or null.</param>
public sealed record CatalogType(string Type, Text Label, NavGroup Group, IReadOnlyList<(string Action, Text Label)> Actions, bool HasReach, DeclaredType? Declared);

/// <summary>Every right that there is, by type: those that every record type has, those of its verbs, and those that modules named.</summary>
public sealed class PermissionCatalog(Declarations declarations, IEnumerable<RecordVerb> verbs, IEnumerable<PermissionLabel> labels)
{
    private static readonly (string Action, Text Label)[] Common =
    [
        (Actions.View, new("보기", "View")), (Actions.Create, new("만들기", "Create")), (Actions.Edit, new("수정", "Edit")), (Actions.Delete, new("삭제", "Delete")), (Actions.Assign, new("담당 지정", "Assign")),
        (Actions.BulkEdit, new("여러 건 수정", "Bulk edit")), (Actions.Export, new("내보내기", "Export")), (Actions.Import, new("가져오기", "Import")), (Actions.Share, new("공유", "Share")), (Actions.Unmask, new("원본 보기", "Unmask")), (Actions.Undo, new("되돌리기", "Undo")),
    ];

    /// <summary>The actions that every record type has, in the order of a matrix's columns.</summary>
    public static IReadOnlyList<(string Action, Text Label)> Columns => Common;

    /// <summary>Every type, in the order of the navigation.</summary>
    public IReadOnlyList<CatalogType> Types { get; } = [.. All(declarations, verbs, labels).OrderBy(t => t.Group).ThenBy(t => t.HasReach ? 0 : 1)];

    /// <summary>The type of that name, or null.</summary>
    public CatalogType? Find(string type) => Types.FirstOrDefault(t => t.Type == type);

    /// <summary>What an action is called, whichever type it is of.</summary>
    public Text ActionLabel(string type, string action) => Find(type)?.Actions.FirstOrDefault(a => a.Action == action) is { Action: not null } known ? known.Label
        : Common.FirstOrDefault(c => c.Action == action) is { Action: not null } common ? common.Label : Text.Same(action);

    private static IEnumerable<CatalogType> All(Declarations declarations, IEnumerable<RecordVerb> verbs, IEnumerable<PermissionLabel> labels)
    {
        var own = verbs.ToLookup(v => v.Type, StringComparer.Ordinal);
        foreach (var type in declarations.All.Where(t => t.Pages is not null))
        {
            var actions = Common.Where(c => c.Action switch
            {
                Actions.Create or Actions.Delete => type.Pages!.ByHand,
                Actions.Unmask => type.Fields.Any(f => f.IsPersonal),
                Actions.Import => labels.Any(l => l.Type == type.Name && l.Actions.Any(a => a.Action == Actions.Import)),
                _ => true,
            }).ToList();
            foreach (var verb in own[type.Name].Where(v => v.Needs.Type == type.Name).GroupBy(v => v.Needs.Action).Where(g => actions.TrueForAll(a => a.Action != g.Key)))
                actions.Add((verb.Key, new(string.Join("·", verb.Select(v => v.Label.Ko)), string.Join(", ", verb.Select(v => v.Label.En)))));
            actions.AddRange(labels.Where(l => l.Type == type.Name).SelectMany(l => l.Actions).Where(a => actions.TrueForAll(known => known.Action != a.Action)));
            yield return new(type.Name, type.Pages!.Many, type.Pages.Group, actions, HasReach: true, type);
        }
        foreach (var label in labels.Where(l => !declarations.Has(l.Type) || declarations.Named(l.Type).Pages is null).GroupBy(l => l.Type))
            yield return new(label.Key, label.First().TypeLabel, label.First().Group, [.. label.SelectMany(l => l.Actions)], HasReach: false, declarations.Has(label.Key) ? declarations.Named(label.Key) : null);
    }
}

/// <summary>How modules name rights.</summary>
public static class PermissionLabels
{
    /// <summary>Names rights of a type that has no pages of its own, or further rights of one that has.</summary>
    public static IServiceCollection AddPermissions(this IServiceCollection services, string type, Text label, NavGroup group, params IReadOnlyList<(string Action, Text Label)> actions) =>
        services.AddSingleton(new PermissionLabel(type, label, group, actions));

    /// <summary>The rights that routes ask for and that the catalog doesn't know: a matrix could not grant them.</summary>
    public static IReadOnlyList<string> Unnamed(IEndpointRouteBuilder site, PermissionCatalog catalog) =>
        [.. site.DataSources.SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<RouteRule>()?.Needs).OfType<Permission>().Distinct()
            .Where(p => catalog.Find(p.Type)?.Actions.All(a => a.Action != p.Action) ?? true).Select(p => p.ToString()).Order(StringComparer.Ordinal)];

    internal static IServiceCollection AddPlatformPermissions(this IServiceCollection services)
    {
        services.AddPermissions("user", new("사용자", "People"), NavGroup.Settings, (Actions.View, new("보기", "View")), (Actions.Edit, new("초대·수정·사용 중지", "Invite, edit, disable")));
        services.AddPermissions("role", new("역할", "Roles"), NavGroup.Settings, (Role.SeeAs.Action, new("역할로 보기", "See as a role")));
        services.AddPermissions("company_profile", new("회사 정보", "Company"), NavGroup.Settings, (Actions.Edit, new("수정", "Edit")));
        services.AddPermissions("company", new("데이터 관리", "Data upkeep"), NavGroup.Settings, (BackUp.Make.Action, new("백업", "Back up")), (CheckData.Look.Action, new("점검", "Check")), (RebuildSearch.Rebuild.Action, new("검색 색인 다시 만들기", "Rebuild search")), (CompanySecrets.Rotate.Action, new("암호화 키 교체", "Rotate keys")));
        services.AddPermissions("change_set", new("변경 기록", "Changes"), NavGroup.Settings, (Actions.View, new("보기", "View")));
        services.AddPermissions("parked_entry", new("밀린 처리", "Parked entries"), NavGroup.Settings, ("steer", new("다시 처리·버리기", "Retry or drop")));
        services.AddPermissions("job", new("백그라운드 작업", "Background work"), NavGroup.Settings, (Actions.View, new("보기", "View")), (Job.Steer.Action, new("취소·다시 실행", "Cancel or retry")));
        services.AddPermissions("personal_access", new("개인정보 접속기록", "Access to personal data"), NavGroup.Settings, (Actions.View, new("보기", "View")), (ReviewAccess.Review.Action, new("점검", "Review")));
        services.AddPermissions("export_log", ListExports.Title, NavGroup.Settings, (Actions.View, new("보기", "View")));
        services.AddPermissions("api_key", new("API 키", "API keys"), NavGroup.Settings, (AccessKey.Create.Action, new("만들기", "Make")));
        services.AddPermissions("loop", new("순환", "Loop"), NavGroup.Analysis, ("run", new("실행", "Run")));
        return services;
    }
}
