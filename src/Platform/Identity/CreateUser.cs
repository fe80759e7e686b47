namespace Dangol.Platform;

/// <summary>Makes a user who can sign in, with a role.</summary>
public sealed class CreateUser(Writes writes, Passwords passwords)
{
    /// <param name="Email">The address with which they sign in.</param>
    /// <param name="Name">Their name.</param>
    /// <param name="Password">At least <see cref="PasswordRules.Shortest"/> characters.</param>
    /// <param name="Language">In which they are spoken to.</param>
    /// <param name="Role">The code of the ready-made role that they have; an administrator where nothing is said.</param>
    public sealed record Form(string Email, string Name, string Password, Language Language = Language.Korean, string Role = "administrator");

    private static readonly Text Reason = new("사용자 추가", "User added");

    internal static readonly Text Stays = new("사용자는 지우지 않아요. 대신 사용을 중지해 주세요.", "Users are never removed; disable them instead.");

    /// <summary>Makes the user; the questions of the first start are then answered.</summary>
    /// <returns>The user's key.</returns>
    /// <exception cref="Refused"><c>email_invalid</c>, <c>password_…</c>, <c>required</c>, <c>too_long</c>, <c>duplicate</c> at <c>email</c></exception>
    public async Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(User.Edit);
        var user = await Make(form, passwords, cancel);
        return await writes.Run(writes.NewChangeSet(actor, Reason) with { Final = Stays }, async change =>
        {
            user.Id = change.NewId();
            change.Open<IdentityDb>().Add(user);
            await change.Save(cancel);
            await FirstRoles.GiveRole(change, [user.Id], form.Role, cancel);
            await change.Execute("insert into first_starts (only_one, at) values (1, @now) on conflict (only_one) do nothing", cancel, ("now", change.Now));
            return user.Id;
        }, background: false, cancel);
    }

    /// <summary>The user with the hashed password, before the write begins.</summary>
    internal static async Task<User> Make(Form form, Passwords passwords, CancellationToken cancel)
    {
        PasswordRules.Check(form.Password, form.Email, form.Name);
        return User.New(form.Email, form.Name, form.Language, await passwords.Hash(form.Password, cancel));
    }
}
