namespace Dangol.Platform;

/// <summary>One record is shared with a person, a team or the holders of a role, until a day or for good.</summary>
public sealed class Share : Record
{
    private Share() { }

    /// <summary>The type of what is shared.</summary>
    public string RecordType { get; private set; } = "";

    /// <summary>What is shared.</summary>
    public Guid RecordId { get; private set; }

    /// <summary>With this person, or</summary>
    public Guid? UserId { get; private set; }

    /// <summary>with this team and those under it, or</summary>
    public Guid? WithTeamId { get; private set; }

    /// <summary>with whoever has this role.</summary>
    public Guid? RoleId { get; private set; }

    /// <summary>They may change it too.</summary>
    public bool MayEdit { get; private set; }

    /// <summary>The last day on which it holds, in the company's zone; for good where it is empty.</summary>
    public DateOnly? Until { get; private set; }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    internal static Share Of(string type, Guid record, Guid? user, Guid? team, Guid? role, bool mayEdit, DateOnly? until, string? reason) => new()
    {
        RecordType = type, RecordId = record, UserId = user, WithTeamId = team, RoleId = role, MayEdit = mayEdit, Until = until, Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
    };
}

internal sealed class ShareType : RecordType<Share>
{
    public ShareType() : base("share", "shares", new("공유", "Share"))
    {
        Field(s => s.RecordType, new("기록 유형", "Record type")).Required().AtMost(64);
        Field(s => s.RecordId, new("기록", "Record")).Required().RefersBy("record_type");
        Field(s => s.UserId, new("사람", "Person")).Refers("user");
        Field(s => s.WithTeamId, new("팀", "Team")).Refers("team");
        Field(s => s.RoleId, new("역할", "Role")).Refers("role");
        Field(s => s.MayEdit, new("수정도 허용", "May edit"));
        Field(s => s.Until, new("마지막 날", "Until"));
        Field(s => s.Reason, new("사유", "Reason")).AtMost(300);
        Rule(s =>
        {
            if (new[] { s.UserId, s.WithTeamId, s.RoleId }.Count(id => id is not null) != 1)
                throw new Refused("share_with_whom", "user_id", new("사람, 팀, 역할 가운데 하나를 골라 주세요.", "Choose one person, one team or one role."));
        });
    }

    internal override bool Settles => true;

    internal override Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel) => AccessVersion.Raise(change, cancel);
}
