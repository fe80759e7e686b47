namespace Dangol.Platform;

/// <summary>
/// What browsers were asked to sign. It is kept here, found by a token of which only the hash stands in the table, counts once, for five minutes, for the person and for what it was asked for.
/// Since anybody may ask for one to sign in, an address has only so many open at a time.
/// </summary>
internal sealed class PasskeyChallenges(Company company, Visitor visitor)
{
    /// <summary>So long a challenge can be answered.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <summary>So many an address can have open.</summary>
    public const int MostOpen = 300;

    private static readonly Text Asked = new("패스키 확인", "Passkey asked for");

    /// <summary>Keeps one; the answer is its token.</summary>
    /// <exception cref="Refused"><c>too_many_sign_ins</c>, 429</exception>
    public async Task<string> Keep(PasskeyPurpose purpose, Guid? user, string state, CancellationToken cancel)
    {
        var token = OneTimeToken.New();
        await company.Writes.Run(Actor.System, Asked, async change =>
        {
            await change.Execute("delete from passkey_challenges where until <= @now", cancel, ("now", change.Now));
            if (await change.Session.Number("select count(*) from passkey_challenges where ip = @ip", cancel, ("ip", visitor.Visit.Ip)) >= MostOpen)
                throw new Refused("too_many_sign_ins", null, new("요청이 너무 많아요. 5분 뒤에 다시 해 주세요.", "There are too many requests. Please try again in 5 minutes."), 429) { After = Length };
            await change.Execute("insert into passkey_challenges (token_hash, purpose, user_id, state, ip, until) values (@hash, @purpose, @user, @state, @ip, @until)", cancel,
                ("hash", OneTimeToken.Hash(token)), ("purpose", Name(purpose)), ("user", user), ("state", state), ("ip", visitor.Visit.Ip), ("until", change.Now + Length));
        }, cancel);
        return token;
    }

    /// <summary>Takes one away, whether it is the right one or not; null where it is none, too old, or another's.</summary>
    public async Task<string?> Take(PasskeyPurpose purpose, Guid? user, string token, CancellationToken cancel)
    {
        var kept = await company.Writes.Run(Actor.System, Asked, async change => await change.Session.First("delete from passkey_challenges where token_hash = @hash returning state, user_id, purpose, until > @now",
            row => Tuple.Create(row.Text(0), row.GuidOrNull(1), row.Text(2), row.Bool(3)), cancel, ("hash", OneTimeToken.Hash(token)), ("now", change.Now)), cancel);
        return kept is { Item4: true } && kept.Item2 == user && kept.Item3 == Name(purpose) ? kept.Item1 : null;
    }

    private static string Name(PasskeyPurpose purpose) => purpose switch { PasskeyPurpose.Make => "make", PasskeyPurpose.SignIn => "sign_in", _ => "prove" };
}

/// <summary>For what a browser is asked: to make a passkey, to sign in with one, to prove that it is still the same person.</summary>
internal enum PasskeyPurpose { Make, SignIn, Prove }
