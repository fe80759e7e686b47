using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Marketing;

/// <summary>What ready-made roles begin with here. Campaigns, segments and offers are the department's, so they are reached as a whole or not at all.</summary>
internal static class MarketingRights
{
    private static readonly (string Action, Text Label)[] Common = [(Actions.View, new("보기", "View")), (Actions.Edit, new("만들기·수정", "Make and edit")), (Actions.Delete, new("삭제", "Delete")), (Actions.Undo, new("되돌리기", "Undo"))];

    public static IServiceCollection AddRights(IServiceCollection services)
    {
        services.AddPermissions("campaign", new("캠페인", "Campaigns"), NavGroup.Marketing, [.. Common, (Campaign.Launch.Action, new("시작", "Launch")), (Campaign.Send.Action, new("발송", "Send"))]);
        services.AddPermissions("segment", new("세그먼트", "Segments"), NavGroup.Marketing, Common);
        services.AddPermissions("offer", new("오퍼", "Offers"), NavGroup.Marketing, Common);
        services.AddPermissions("response", new("반응", "Responses"), NavGroup.Marketing, (CollectResponses.Collect.Action, new("모으기", "Collect")));
        services.AddReadyRights("campaign", [(ReadyRole.Marketer, ReachLevel.All, [Actions.View, Actions.Edit, Actions.Delete, Actions.Undo, Campaign.Launch.Action, Campaign.Send.Action]), .. Looks()]);
        services.AddReadyRights("segment", [(ReadyRole.Marketer, ReachLevel.All, [Actions.View, Actions.Edit, Actions.Delete, Actions.Undo]), (ReadyRole.Analyst, ReachLevel.All, [Actions.Edit, Actions.Delete, Actions.Undo]), .. Looks()]);
        services.AddReadyRights("offer", [(ReadyRole.Marketer, ReachLevel.All, [Actions.View, Actions.Edit, Actions.Delete, Actions.Undo]), .. Looks()]);
        services.AddReadyRights("response", (ReadyRole.Marketer, ReachLevel.All, [CollectResponses.Collect.Action]), (ReadyRole.Analyst, ReachLevel.All, [CollectResponses.Collect.Action]));
        return services;
    }

    private static IEnumerable<(ReadyRole, ReachLevel, string[])> Looks() =>
        from role in (ReadyRole[])[ReadyRole.SalesManager, ReadyRole.AgentLead, ReadyRole.Analyst, ReadyRole.Executive] select (role, ReachLevel.All, new[] { Actions.View });
}
