using System.Globalization;
using System.Text;

namespace Dangol.Integration;

/// <summary>How reading a date went.</summary>
internal enum MomentRead { Ok, Wrong, TooEarly, InFuture }

/// <summary>
/// Reads dates and times in a mapping's formats and zone. Neighbouring lines mostly tell the same moment, so the last one read is remembered.
/// </summary>
internal sealed class Moments
{
    private static readonly CultureInfo[] Cultures = [CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("ko-KR")];
    private readonly string[] _formats;
    private readonly TimeZoneInfo _source, _business;
    private readonly DateTime _latest;
    private readonly DateOnly _earliest;
    private readonly byte[] _last = new byte[64];
    private int _lastLength = -1;
    private MomentRead _lastRead;
    private long _lastMicros;
    private int _lastDay;

    /// <param name="mapping">Formats, zone and limits.</param>
    /// <param name="companyZone">The zone of the company's business dates, where the mapping asks for it.</param>
    /// <param name="now">The time of the import, UTC.</param>
    public Moments(SalesMapping mapping, TimeZoneInfo companyZone, DateTime now)
    {
        _formats = [.. mapping.Dates];
        _source = TimeZoneInfo.FindSystemTimeZoneById(mapping.Zone);
        _business = mapping.BusinessDate == BusinessDay.Source ? _source : companyZone;
        _latest = now.AddDays(mapping.Limits.FutureDays);
        _earliest = mapping.Limits.Earliest;
    }

    /// <summary>The instant in microseconds since 1970 (UTC) and the business date in days since 1970. Both are given for moments out of bounds
    public MomentRead Read(ReadOnlySpan<byte> text, out long micros, out int day)
    {
        if (!text.SequenceEqual(_last.AsSpan(0, Math.Max(0, _lastLength))) || _lastLength < 0) Parse(text);
        (micros, day) = (_lastMicros, _lastDay);
        return _lastRead;
    }

    private void Parse(ReadOnlySpan<byte> text)
    {
        (_lastLength, _lastMicros, _lastDay, _lastRead) = (-1, 0, 0, MomentRead.Wrong);
        if (text.Length > _last.Length) return;
        text.CopyTo(_last);
        _lastLength = text.Length;
        if (Local(text) is not { } local) return;

        // A time that the spring change leaves out did not exist: the clock showed it an hour later.
        if (_source.IsInvalidTime(local)) local = local.AddHours(1);
        var instant = TimeZoneInfo.ConvertTimeToUtc(local, _source);
        var business = DateOnly.FromDateTime(_business.Equals(_source) ? local : TimeZoneInfo.ConvertTimeFromUtc(instant, _business));
        _lastMicros = (instant - DateTime.UnixEpoch).Ticks / 10;
        _lastDay = business.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        _lastRead = instant > _latest ? MomentRead.InFuture : business < _earliest ? MomentRead.TooEarly : MomentRead.Ok;
    }

    private DateTime? Local(ReadOnlySpan<byte> text)
    {
        Span<char> chars = stackalloc char[64];
        var length = Encoding.UTF8.GetChars(text, chars);
        foreach (var culture in Cultures)
        {
            foreach (var format in _formats)
            {
                if (DateTime.TryParseExact(chars[..length], format, culture, DateTimeStyles.None, out var local))
                    return DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
            }
        }
        return null;
    }
}
