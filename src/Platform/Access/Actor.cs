namespace Dangol.Platform;

/// <summary>What may be done to which type: <c>new("campaign", "launch")</c>.</summary>
public readonly record struct Permission(string Type, string Action)
{
    /// <summary><c>campaign.launch</c>, as in the list of routes and in messages.</summary>
    public override string ToString() => $"{Type}.{Action}";
}

/// <summary>What is done to records, in permissions.</summary>
public static class Actions
{
    /// <summary>To see it in lists, pages, counts and exports.</summary>
    public const string View = "view";

    /// <summary>To make one.</summary>
    public const string Create = "create";

    /// <summary>To change one.</summary>
    public const string Edit = "edit";

    /// <summary>To remove one.</summary>
    public const string Delete = "delete";

    /// <summary>To take changes of it back.</summary>
    public const string Undo = "undo";

    /// <summary>To change many at once.</summary>
    public const string BulkEdit = "bulk_edit";

    /// <summary>To make somebody else responsible for it.</summary>
    public const string Assign = "assign";

    /// <summary>To take many out of the house as a file.</summary>
    public const string Export = "export";

    /// <summary>To bring many in from a file.</summary>
    public const string Import = "import";

    /// <summary>To share one with somebody.</summary>
    public const string Share = "share";

    /// <summary>To see a masked personal value of one, with a reason.</summary>
    public const string Unmask = "unmask";
}

/// <summary>Through which door a change came; it stands in the journal. What a reader of the journal wrote follows from another change.</summary>
public enum Origin { Web, Api, Command, Job, Import, System, Reader }

/// <summary>
/// Who is acting, and what they may do. It is passed by hand through every call: there is no ambient current user.
/// </summary>
public sealed record Actor(Guid Id, string Name, Language Language, Origin Origin, Rights Rights)
{
    /// <summary>The address from which they ask; null where it is no request.</summary>
    public string? Ip { get; init; }

    /// <summary>They proved within the last minutes that it is they (<see cref="ProveAnew"/>); a program with a key never does.</summary>
    public bool IsProved { get; init; }

    /// <summary>The product itself: schedules, journal readers, the first start.</summary>
    public static Actor System { get; } = new(Guid.Empty, "Dangol", Language.Korean, Origin.System, Rights.Everything);

    /// <summary>Somebody at the command line of this machine, who could open the files as well.</summary>
    public static Actor Operator { get; } = new(Guid.Empty, "operator", Language.Korean, Origin.Command, Rights.Everything);

    /// <summary>The first line of every verb: refuses with 403 unless the actor may do this.</summary>
    public void Must(Permission permission)
    {
        if (!Rights.Allows(permission))
            throw new Refused("not_allowed", null, new(
                $"이 작업을 할 권한이 없어요 ({permission}). 관리자에게 요청해 주세요.",
                $"You are not allowed to do this ({permission}). Please ask an administrator."), 403);
    }

    /// <summary>Asks for a fresh proof before something dangerous. The product itself, and whoever sits at its machine, has nobody to ask.</summary>
    /// <param name="then">The page to go on with after the proof; null for the one where they stand.</param>
    /// <exception cref="ProofMissing">Their last proof is too old, or they are a program.</exception>
    public void MustBeProved(string? then = null)
    {
        if (!IsProved && Rights != Rights.Everything) throw new ProofMissing(then);
    }

    /// <summary>Do they see every record of a type, by their roles alone?</summary>
    public bool SeesAll(string type) => new Permission(type, Actions.View) is var view && Rights.Level(view) == ReachLevel.All && Rights.Reach(view) is null;

    /// <summary>Refuses with 403 whoever doesn't see every record of a type: what is reckoned from all of them tells of those beyond their reach.</summary>
    public void MustSeeAll(DeclaredType type)
    {
        if (!SeesAll(type.Name))
            throw new Refused("all_needed", null, new(
                $"{type.Label.Ko} 전체에서 계산한 내용이라, {type.Label.Ko} 보기 범위가 ‘전체’인 역할이 있어야 볼 수 있어요. 필요하면 관리자에게 요청해 주세요.",
                $"This is reckoned from every {type.Label.En.ToLowerInvariant()} record, so it takes a role that may view all of them. Ask an administrator if you need it."), 403);
    }
}
