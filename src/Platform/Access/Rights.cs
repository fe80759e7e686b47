namespace Dangol.Platform;

/// <summary>What an actor may do, and which records they reach.</summary>
public abstract class Rights
{
    /// <summary>The administrator's: all of it.</summary>
    public static Rights Everything { get; } = new All();

    /// <summary>Nobody's: none of it.</summary>
    public static Rights Nothing { get; } = new None();

    /// <summary>What everybody may do with their own account, whatever their roles: language, password, second factor.</summary>
    internal static Rights OwnAccount { get; } = new Own();

    /// <summary>May the actor do this at all?</summary>
    public abstract bool Allows(Permission permission);

    /// <summary>How far the actor may do it: over which records.</summary>
    public virtual ReachLevel Level(Permission permission) => Allows(permission) ? ReachLevel.All : ReachLevel.None;

    /// <summary>May the actor set this field?</summary>
    public abstract bool MaySet(string type, string field);

    /// <summary>Is this field there for the actor at all?</summary>
    public virtual bool MaySee(string type, string field) => true;

    /// <summary>
    /// A rule that narrows what the actor reaches with a permission further, as a tree over the type's columns; null where there is none. The record engine adds it to
    /// every read and holds every write to it, before and after, as it does with <see cref="Branches"/>. It says nothing of the day.
    /// </summary>
    public virtual Clause? Reach(Permission permission) => null;

    /// <summary>Does the actor see the personal values of a field as they are? Everybody else gets them masked (<see cref="Disclosure"/>).</summary>
    public virtual bool SeesPersonal(string type, string field) => false;

    /// <summary>Is the field masked for the actor whatever the record?</summary>
    public virtual bool IsAlwaysMasked(string type, string field) => false;

    /// <summary>By which ways the actor reaches records of a type with an action; null where it is all of them.</summary>
    internal virtual ReachBranches? Branches(DeclaredType type, string action, string alias) => null;

    private sealed class None : Rights
    {
        public override bool Allows(Permission permission) => false;

        public override bool MaySet(string type, string field) => false;
    }

    private sealed class Own : Rights
    {
        public override bool Allows(Permission permission) => permission == User.Edit;

        public override bool MaySet(string type, string field) => type == "user" && field is "name" or "language_tag" or "password_hash";
    }

    private sealed class All : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override bool SeesPersonal(string type, string field) => true;
    }
}
