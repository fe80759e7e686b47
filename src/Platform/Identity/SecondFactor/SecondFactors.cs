using System.Security.Cryptography;

namespace Dangol.Platform;

/// <summary>The second factor of people: an authenticator app's secret, and ten recovery codes for when the app is lost. Each code counts once.</summary>
internal sealed class SecondFactors(Company company, CompanySecrets secrets)
{
    /// <summary>So many recovery codes are made.</summary>
    public const int Codes = 10;

    /// <summary>For what its secrets are sealed.</summary>
    public const string Purpose = "second_factor";

    private static readonly Text Check = new("인증 코드 확인", "Code checked");

    /// <summary>Has somebody a second factor that they confirmed, and how many recovery codes are left?</summary>
    public async Task<(bool Confirmed, int CodesLeft)> Of(Guid user, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("""
            select (select count(*) from second_factors f where f.user_id = u.id and f.confirmed_at is not null), (select count(*) from recovery_codes c where c.user_id = u.id) from users u where u.id = @user
            """, row => (row.Long(0) > 0, row.Int(1)), cancel, ("user", user));
    }

    /// <summary>The secret of one that is not confirmed yet; made where there is none.</summary>
    /// <exception cref="Refused"><c>second_factor_there</c></exception>
    public Task<string> Prepare(Actor actor, CancellationToken cancel) => company.Writes.Run(actor, Setup, async change =>
    {
        var known = await change.Session.First("select secret, confirmed_at from second_factors where user_id = @user", row => Tuple.Create(row.Text(0), row.InstantOrNull(1)), cancel, ("user", actor.Id));
        if (known is { Item2: not null }) throw new Refused("second_factor_there", null, new("이미 인증 앱을 쓰고 있어요.", "An authenticator app is in use already."), 409);
        if (known is not null) return await secrets.Open(change.Session, Purpose, actor.Id, known.Item1, cancel);
        var secret = Totp.NewSecret();
        await change.Execute("insert into second_factors (user_id, secret, made_at, last_step) values (@user, @secret, @now, 0)", cancel,
            ("user", actor.Id), ("secret", await secrets.Seal(change, Purpose, actor.Id, secret, cancel)), ("now", change.Now));
        return secret;
    }, cancel);

    /// <summary>Confirms it by a code of the app; the answer is the recovery codes, which are stored nowhere.</summary>
    /// <exception cref="Refused"><c>code_wrong</c></exception>
    public async Task<IReadOnlyList<string>> Confirm(Actor actor, LiveSession session, string code, CancellationToken cancel)
    {
        if (!await Takes(actor.Id, code, confirmed: false, cancel)) throw Wrong();
        return await company.Writes.Run(company.Writes.NewChangeSet(actor, Setup) with { Final = NotBack }, async change =>
        {
            await change.Execute("update second_factors set confirmed_at = @now where user_id = @user and confirmed_at is null", cancel, ("now", change.Now), ("user", actor.Id));
            await change.Execute("update sessions set proved_at = @now, proved_by = 'code' where token_hash = @hash", cancel, ("now", change.Now), ("hash", session.TokenHash));
            // The others came by the password alone.
            await change.Execute("delete from sessions where user_id = @user and token_hash <> @hash", cancel, ("user", actor.Id), ("hash", session.TokenHash));
            await change.Publish(new SecondFactorChanged(actor.Id, "confirmed"), cancel);
            return await NewCodes(change, actor.Id, cancel);
        }, background: false, cancel);
    }

    /// <summary>Makes ten other recovery codes; the old ones are worth nothing then.</summary>
    public Task<IReadOnlyList<string>> Renew(Actor actor, CancellationToken cancel) => company.Writes.Run(company.Writes.NewChangeSet(actor, Setup) with { Final = NotBack }, async change =>
    {
        await change.Publish(new SecondFactorChanged(actor.Id, "codes_renewed"), cancel);
        return await NewCodes(change, actor.Id, cancel);
    }, background: false, cancel);

    /// <summary>Takes the second factor away.</summary>
    public async Task Remove(Change change, Guid user, CancellationToken cancel)
    {
        await change.Execute("delete from second_factors where user_id = @user", cancel, ("user", user));
        await change.Execute("delete from recovery_codes where user_id = @user", cancel, ("user", user));
        await change.Publish(new SecondFactorChanged(user, "removed"), cancel);
    }

    /// <summary>Is this a code of the app or a recovery code? It is used up by the question: a second one with it is answered no.</summary>
    /// <returns><c>code</c>, <c>recovery</c>, or null.</returns>
    public async Task<string?> Use(Guid user, string code, CancellationToken cancel)
    {
        if (await Takes(user, code, confirmed: true, cancel)) return "code";
        var hash = Hash(user, code);
        var used = await company.Writes.Run(Actor.System, Check, change => change.Execute("delete from recovery_codes where user_id = @user and code_hash = @hash", cancel, ("user", user), ("hash", hash)), cancel);
        return used > 0 ? "recovery" : null;
    }

    /// <summary>The step of a code must be later than that of the last one: whoever looked over the shoulder comes too late.</summary>
    private async Task<bool> Takes(Guid user, string code, bool confirmed, CancellationToken cancel)
    {
        string? secret;
        await using (var read = await company.Store.Read(cancel))
        {
            var seal = await read.First($"select secret from second_factors where user_id = @user and confirmed_at is {(confirmed ? "not " : "")}null", row => row.Text(0), cancel, ("user", user));
            secret = seal is null ? null : await secrets.Open(read, Purpose, user, seal, cancel);
        }
        if (secret is null || Totp.StepOf(secret, code, company.Clock.GetUtcNow().UtcDateTime) is not { } step) return false;
        return await company.Writes.Run(Actor.System, Check, change => change.Execute("update second_factors set last_step = @step where user_id = @user and last_step < @step", cancel, ("step", step), ("user", user)), cancel) > 0;
    }

    private async Task<IReadOnlyList<string>> NewCodes(Change change, Guid user, CancellationToken cancel)
    {
        await change.Execute("delete from recovery_codes where user_id = @user", cancel, ("user", user));
        var codes = Enumerable.Range(0, Codes).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 10)).Select(c => $"{c[..5]}-{c[5..]}").ToList();
        foreach (var code in codes) await change.Execute("insert into recovery_codes (user_id, code_hash) values (@user, @hash)", cancel, ("user", user), ("hash", Hash(user, code)));
        return codes;
    }

    // 50 bits could be tried out by whoever has the database; without the key file they can't.
    private string Hash(Guid user, string code) => company.Keys.Seal("recovery", $"{user:N} {string.Concat(code.Trim().ToLowerInvariant().Where(char.IsAsciiLetterOrDigit))}");

    internal static Refused Wrong() => new("code_wrong", "code", new("코드가 맞지 않거나 이미 쓴 코드예요. 앱에 새로 나온 코드를 입력해 주세요.", "The code is wrong or was used already. Enter the one that the app shows now."));

    internal static readonly Text Setup = new("2단계 인증 설정", "Second factor set up");

    internal static readonly Text NotBack = new("인증 수단은 되살리지 않아요. 다시 설정해 주세요.", "A factor is never brought back; set it up again.");
}

/// <summary>Somebody's second factor was confirmed, removed, or has other recovery codes.</summary>
public sealed record SecondFactorChanged(Guid UserId, string What);
