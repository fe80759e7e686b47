using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dangol.Platform;

/// <summary>
/// Hashes and checks passwords: PBKDF2 with HMAC-SHA512, 210,000 iterations (ASVS 5.0, appendix C). It takes some 100 ms of a processor, so it is never
/// awaited inside a write, and only so many run at a time that the others still get answers.
/// </summary>
public sealed class Passwords
{
    private const int Iterations = 210_000;

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    /// <summary>Makes the hash of nobody's password, against which unknown accounts are checked.</summary>
    public Passwords() => _nobodys = new(() => _hasher.HashPassword(this, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    /// <summary>The hash that is stored.</summary>
    public Task<string> Hash(string password, CancellationToken cancel = default) => Slowly(() => _hasher.HashPassword(this, Normal(password)), cancel);

    /// <summary>Is this the password? It takes the same time where there is no account (<paramref name="hash"/> is null), and then it never is.</summary>
    /// <returns>Whether it is, and whether the hash was made with fewer iterations than today's and should be made anew.</returns>
    internal async Task<(bool Right, bool Old)> Check(string? hash, string password, CancellationToken cancel)
    {
        if (password.Length > PasswordRules.Longest * 4) password = "";
        var result = await Slowly(() => _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, Normal(password)), cancel);
        return (hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>A password that nobody has used: four groups of five letters and digits that can't be mistaken for each other, about 99 bits.</summary>
    public static string Random() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5)));

    /// <summary>The same letters give the same bytes on every keyboard: a Mac sends Hangul in pieces.</summary>
    private static string Normal(string password) => password.Normalize(NormalizationForm.FormKC);

    private async Task<T> Slowly<T>(Func<T> work, CancellationToken cancel)
    {
        await _atOnce.WaitAsync(cancel);
        try { return await Task.Run(work, cancel); }
        finally { _atOnce.Release(); }
    }
}
