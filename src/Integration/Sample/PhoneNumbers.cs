using System.Globalization;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// Mobile numbers that look like chance and never repeat: a Feistel network over the twenty million numbers 010-0000-0000 to 010-1999-9999. Subscriber
/// numbers that begin with 0 or 1 are not given out in Korea (0 leads a trunk call, 1 a special number), so a message to one reaches nobody.
/// </summary>
internal sealed class PhoneNumbers(int seed)
{
    private const int Exchanges = 2_000;
    private const int Lines = 10_000;

    /// <summary>The number of an index below twenty million, E.164; different indices have different numbers.</summary>
    public string Of(int index)
    {
        int exchange = index / Lines % Exchanges, line = index % Lines;
        for (var round = 0; round < 4; round++)
        {
            exchange = (exchange + Chance(round * 2, line, Exchanges)) % Exchanges;
            line = (line + Chance(round * 2 + 1, exchange, Lines)) % Lines;
        }
        return string.Create(CultureInfo.InvariantCulture, $"+8210{exchange:0000}{line:0000}");
    }

    /// <summary>The ways in which people type a number of theirs.</summary>
    public static string Typed(string e164, int style)
    {
        string national = "010", middle = e164[5..9], end = e164[9..];
        return style switch
        {
            0 => $"{national}-{middle}-{end}",
            1 => $"{national}{middle}{end}",
            2 => $"{national} {middle} {end}",
            3 => $"{national}.{middle}.{end}",
            4 => $"+82 10-{middle}-{end}",
            _ => $"82-10-{middle}-{end}",
        };
    }

    private int Chance(int round, int half, int n) =>
        (int)(RandomStream.Mix(RandomStream.Mix((ulong)(uint)seed << 8 | (byte)Topic.Phone) + (ulong)(round << 16 | half)) % (ulong)n);
}
