using System.Text.Json;

namespace Dangol.Platform;

/// <summary>
/// The rights of somebody as far as a key's scopes let them pass: the intersection, never more. A scope is <c>lead.view</c>, or <c>lead.*</c> for every action with a type.
/// </summary>
internal sealed class ScopedRights(Rights of, IReadOnlySet<string> scopes) : Rights
{
    /// <summary>The scopes as JSON, in order.</summary>
    public string Json => JsonSerializer.Serialize(scopes.Order(StringComparer.Ordinal));

    /// <summary>The rights narrowed by the scopes of a key or a job; as they are where it has none.</summary>
    public static Rights Narrow(Rights of, string? json) => json is null ? of : new ScopedRights(of, JsonSerializer.Deserialize<string[]>(json)!.ToHashSet(StringComparer.Ordinal));

    /// <summary>The scopes with which somebody acts, for what goes on in their name later; null where nothing is narrowed.</summary>
    public static string? Of(Rights rights) => (rights as ScopedRights)?.Json;

    public override bool Allows(Permission permission) => Has(permission) && of.Allows(permission);

    public override ReachLevel Level(Permission permission) => Has(permission) ? of.Level(permission) : ReachLevel.None;

    public override bool MaySet(string type, string field) => of.MaySet(type, field);

    public override bool MaySee(string type, string field) => of.MaySee(type, field);

    public override bool SeesPersonal(string type, string field) => of.SeesPersonal(type, field);

    public override bool IsAlwaysMasked(string type, string field) => of.IsAlwaysMasked(type, field);

    public override Clause? Reach(Permission permission) => of.Reach(permission);

    // What has no pages is reached through what shows it, as with roles.
    internal override ReachBranches? Branches(DeclaredType type, string action, string alias) =>
        type.Pages is null || Has(new(type.Name, action)) ? of.Branches(type, action, alias) : new([], []);

    private bool Has(Permission permission) => scopes.Contains(permission.ToString()) || scopes.Contains(permission.Type + ".*");
}
