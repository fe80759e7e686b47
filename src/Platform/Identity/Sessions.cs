namespace Dangol.Platform;

/// <summary>Somebody who is signed in at one browser.</summary>
/// <param name="Id">The session's key, which is no secret: the token is.</param>
/// <param name="TokenHash">By which the row is found.</param>
/// <param name="UserId">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Language">Their language.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastSeenAt">When a request of theirs was last noted, to the minute.</param>
/// <param name="ExpiresAt">When it ends however busy they are.</param>
/// <param name="AccessVersion">The version of the company's rules at the look-up.</param>
/// <param name="AsRole">The role as which an administrator looks at the product, or null.</param>
/// <param name="ProvedAt">When they last proved that it is they.</param>
/// <param name="ProvedBy">How they came: by <c>password</c> alone, with a <c>code</c> or a <c>recovery</c> code, or by a <c>passkey</c>.</param>
internal sealed record LiveSession(Guid Id, string TokenHash, Guid UserId, string Name, Language Language, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, long AccessVersion, Guid? AsRole, DateTime? ProvedAt, string? ProvedBy)
{
    /// <summary>By a passkey, which is both factors.</summary>
    public const string Passkey = "passkey";

    /// <summary>They showed one factor only.</summary>
    public bool IsByPasswordAlone => ProvedBy is null or "password";
}

/// <summary>
/// Sessions as rows behind an opaque token: 256 random bits in the cookie, their SHA-256 in the table. A session ends after some time without a request and
/// after some days in any case (<see cref="SessionLimits"/>); signing out ends it at once.
/// </summary>
internal sealed class Sessions(Company company, SeenSessions seen)
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private static readonly Text Signed = new("로그인", "Sign-in");
    private const int LongestAgent = 300;

    /// <summary>Begins a session; the answer is the token for the cookie, which is stored nowhere.</summary>
    public async Task<string> Begin(Guid user, Visit visit, CancellationToken cancel, string by = "password")
    {
        var token = OneTimeToken.New();
        await company.Writes.Run(Actor.System, Signed, async change =>
        {
            var limits = await SessionLimits.Read(change.Session, cancel);
            await change.Execute("delete from sessions where expires_at < @now or last_seen_at < @idle or created_at < @first", cancel, ("now", change.Now), ("idle", change.Now - limits.Idle), ("first", change.Now - limits.Longest));
            await change.Execute("""
                insert into sessions (token_hash, id, user_id, created_at, last_seen_at, expires_at, ip, user_agent, proved_at, proved_by) values (@hash, @id, @user, @now, @now, @expires, @ip, @agent, @now, @by)
                """, cancel, ("hash", Hash(token)), ("id", change.NewId()), ("user", user), ("now", change.Now), ("expires", change.Now + limits.Longest), ("ip", visit.Ip), ("agent", visit.Agent), ("by", by));
            await Log(change, "signed_in", user, visit, cancel);
        }, cancel);
        return token;
    }

    /// <summary>The session of a token, or null where it has ended: one look-up by key with each request.</summary>
    /// <param name="isUse">A person did something; what a page asks for by itself keeps no session open.</param>
    public async Task<LiveSession?> Find(string token, bool isUse, CancellationToken cancel)
    {
        var now = company.Clock.GetUtcNow().UtcDateTime;
        var hash = Hash(token);
        LiveSession? session;
        var limits = default(SessionLimits);
        await using (var read = await company.Store.Read(cancel))
            session = await read.First($"""
                select s.id, s.user_id, u.name, u.language_tag, s.created_at, s.last_seen_at, s.expires_at, {AccessVersion.Sql}, s.as_role_id, s.proved_at, s.proved_by, {SessionLimits.Sql} from sessions s join users u on u.id = s.user_id
                where s.token_hash = @hash and u.disabled_at is null
                """, row =>
                {
                    limits = SessionLimits.Of(row.IntOrNull(11), row.IntOrNull(12));
                    return new LiveSession(row.Guid(0), hash, row.Guid(1), row.Text(2), User.LanguageOf(row.Text(3)), row.Instant(4), row.Instant(5), row.Instant(6), row.Long(7), row.GuidOrNull(8), row.InstantOrNull(9), row.TextOrNull(10));
                }, cancel, ("hash", hash));
        if (session is null || !limits.Hold(session, now)) return null;
        if (!isUse || now - session.LastSeenAt < SeenEvery || !seen.IsDue(company, hash, now, SeenEvery)) return session;
        await company.Writes.Run(Actor.System, Signed, change => change.Execute("update sessions set last_seen_at = @now where token_hash = @hash and last_seen_at < @now", cancel, ("now", now), ("hash", hash)), cancel);
        return session;
    }

    /// <summary>Ends a session, everywhere.</summary>
    public async Task End(LiveSession session, Visit visit, CancellationToken cancel)
    {
        await company.Writes.Run(Actor.System, new Text("로그아웃", "Sign-out"), async change =>
        {
            await change.Execute("delete from sessions where token_hash = @hash", cancel, ("hash", session.TokenHash));
            await Log(change, "signed_out", session.UserId, visit, cancel);
        }, cancel);
    }

    /// <summary>Ends all sessions of a person, inside the change that gives the reason: a new password, somebody who leaves.</summary>
    public static Task EndAll(Change change, Guid user, CancellationToken cancel) => change.Execute("delete from sessions where user_id = @user", cancel, ("user", user));

    /// <summary>Writes a line of the log of sign-ins.</summary>
    public static Task Log(Change change, string kind, Guid? user, Visit visit, CancellationToken cancel) => change.Execute(
        "insert into sign_ins (id, at, kind, user_id, ip, user_agent) values (@id, @at, @kind, @user, @ip, @agent)", cancel,
        ("id", change.NewId()), ("at", change.Now), ("kind", kind), ("user", user), ("ip", visit.Ip), ("agent", visit.Agent));

    internal static string Short(string agent) => agent.Length <= LongestAgent ? agent : agent[..LongestAgent];

    private static string Hash(string token) => OneTimeToken.Hash(token);
}

/// <summary>From where somebody comes: their address and browser, as the log of sign-ins has them.</summary>
internal readonly record struct Visit(string Ip, string Agent)
{
    /// <summary>The mark of a browser that knows the account (<see cref="KnownBrowser"/>).</summary>
    public string? Known { get; init; }
}
