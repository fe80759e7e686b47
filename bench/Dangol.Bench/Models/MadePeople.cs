using System.Globalization;
using System.Text;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>
/// Made people with second to fifth records of a third of them: names with Zipf's frequencies, addresses, mail and telephone; damaged by slips of keys, exchanged names, moves, other addresses and
/// empty fields. The same for the same seed. Written as CSV, with whose each row is in <c>cluster</c>.
/// </summary>
internal static class MadePeople
{
    private const int GivenNames = 2_500, Surnames = 9_000, Towns = 1_600, Streets = 4_000;
    private static readonly string[] Providers = ["gmail.com", "yahoo.com", "outlook.com", "naver.com", "mail.org", "company.com"], Kinds = ["street", "road", "place", "crescent", "avenue", "close"];
    private static readonly string[] Syllables = "ba be bri ca cla co da de do el en fa fre ga gra ha hen il ja jo ka ker la le li lo ma mar mi na ne no o pa pe qui ra ro sa se sto ta the ti tre u va vi wa wil ya zo".Split(' ');
    private static readonly string[] Endings = "n r s ton son ley ford man ter lla nne th rd ck m well by t x ne".Split(' ');

    private sealed record Someone(string Given, string Surname, string Birth, string Email, string Phone, string Street, string Town, string Code);

    /// <summary>Writes about so many rows.</summary>
    public static void Write(string path, int rows, int seed)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        writer.WriteLine("unique_id,cluster,first_name,surname,dob,email,phone,street,city,postcode");
        string[] given = Names(GivenNames, seed, 1), surnames = Names(Surnames, seed, 2), towns = Names(Towns, seed, 3), streets = Names(Streets, seed, 4);
        var written = 0;
        for (var person = 0; written < rows; person++)
        {
            var dice = new Dice(seed, Topic.Person, person);
            var birth = new DateTime(1940, 1, 1).AddDays(dice.Below(65 * 365)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            string first = given[Zipf(dice, given.Length)], last = surnames[Zipf(dice, surnames.Length)];
            var town = dice.Below(towns.Length);
            var one = new Someone(first, last, birth, $"{first}.{last}{dice.Below(100)}@{dice.Pick<string>(Providers)}", $"0{dice.Below(1_000_000_000):000000000}", $"{1 + dice.Below(300)} {streets[Zipf(dice, streets.Length)]} {dice.Pick<string>(Kinds)}", towns[town], $"{2000 + (town * 5 + dice.Below(5)) % 6000}");
            var copies = dice.Chance(0.67) ? 1 : 2 + Math.Min(dice.Below(5), dice.Below(5));
            for (var copy = 0; copy < copies && written < rows; copy++, written++)
            {
                var row = copy == 0 ? one : Damaged(dice, one, streets, towns);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written},{person},{row.Given},{row.Surname},{row.Birth},{row.Email},{row.Phone},{row.Street},{row.Town},{row.Code}"));
            }
        }
    }

    private static Someone Damaged(Dice dice, Someone one, string[] streets, string[] towns)
    {
        var row = one;
        if (dice.Chance(0.04)) row = row with { Given = one.Surname, Surname = one.Given };
        if (dice.Chance(0.12)) row = row with { Given = Slip(dice, row.Given) };
        if (dice.Chance(0.12)) row = row with { Surname = Slip(dice, row.Surname) };
        if (dice.Chance(0.08)) row = row with { Birth = Slip(dice, row.Birth) };
        if (dice.Chance(0.25)) row = row with { Email = $"{row.Surname}{dice.Below(1000)}@{dice.Pick<string>(Providers)}" };
        else if (dice.Chance(0.1)) row = row with { Email = Slip(dice, row.Email) };
        if (dice.Chance(0.1)) row = row with { Phone = Slip(dice, row.Phone) };
        if (dice.Chance(0.12))
        {
            var town = dice.Below(towns.Length);
            row = row with { Street = $"{1 + dice.Below(300)} {streets[Zipf(dice, streets.Length)]} {dice.Pick<string>(Kinds)}", Town = towns[town], Code = $"{2000 + (town * 5 + dice.Below(5)) % 6000}" };
        }
        else if (dice.Chance(0.12)) row = row with { Street = Slip(dice, row.Street), Town = Slip(dice, row.Town) };
        return row with
        {
            Given = Kept(dice, row.Given), Surname = Kept(dice, row.Surname), Birth = Kept(dice, row.Birth), Email = Kept(dice, row.Email),
            Phone = Kept(dice, row.Phone), Street = Kept(dice, row.Street), Town = Kept(dice, row.Town), Code = Kept(dice, row.Code),
        };
    }

    private static string Kept(Dice dice, string text) => dice.Chance(0.06) ? "" : text;

    /// <summary>One key wrong: another, left out, struck twice, or exchanged with the next.</summary>
    private static string Slip(Dice dice, string text)
    {
        if (text.Length < 2) return text;
        var at = dice.Below(text.Length - 1);
        var other = char.IsAsciiDigit(text[at]) ? (char)('0' + dice.Below(10)) : (char)('a' + dice.Below(26));
        return dice.Below(4) switch { 0 => text[..at] + other + text[(at + 1)..], 1 => text.Remove(at, 1), 2 => text.Insert(at, text[at].ToString()), _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..] };
    }

    /// <summary>A rank by Zipf's law with exponent one: its logarithm is spread evenly.</summary>
    private static int Zipf(Dice dice, int count) => Math.Min((int)Math.Pow(count + 1, dice.Unit()) - 1, count - 1);

    private static string[] Names(int count, int seed, int kind)
    {
        var dice = new Dice(seed, Topic.Phone, kind);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < count)
        {
            var name = new StringBuilder();
            for (var parts = 1 + dice.Below(3); parts > 0; parts--) name.Append(dice.Pick<string>(Syllables));
            names.Add(name.Append(dice.Pick<string>(Endings)).ToString());
        }
        return [.. names];
    }
}
