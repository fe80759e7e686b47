using System.Security.Cryptography;
using System.Text;

namespace Dangol.Platform;

/// <summary>A column that holds sealed text, for the rotation of keys: <c>second_factors.secret</c> under the key <c>user_id</c>, which is a uuid.</summary>
/// <param name="Purpose">For what it is sealed; see <see cref="CompanySecrets.Seal"/>.</param>
/// <param name="Table">The table.</param>
/// <param name="Key">Its key.</param>
/// <param name="Column">The column.</param>
public sealed record SecretPlace(string Purpose, string Table, string Key, string Column);

/// <summary>
/// Encrypts what must be read again: AES-256-GCM with a fresh nonce, bound to its purpose and owner, so that a sealed text copied to another row opens for nobody. Its keys stand in
/// the database, wrapped by a key derived from the company's key file: database and file are both needed. Sealed text names its key: <c>s1.{key}.{nonce, tag and cipher}</c>.
/// </summary>
public sealed class CompanySecrets(Company company)
{
    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>May put another key in place of the one with which secrets are sealed.</summary>
    public static readonly Permission Rotate = new("company", "rotate_keys");

    /// <summary>Seals a text with the newest key, which is made where there is none.</summary>
    /// <param name="change">The change that stores it.</param>
    /// <param name="purpose">For what, such as <c>second_factor</c>.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="text">What is to be kept secret.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<string> Seal(Change change, string purpose, Guid owner, string text, CancellationToken cancel = default)
    {
        var (id, key) = await Newest(change.Session, cancel) ?? await Make(change, cancel);
        return $"s1.{id}.{Encrypt(key, Bound(purpose, owner), Encoding.UTF8.GetBytes(text))}";
    }

    /// <summary>Opens what was sealed for this purpose and owner.</summary>
    /// <exception cref="Refused"><c>secret_unreadable</c>: it was changed, or the key file is another</exception>
    public async Task<string> Open(Session session, string purpose, Guid owner, string seal, CancellationToken cancel = default)
    {
        if (seal.Split('.') is not ["s1", var id, var body]) throw Unreadable();
        var wrapped = await session.First("select wrapped from secret_keys where id = @id", row => row.Text(0), cancel, ("id", id)) ?? throw Unreadable();
        return Encoding.UTF8.GetString(Decrypt(Unwrap(id, wrapped), Bound(purpose, owner), body));
    }

    /// <summary>Makes the next key: what is sealed from now on is sealed with it.</summary>
    internal async Task<(string Id, byte[] Key)> Make(Change change, CancellationToken cancel)
    {
        var (id, key) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), RandomNumberGenerator.GetBytes(32));
        var number = await change.Session.Number("select coalesce(max(number), 0) + 1 from secret_keys", cancel);
        await change.Execute("insert into secret_keys (id, number, wrapped, made_at) values (@id, @number, @wrapped, @now)", cancel,
            ("id", id), ("number", number), ("wrapped", Encrypt(company.Keys.For("secrets"), Encoding.UTF8.GetBytes(id), key)), ("now", change.Now));
        return (id, key);
    }

    internal async Task<(string Id, byte[] Key)?> Newest(Session session, CancellationToken cancel) =>
        await session.First("select id, wrapped from secret_keys order by number desc limit 1", row => Tuple.Create(row.Text(0), row.Text(1)), cancel) is { } newest ? (newest.Item1, Unwrap(newest.Item1, newest.Item2)) : null;

    private byte[] Unwrap(string id, string wrapped) => Decrypt(company.Keys.For("secrets"), Encoding.UTF8.GetBytes(id), wrapped);

    private static byte[] Bound(string purpose, Guid owner) => Encoding.UTF8.GetBytes($"{purpose}\n{owner:N}");

    private static string Encrypt(byte[] key, byte[] bound, byte[] plain)
    {
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), bound);
        return System.Buffers.Text.Base64Url.EncodeToString(whole);
    }

    private static byte[] Decrypt(byte[] key, byte[] bound, string text)
    {
        try
        {
            var whole = System.Buffers.Text.Base64Url.DecodeFromChars(text);
            if (whole.Length < NonceBytes + TagBytes) throw Unreadable();
            var plain = new byte[whole.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), plain, bound);
            return plain;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException) { throw Unreadable(); }
    }

    private static Refused Unreadable() => new("secret_unreadable", null, new("암호화한 값을 열 수 없어요. company.key 파일이 이 데이터의 것인지 확인해 주세요.", "A sealed value can’t be opened. Check that company.key belongs to this data."), 409);
}
