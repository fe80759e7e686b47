namespace Dangol.Platform;

/// <summary>
/// A number in the database that every change of roles, teams, managers and shares raises in its own transaction. The look-up of a session brings it along, so a node never
/// applies rules older than the request.
/// </summary>
internal static class AccessVersion
{
    /// <summary>The number, as a column of another question.</summary>
    public const string Sql = "(select v.version from access_versions v where v.only_one = 1)";

    public static Task<long> Read(Session session, CancellationToken cancel) => session.Number($"select {Sql}", cancel);

    public static Task Raise(Change change, CancellationToken cancel) => change.Execute("update access_versions set version = version + 1 where only_one = 1", cancel);
}
