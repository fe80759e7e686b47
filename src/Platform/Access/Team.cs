namespace Dangol.Platform;

/// <summary>A team. Teams stand under teams; who is in one reaches the records of those under it too.</summary>
public sealed class Team : Record
{
    private Team() { }

    /// <summary>What it is called.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name folded.</summary>
    public string NameFolded { get; private set; } = "";

    /// <summary>The team above it.</summary>
    public Guid? ParentId { get; private set; }

    /// <summary>What it does.</summary>
    public string? Description { get; private set; }

    internal static Team Of(Guid id, string name, Guid? parent) => new() { Id = id, Name = name, ParentId = parent };
}

internal sealed class TeamType : RecordType<Team>
{
    public TeamType() : base("team", "teams", new("팀", "Team"))
    {
        Field(t => t.Name, new("팀명", "Name")).Required().AtMost(100).Searchable();
        Folded(t => t.Name, t => t.NameFolded);
        Title(t => t.Name);
        Field(t => t.ParentId, new("상위 팀", "Team above")).Refers("team");
        Field(t => t.Description, new("하는 일", "What it does")).AtMost(500);
        // By their teams people reach records.
        Guarded();
        Paged(new("teams", NavGroup.Settings, "users-group", "name", "parent_id", "description", "updated_at")   // icon
        {
            Many = new("팀", "Teams"), Sort = "name", KeyFacts = ["parent_id"], For = new("같은 고객을 함께 맡는 사람들을 팀으로 묶어요.", "People who look after the same customers make a team."),
        });
    }

    internal override bool Settles => true;

    internal override async Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await Paths.Teams.Renew(change, ids, cancel);
        await AccessVersion.Raise(change, cancel);
    }
}

/// <summary>Somebody is in a team beside the one in which they are at home.</summary>
public sealed class TeamMember : Record
{
    private TeamMember() { }

    /// <summary>Which team. (<see cref="Record.TeamId"/> says whose record the membership is.)</summary>
    public Guid MemberOf { get; private set; }

    /// <summary>Who.</summary>
    public Guid UserId { get; private set; }

    internal static TeamMember Of(Guid team, Guid user) => new() { MemberOf = team, UserId = user };
}

internal sealed class TeamMemberType : RecordType<TeamMember>
{
    public TeamMemberType() : base("team_member", "team_members", new("팀원", "Team member"))
    {
        Field(m => m.MemberOf, new("팀", "Team")).Required().Refers("team");
        Field(m => m.UserId, new("사용자", "User")).Required().Refers("user");
        Guarded();
    }

    internal override bool Settles => true;

    internal override Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel) => AccessVersion.Raise(change, cancel);
}
