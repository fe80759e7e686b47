using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>A role: what those who have it may do, and how far. Roles add up.</summary>
public sealed class Role : Record
{
    /// <summary>May see roles, teams and who has which.</summary>
    public static readonly Permission View = new("role", Actions.View);

    /// <summary>May make and change roles and give them to people. Nobody gives more than they have.</summary>
    public static readonly Permission Edit = new("role", Actions.Edit);

    /// <summary>May look at the product as somebody with another role would.</summary>
    public static readonly Permission SeeAs = new("role", "see_as");

    private Role() { }

    /// <summary>What it is called.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name folded: two roles never share one.</summary>
    public string NameFolded { get; private set; } = "";

    /// <summary>Whom it is for.</summary>
    public string? Description { get; private set; }

    /// <summary>Which of the ready-made roles it was made as; null for the company's own.</summary>
    public string? Code { get; private set; }

    /// <summary>Everybody has it.</summary>
    public bool IsBaseline { get; private set; }

    /// <summary>Its holders sign in with a second factor, or set one up before anything else.</summary>
    public bool NeedsSecondFactor { get; private set; }

    /// <summary>Reaches by type and action, as <see cref="RoleGrants"/> has them.</summary>
    public string? Rights { get; private set; }

    /// <summary>Levels of fields, as <see cref="RoleGrants"/> has them.</summary>
    public string? FieldLevels { get; private set; }

    internal static Role Of(Guid id, ReadyRole ready, Language language) => new()
    {
        Id = id, Name = ready.Label.In(language), Description = ready.For.In(language), Code = ready.Code, IsBaseline = ready.IsBaseline,
    };

    internal RoleGrants Grants => RoleGrants.Read(Rights, FieldLevels);

    internal void Grant(RoleGrants grants) => (Rights, FieldLevels) = (grants.RightsJson, grants.FieldsJson);
}

internal sealed class RoleType : RecordType<Role>
{
    public RoleType() : base("role", "roles", new("역할", "Role"))
    {
        Field(r => r.Name, new("역할명", "Name")).Required().AtMost(100).Unique("roles_name").Searchable();
        Folded(r => r.Name, r => r.NameFolded);
        Title(r => r.Name);
        Field(r => r.Description, new("누구를 위한 역할인가요", "Whom it is for")).AtMost(500);
        Field(r => r.IsBaseline, new("모든 사람에게 적용", "Everybody has it"));
        Field(r => r.NeedsSecondFactor, new("2단계 인증 필수", "Needs a second factor"));
        Field(r => r.Code, new("기본 제공 역할", "Ready-made")).AtMost(64).ReadOnly();
        Guarded();
        Paged(new("roles", NavGroup.Settings, "shield-lock", "name", "description", "is_baseline", "needs_second_factor", "updated_at")   // icon
        {
            Many = new("역할", "Roles"), Sort = "name", KeyFacts = ["description", "is_baseline"], For = new("누가 무엇을 어디까지 할 수 있는지 정하는 곳이에요.", "Who may do what, and how far, is decided here."),
        });
    }

    internal override bool Settles => true;

    internal override async Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        // Through whichever door: who could give everybody a role, rename it or take it from everybody, could pass on or take more than they have.
        var actor = change.Set.Actor;
        await GiveRoles.MustCover(change, actor, await AccessRules.Of(change.Session, ids, cancel), cancel);
        if (actor.Rights != Rights.Everything)
        {
            foreach (var gone in (await change.Entries(this, cancel)).Where(e => e.Operation == Operations.Deleted))
            {
                var before = JsonNode.Parse(gone.Before!)!;
                GiveRoles.MustCover(actor, (string?)before["name"] ?? "", RoleGrants.Read((string?)before["rights"], (string?)before["field_levels"]), change.Declarations);
            }
            await ChangeRights.KeepAnAdministrator(change, cancel);
        }
        await AccessVersion.Raise(change, cancel);
    }
}

/// <summary>Somebody has a role. Who gave it and when stands in it.</summary>
public sealed class RoleAssignment : Record
{
    private RoleAssignment() { }

    /// <summary>Who has it.</summary>
    public Guid UserId { get; private set; }

    /// <summary>Which.</summary>
    public Guid RoleId { get; private set; }

    internal static RoleAssignment Of(Guid user, Guid role) => new() { UserId = user, RoleId = role };
}

internal sealed class RoleAssignmentType : RecordType<RoleAssignment>
{
    public RoleAssignmentType() : base("role_assignment", "role_assignments", new("역할 부여", "Role assignment"))
    {
        Field(a => a.UserId, new("사용자", "User")).Required().Refers("user");
        Field(a => a.RoleId, new("역할", "Role")).Required().Refers("role");
        Guarded();
    }

    internal override bool Settles => true;

    internal override async Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        var actor = change.Set.Actor;
        if (actor.Rights != Rights.Everything)
        {
            var roles = (await change.Entries(this, cancel)).SelectMany(e => new[] { e.Before, e.After }).OfType<string>().Select(json => (Guid?)JsonNode.Parse(json)!["role_id"]).OfType<Guid>().Distinct();
            await GiveRoles.MustCover(change, actor, await AccessRules.Of(change.Session, [.. roles], cancel), cancel);
            await ChangeRights.KeepAnAdministrator(change, cancel);
        }
        await AccessVersion.Raise(change, cancel);
    }
}
