using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Dangol.Platform;

/// <summary>Whoever owns passkeys, as the framework's verification asks for them.</summary>
internal sealed record PasskeyOwner(Guid Id, string Email, string Name);

/// <summary>The part of the framework's store of users that its verification of passkeys reads: people who may sign in. It writes nothing, since rows are written in a change.</summary>
internal sealed class PasskeyStore(Company company) : IUserPasskeyStore<PasskeyOwner>
{
    /// <summary>Has somebody a passkey?</summary>
    public static async Task<bool> AnyOf(Company company, Guid user, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.Number("select count(*) from passkeys where user_id = @user", cancel, ("user", user)) > 0;
    }

    /// <summary>The key of a credential as the table has it.</summary>
    public static string KeyOf(byte[] credential) => Base64Url.EncodeToString(credential);

    public async Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var id) ? await Owner("u.id = @key", id, cancellationToken) : null;

    public Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Owner("u.id in (select p.user_id from passkeys p where p.credential_id = @key)", KeyOf(credentialId), cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await Of(user, "and p.credential_id = @credential", cancellationToken, ("credential", KeyOf(credentialId)))).FirstOrDefault();

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) => await Of(user, "", cancellationToken);

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(Fold.Of(user.Email));

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Owner("u.email_folded = @key", Fold.Of(normalizedUserName), cancellationToken);

    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadOnly();

    public void Dispose() { }

    private async Task<PasskeyOwner?> Owner(string where, object key, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First($"select u.id, u.email, u.name from users u where {where} and u.disabled_at is null", row => new PasskeyOwner(row.Guid(0), row.Text(1), row.Text(2)), cancel, ("key", key));
    }

    private async Task<List<UserPasskeyInfo>> Of(PasskeyOwner user, string and, CancellationToken cancel, params (string, object?)[] args)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"select p.credential_id, p.public_key, p.made_at, p.sign_count, p.transports, p.may_be_copied, p.is_copied from passkeys p where p.user_id = @user {and} order by p.made_at", row => new UserPasskeyInfo(
            Base64Url.DecodeFromChars(row.Text(0)), Convert.FromBase64String(row.Text(1)), new DateTimeOffset(row.Instant(2)), (uint)row.Long(3), row.TextOrNull(4)?.Split(' '), isUserVerified: true, isBackupEligible: row.Bool(5), isBackedUp: row.Bool(6), [], []), cancel,
            [("user", user.Id), .. args]);
    }

    private static InvalidOperationException ReadOnly() => new("passkeys and users are written by verbs");
}
