namespace Dangol.Platform;

/// <summary>Somebody was invited: the way in that was made for them, and until when it is open.</summary>
internal static class Invitation
{
    /// <summary>An invitation is open so long.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(72);

    internal static readonly Text Title = new("사용자 초대", "Invite a person");

    /// <summary>Opens a way in, in place of one that was open before; the answer is the token, which is stored nowhere.</summary>
    public static async Task<string> Open(Change change, Guid user, CancellationToken cancel)
    {
        var token = OneTimeToken.New();
        await change.Execute("""
            insert into invitations (user_id, token_hash, made_at, made_by, until) values (@user, @hash, @now, @by, @until)
            on conflict (user_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at, made_by = excluded.made_by, until = excluded.until
            """, cancel, ("user", user), ("hash", OneTimeToken.Hash(token)), ("now", change.Now), ("by", change.Set.Actor.Id), ("until", change.Now + Length));
        return token;
    }

    /// <summary>Closes it.</summary>
    public static Task Close(Change change, Guid user, CancellationToken cancel) => change.Execute("delete from invitations where user_id = @user", cancel, ("user", user));
}
