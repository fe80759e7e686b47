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
    public const string Read = "read";

    /// <summary>To make one.</summary>
    public const string Create = "create";

    /// <summary>To change one.</summary>
    public const string Edit = "edit";

    /// <summary>To remove one.</summary>
    public const string Delete = "delete";

    /// <summary>To take changes of it back.</summary>
    public const string Undo = "undo";
}

/// <summary>Through which door a change came; it stands in the journal.</summary>
public enum Origin { Web, Api, Command, Job, Import, System }

/// <summary>
/// Who is acting, and what they may do. It is passed by hand through every call: there is no ambient current user. Roles come with the access issue; until
/// then <see cref="Rights"/> has one role for people and fixed rules in tests.
/// </summary>
public sealed record Actor(Guid Id, string Name, Language Language, Origin Origin, Rights Rights)
{
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
}

/// <summary>What an actor may do, and which records they reach.</summary>
public abstract class Rights
{
    /// <summary>The administrator's: all of it.</summary>
    public static Rights Everything { get; } = new All();

    /// <summary>Nobody's: none of it.</summary>
    public static Rights Nothing { get; } = new None();

    /// <summary>May the actor do this at all?</summary>
    public abstract bool Allows(Permission permission);

    /// <summary>May the actor set this field?</summary>
    public abstract bool MaySet(string type, string field);

    /// <summary>
    /// The records that the actor reaches with a permission (the actions are <see cref="Actions"/>), as a tree over the type's columns; null where it is all of
    /// them. The record engine adds it to every read and holds every write to it, before and after. It says nothing of the day.
    /// </summary>
    public virtual Clause? Reach(Permission permission) => null;

    /// <summary>Does the actor see the personal values of a field as they are? Everybody else gets them masked (<see cref="Disclosure"/>).</summary>
    public virtual bool SeesPersonal(string type, string field) => false;

    private sealed class None : Rights
    {
        public override bool Allows(Permission permission) => false;

        public override bool MaySet(string type, string field) => false;
    }

    private sealed class All : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override bool SeesPersonal(string type, string field) => true;
    }
}
