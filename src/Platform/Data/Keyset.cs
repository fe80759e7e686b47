using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// A place in a sorted list: the sort value and key of the row after which the next page begins. Empty values come last on both engines: a page runs through
/// the rows that have a value, then through those that have none.
/// </summary>
/// <param name="Value">The sort value as text; null among the rows that have none.</param>
/// <param name="Id">The key that breaks ties.</param>
/// <param name="Backwards">True where the page before is wanted.</param>
public sealed record Keyset(string? Value, Guid Id, bool Backwards = false)
{
    private const int Longest = 6000;

    /// <summary>The form for an address.</summary>
    public string ToUrl() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(Backwards ? '-' : '+')}{Id:N}{(Value is null ? '0' : '1')}{Value}"));

    /// <summary>Reads it back; null where there is none or it was tampered with, which begins at the first page.</summary>
    public static Keyset? Of(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > Longest) return null;
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(url));
            return text.Length >= 34 && Guid.TryParseExact(text[1..33], "N", out var id) ? new(text[33] == '1' ? text[34..] : null, id, text[0] == '-') : null;
        }
        catch (FormatException) { return null; }
    }

    /// <summary>The sort value as a whole number.</summary>
    public long? Number => long.TryParse(Value, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A count that stops at a limit: exact up to it, "1,000+" beyond.</summary>
public readonly record struct CappedCount(long Number, bool More)
{
    /// <summary>Where lists stop counting.</summary>
    public const int Limit = 1000;

    /// <summary>Counts the rows of a query (its <c>from … where …</c>), reading at most one more than the limit.</summary>
    public static async Task<CappedCount> Of(Session session, string fromWhere, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        var counted = await session.Number($"select count(*) from (select 1 {fromWhere} limit {Limit + 1}) counted", cancel, args);
        return new(Math.Min(counted, Limit), counted > Limit);
    }

    /// <summary>1,000+ or the number.</summary>
    public override string ToString() => Number.ToString("N0", CultureInfo.InvariantCulture) + (More ? "+" : "");
}
