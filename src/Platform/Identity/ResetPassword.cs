using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Gives a user another password, lets them in again if they were disabled, and ends their sessions everywhere.</summary>
public sealed class ResetPassword(Company company, Passwords passwords)
{
    private static readonly Text Reason = new("비밀번호 재설정", "Password reset");

    /// <returns>The user's name.</returns>
    /// <exception cref="Refused"><c>user_unknown</c>, <c>password_…</c></exception>
    public async Task<string> Run(Actor actor, string email, string password, CancellationToken cancel = default)
    {
        actor.Must(User.Edit);
        var folded = Fold.Of(email);
        var (id, name) = await Find(folded, cancel);
        PasswordRules.Check(password, email, name);
        var hash = await passwords.Hash(password, cancel);
        await company.Writes.Run(company.Writes.NewChangeSet(actor, Reason) with { Final = new("비밀번호는 되살리지 않아요. 다시 재설정해 주세요.", "A password is never brought back; reset it again.") }, async change =>
        {
            var user = await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == id, cancel);
            user.ChangePassword(hash);
            user.Enable();
            await change.Save(cancel);
            await Sessions.EndAll(change, id, cancel);
            return true;
        }, background: false, cancel);
        return name;
    }

    private async Task<(Guid Id, string Name)> Find(string folded, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var found = await read.First("select id, name from users where email_folded = @email", row => (Id: row.Guid(0), Name: row.Text(1)), cancel, ("email", folded));
        return found.Name is null ? throw new Refused("user_unknown", "email", new("그 이메일을 쓰는 사용자가 없어요.", "No user has this e-mail address."), 404) : found;
    }
}
