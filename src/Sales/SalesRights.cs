using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Sales;

/// <summary>What ready-made roles begin with here.</summary>
internal static class SalesRights
{
    private static readonly string[] Works = [Actions.Create, Actions.Edit, Actions.Undo, Actions.Assign, Actions.BulkEdit, Actions.Share];
    private static readonly string[] Leads = [.. Works, Actions.Delete, Actions.Export, Actions.Unmask];

    public static IServiceCollection AddRights(IServiceCollection services)
    {
        services.AddPermissions("product", new("상품", "Products"), NavGroup.Sales, (Actions.Import, new("가져오기", "Import")));
        services.AddPermissions("order", new("주문", "Orders"), NavGroup.Sales, (Actions.Import, new("가져오기", "Import")));
        services.AddReadyRights("lead",
            (ReadyRole.Seller, ReachLevel.Team, [Actions.View]), (ReadyRole.Seller, ReachLevel.Own, [.. Works, Lead.Qualify.Action, Lead.Convert.Action]),
            (ReadyRole.SalesManager, ReachLevel.Subtree, [Actions.View, .. Leads, Lead.Qualify.Action, Lead.Convert.Action]),
            (ReadyRole.Marketer, ReachLevel.All, [Actions.View, Actions.Create, Actions.Edit, Actions.Undo, Actions.Assign, Actions.BulkEdit, Lead.Qualify.Action]),
            (ReadyRole.Agent, ReachLevel.Own, [Actions.View, Actions.Create, Actions.Edit]), (ReadyRole.AgentLead, ReachLevel.Subtree, [Actions.View, Actions.Create, Actions.Edit, Actions.Assign, Actions.BulkEdit]),
            (ReadyRole.Analyst, ReachLevel.All, [Actions.View, Actions.Export]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("opportunity",
            (ReadyRole.Seller, ReachLevel.Team, [Actions.View]), (ReadyRole.Seller, ReachLevel.Own, [.. Works, Opportunity.Move.Action]),
            (ReadyRole.SalesManager, ReachLevel.Subtree, [Actions.View, .. Leads, Opportunity.Move.Action]),
            (ReadyRole.Analyst, ReachLevel.All, [Actions.View, Actions.Export]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("order",
            (ReadyRole.Seller, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.All, [Actions.View, Actions.Export]), (ReadyRole.Marketer, ReachLevel.All, [Actions.View]),
            (ReadyRole.Agent, ReachLevel.All, [Actions.View]), (ReadyRole.AgentLead, ReachLevel.All, [Actions.View]), (ReadyRole.Analyst, ReachLevel.All, [Actions.View, Actions.Export]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("product", (ReadyRole.Everybody, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.All, [Actions.Create, Actions.Edit, Actions.Undo, Actions.BulkEdit, Actions.Export]));
        services.AddReadyRights("pipeline", (ReadyRole.Everybody, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.All, [Actions.Create, Actions.Edit, Actions.Undo]));
        services.AddReadyRights("stage", (ReadyRole.Everybody, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.All, [Actions.Create, Actions.Edit, Actions.Delete, Actions.Undo]));
        return services;
    }
}
