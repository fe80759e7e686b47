namespace Dangol.Platform;

/// <summary>How long a session lasts without a request, and in any case, as the company decides. Read with the session itself: what was made stricter holds for open sessions, on every node, from the next request on.</summary>
internal readonly record struct SessionLimits(TimeSpan Idle, TimeSpan Longest)
{
    public const int UsualMinutes = 12 * 60, UsualDays = 30, FewestMinutes = 10, MostMinutes = 7 * 24 * 60, MostDays = 90;

    /// <summary>The two limits as columns of another question; null before the company has said anything.</summary>
    public const string Sql = "(select c.session_idle_minutes from company_profiles c limit 1), (select c.session_days from company_profiles c limit 1)";

    public static SessionLimits Of(int? idleMinutes, int? days) => new(TimeSpan.FromMinutes(idleMinutes ?? UsualMinutes), TimeSpan.FromDays(days ?? UsualDays));

    public static Task<SessionLimits> Read(Session session, CancellationToken cancel) => session.First($"select {Sql}", row => Of(row.IntOrNull(0), row.IntOrNull(1)), cancel);

    /// <summary>Is the session open at this time?</summary>
    public bool Hold(LiveSession session, DateTime now) => now < session.ExpiresAt && now < session.LastSeenAt + Idle && now < session.CreatedAt + Longest;
}
