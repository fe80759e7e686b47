using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Changes one's own password, which the old one allows, and ends one's other sessions. Wrong ones count as failed sign-ins do.</summary>
internal sealed class ChangePassword(Company company, Passwords passwords, SignInLimits limits)
{
    private static readonly Text Reason = new("비밀번호 변경", "Password changed");

    /// <exception cref="Refused"><c>password_wrong</c> at <c>old</c>, <c>password_…</c>, <c>too_many_sign_ins</c></exception>
    public async Task Run(Actor actor, LiveSession session, Visit visit, string old, string password, CancellationToken cancel)
    {
        var email = await Prove(actor.Id, visit, old, "old", cancel);
        PasswordRules.Check(password, email, actor.Name);
        var hash = await passwords.Hash(password, cancel);
        await company.Writes.Run(company.Writes.NewChangeSet(actor, Reason) with { Final = new("비밀번호는 되살리지 않아요.", "A password is never brought back.") }, async change =>
        {
            (await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == actor.Id, cancel)).ChangePassword(hash);
            await change.Save(cancel);
            await change.Execute("delete from sessions where user_id = @user and token_hash <> @hash", cancel, ("user", actor.Id), ("hash", session.TokenHash));
            return true;
        }, background: false, cancel);
    }

    /// <summary>Is this their password?</summary>
    /// <returns>Their address.</returns>
    public async Task<string> Prove(Guid user, Visit visit, string password, string field, CancellationToken cancel)
    {
        string email, folded;
        string? hash;
        await using (var read = await company.Store.Read(cancel))
            (email, folded, hash) = await read.First("select email, email_folded, password_hash from users where id = @id", row => (row.Text(0), row.Text(1), row.TextOrNull(2)), cancel, ("id", user));
        await limits.Count(folded, visit, cancel);
        if (!(await passwords.Check(hash, password, cancel)).Right) throw new Refused("password_wrong", field, new("지금 쓰는 비밀번호가 아니에요.", "This is not your password."));
        await company.Writes.Run(Actor.System, Reason, change => SignInLimits.Forget(change, folded, visit, cancel), cancel);
        return email;
    }
}
