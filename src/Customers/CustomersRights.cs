using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Customers;

/// <summary>What ready-made roles begin with here. Every department sees the same customers; whose personal data one sees as it is follows from whose they are.</summary>
internal static class CustomersRights
{
    private static readonly string[] Works = [Actions.Create, Actions.Edit, Actions.Undo], Leads = [Actions.Create, Actions.Edit, Actions.Delete, Actions.Undo, Actions.Assign, Actions.BulkEdit, Actions.Export, Actions.Share, Actions.Unmask];

    public static IServiceCollection AddRights(IServiceCollection services)
    {
        services.AddPermissions("customer", new("고객", "Customers"), NavGroup.Customers, (Actions.Import, new("가져오기", "Import")));
        services.AddReadyRights("customer",
            (ReadyRole.Seller, ReachLevel.All, [Actions.View]), (ReadyRole.Seller, ReachLevel.Own, [.. Works, Actions.Assign, Actions.BulkEdit, Actions.Share]), (ReadyRole.Seller, ReachLevel.Team, [Actions.Unmask]),
            (ReadyRole.SalesManager, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.Subtree, Leads),
            (ReadyRole.Marketer, ReachLevel.All, [Actions.View]),
            (ReadyRole.Agent, ReachLevel.All, [Actions.View, Actions.Unmask]), (ReadyRole.Agent, ReachLevel.Team, Works),
            (ReadyRole.AgentLead, ReachLevel.All, [Actions.View, Actions.Unmask]), (ReadyRole.AgentLead, ReachLevel.Subtree, Leads),
            (ReadyRole.Analyst, ReachLevel.All, [Actions.View, Actions.Export]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("relationship",
            (ReadyRole.Seller, ReachLevel.All, [Actions.View]), (ReadyRole.Seller, ReachLevel.Own, [.. Works, Actions.Delete]),
            (ReadyRole.SalesManager, ReachLevel.All, [Actions.View]), (ReadyRole.SalesManager, ReachLevel.Subtree, Leads),
            (ReadyRole.Marketer, ReachLevel.All, [Actions.View]), (ReadyRole.Agent, ReachLevel.All, [Actions.View]), (ReadyRole.Agent, ReachLevel.Own, Works),
            (ReadyRole.AgentLead, ReachLevel.All, [Actions.View]), (ReadyRole.AgentLead, ReachLevel.Subtree, Leads), (ReadyRole.Analyst, ReachLevel.All, [Actions.View]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        foreach (var activity in new[] { "task", "call", "meeting", "memo" })
            services.AddReadyRights(activity,
                (ReadyRole.Everybody, ReachLevel.Team, [Actions.View]), (ReadyRole.Everybody, ReachLevel.Own, [.. Works, Actions.Delete, Actions.Assign, Actions.BulkEdit]),
                (ReadyRole.SalesManager, ReachLevel.Subtree, [Actions.View, .. Leads]), (ReadyRole.AgentLead, ReachLevel.Subtree, [Actions.View, .. Leads]),
                (ReadyRole.Analyst, ReachLevel.All, [Actions.View]), (ReadyRole.Executive, ReachLevel.All, [Actions.View]));
        // A customer is close to whom they call or see to: an open task or a meeting that somebody else gave them, a call of late. What one gave oneself would open whatever one likes.
        foreach (var (table, more, own) in new[] { ("tasks", "t.done = false", ""), ("meetings", "t.created_at > @since", ""), ("calls", "t.created_at > @since", " or {unmask:t.regarding_id}") })
            services.AddCloseBy("customer", $"select t.regarding_id from {table} t where t.regarding_type = 'customer' and {{ids:t.regarding_id}} and t.owner_id = @me and {more} and (coalesce(t.given_by, t.created_by) <> @me{own})");
        return services;
    }
}
