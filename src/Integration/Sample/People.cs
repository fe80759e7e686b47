using System.Globalization;

namespace Dangol.Integration;

/// <summary>Writes a person down as a customer of the sample company.</summary>
internal sealed class People(int seed, TradingTime time, Shops shops)
{
    /// <summary>Domains that can belong to nobody (RFC 2606, RFC 6761).</summary>
    public static readonly string[] Domains = ["example.com", "example.com", "example.org", "example.net", "mail.example.com", "post.test", "mail.test"];

    private readonly PhoneNumbers _phones = new(seed);

    /// <summary>A person's first record, and its parts that a second one departs from.</summary>
    public SampleCustomer First(int person, in Habit habit)
    {
        var dice = new Dice(seed, Topic.Person, person);
        var (name, family, given, country) = KoreanNames.Draw(dice, habit.Sex, habit.BirthYear);
        var address = Places.Address(dice, habit.Province);
        var phone = habit.HasPhone ? _phones.Of(person) : null;
        var email = habit.HasEmail ? Email(dice, person, family, given) : null;
        var through = habit.Channel(dice);
        return new SampleCustomer(
            SampleCompany.Code(person), person, name, dice.Chance(0.95) ? habit.Sex : null, dice.Chance(0.9) ? habit.BirthYear : null,
            phone, phone is null ? null : PhoneNumbers.Typed(phone, 0), email, address, country,
            time.Date(habit.JoinedDay), through, shops.Of(through, habit.Shop).Code, Day(habit.EmailConsentDay), Day(habit.SmsConsentDay));
    }

    /// <summary>The telephone number that a person has besides the first.</summary>
    public string OtherPhone(int person) => _phones.Of(SampleCompany.MostPeople + person);

    /// <summary>The mailbox that a person has besides the first; it ends like nobody's first.</summary>
    public static string OtherEmail(Dice dice, int person, int birthYear) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + dice.Below(26))}{(char)('a' + dice.Below(26))}{birthYear % 100:00}.{person + 1}x@{dice.Pick<string>(Domains)}");

    public DateOnly? Day(int day) => day < 0 ? null : time.Date(day);

    /// <summary>The person's number at the end keeps it unique.</summary>
    private static string Email(Dice dice, int person, string family, string given)
    {
        var style = dice.Below(4);
        var local = style switch { 0 => $"{given}.{family}", 1 => $"{family}.{given}", 2 => $"{family}{given}", _ => $"{given}_{family[0]}" };
        return string.Create(CultureInfo.InvariantCulture, $"{local}{person + 1}@{dice.Pick<string>(Domains)}");
    }
}
