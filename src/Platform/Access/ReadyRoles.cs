using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>A role that every company begins with and may change.</summary>
/// <param name="Code">By which it is known whatever it is called later.</param>
/// <param name="Label">What it is called at first.</param>
/// <param name="For">Whom it is for.</param>
/// <param name="IsBaseline">Everybody has it.</param>
public sealed record ReadyRole(string Code, Text Label, Text For, bool IsBaseline = false)
{
    /// <summary>What everybody may do.</summary>
    public static ReadyRole Everybody { get; } = new("everybody", new("모든 사람", "Everybody"), new("로그인하는 모든 사람이 가져요.", "Whoever signs in has it."), IsBaseline: true);

    /// <summary>Sells.</summary>
    public static ReadyRole Seller { get; } = new("seller", new("영업 담당자", "Seller"), new("자기 고객과 영업기회를 맡는 사람", "Looks after customers and opportunities of their own"));

    /// <summary>Leads sellers.</summary>
    public static ReadyRole SalesManager { get; } = new("sales_manager", new("영업 관리자", "Sales manager"), new("영업 조직을 이끄는 사람", "Leads sellers"));

    /// <summary>Makes campaigns.</summary>
    public static ReadyRole Marketer { get; } = new("marketer", new("마케터", "Marketer"), new("세그먼트와 캠페인을 만드는 사람", "Makes segments and campaigns"));

    /// <summary>Answers customers.</summary>
    public static ReadyRole Agent { get; } = new("agent", new("상담원", "Agent"), new("고객의 문의에 답하는 사람", "Answers customers"));

    /// <summary>Leads agents.</summary>
    public static ReadyRole AgentLead { get; } = new("agent_lead", new("상담 관리자", "Agent lead"), new("상담 조직을 이끄는 사람", "Leads agents"));

    /// <summary>Finds out.</summary>
    public static ReadyRole Analyst { get; } = new("analyst", new("분석가", "Analyst"), new("고객 자료를 분석하는 사람", "Analyses what customers did"));

    /// <summary>Decides.</summary>
    public static ReadyRole Executive { get; } = new("executive", new("경영진", "Executive"), new("숫자를 보고 결정하는 사람", "Sees the figures and decides"));

    /// <summary>Looks after the product.</summary>
    public static ReadyRole Administrator { get; } = new("administrator", new("관리자", "Administrator"), new("제품을 설정하고 사람을 관리하는 사람", "Sets the product up and looks after its people"));

    /// <summary>Checks the others.</summary>
    public static ReadyRole Auditor { get; } = new("auditor", new("감사자", "Auditor"), new("모두 볼 수 있지만 아무것도 바꾸지 못하고, 접속기록을 점검하는 사람", "Sees everything, changes nothing, and reviews the log of access"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReadyRole> All { get; } = [Everybody, Seller, SalesManager, Marketer, Agent, AgentLead, Analyst, Executive, Administrator, Auditor];
}

/// <summary>What a module lets the holders of a ready-made role do with its records.</summary>
public sealed record ReadyRights(ReadyRole Role, string Type, ReachLevel Reach, params IReadOnlyList<string> Actions);

/// <summary>How modules say what ready-made roles begin with.</summary>
public static class ReadyRoles
{
    /// <summary>Says what the holders of ready-made roles may do with records of a type, until the company decides otherwise.</summary>
    public static IServiceCollection AddReadyRights(this IServiceCollection services, string type, params IEnumerable<(ReadyRole Role, ReachLevel Reach, string[] Actions)> rights)
    {
        foreach (var (role, reach, actions) in rights) services.AddSingleton(new ReadyRights(role, type, reach, actions));
        return services;
    }

    internal static IServiceCollection AddPlatformRights(this IServiceCollection services)
    {
        services.AddReadyRights(RoleGrants.Any, (ReadyRole.Administrator, ReachLevel.All, [RoleGrants.Any]), (ReadyRole.Auditor, ReachLevel.All, [Actions.View]));
        // Who reviews the log of access does none of the work that stands in it.
        services.AddReadyRights(ReviewAccess.Review.Type, (ReadyRole.Auditor, ReachLevel.All, [ReviewAccess.Review.Action]));
        services.AddReadyRights("user", (ReadyRole.Everybody, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("team", (ReadyRole.Everybody, ReachLevel.All, [Actions.View]));
        services.AddReadyRights("loop", (ReadyRole.Marketer, ReachLevel.All, ["run"]), (ReadyRole.Analyst, ReachLevel.All, ["run"]));
        return services;
    }

    internal static RoleGrants Grants(ReadyRole role, IEnumerable<ReadyRights> rights)
    {
        var grants = new RoleGrants();
        foreach (var right in rights.Where(r => r.Role == role)) grants.Grant(right.Type, right.Reach, right.Actions);
        return grants;
    }
}

/// <summary>A new company begins with the ready-made roles, and its first administrator is one.</summary>
internal sealed class FirstRoles(IEnumerable<ReadyRights> rights) : CompanyStart
{
    private static readonly Text Reason = new("기본 제공 역할", "Ready-made roles");

    public override Task Run(Change change, Language language, CancellationToken cancel) => Make(change, rights, language, cancel);

    /// <summary>A company that was there before there were roles gets them: whoever could sign in could do everything, and still can.</summary>
    public static async Task Ensure(Company company, IEnumerable<ReadyRights> rights, CancellationToken cancel)
    {
        await using (var read = await company.Store.Read(cancel))
            if (await read.Number("select count(*) from roles", cancel) > 0 || await read.Number("select count(*) from users", cancel) == 0) return;
        await company.Writes.Run(Actor.System, Reason, change => Make(change, rights, Language.Korean, cancel), cancel);
    }

    private static async Task Make(Change change, IEnumerable<ReadyRights> rights, Language language, CancellationToken cancel)
    {
        var db = change.Open<IdentityDb>();
        foreach (var ready in ReadyRole.All)
        {
            var role = Role.Of(change.NewId(), ready, language);
            var grants = ReadyRoles.Grants(ready, rights);
            // Who looks after the people must see how to reach them.
            if (ready == ReadyRole.Administrator) grants.Set("user", "email", FieldLevel.Write);
            role.Grant(grants);
            db.Add(role);
        }
        await change.Save(cancel);
        await GiveRole(change, await change.Session.List("select id from users", row => row.Guid(0), cancel), ReadyRole.Administrator.Code, cancel);
    }

    /// <summary>Gives people a ready-made role by its code; nothing happens where the company has none of that code.</summary>
    public static async Task GiveRole(Change change, IReadOnlyList<Guid> users, string code, CancellationToken cancel)
    {
        var role = await change.Session.First("select id from roles where code = @code", row => (Guid?)row.Guid(0), cancel, ("code", code));
        if (role is null) return;
        change.Open<IdentityDb>().AddRange(users.Select(user => RoleAssignment.Of(user, role.Value)));
        await change.Save(cancel);
    }
}
