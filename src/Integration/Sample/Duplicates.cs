namespace Dangol.Integration;

/// <summary>
/// Second records of people who are known already, as they come about in real companies: another channel, another spelling, another telephone. What is
/// damaged is known, and enough is left whole that a careful reader would recognize the person.
/// </summary>
internal sealed class Duplicates(int seed, TradingTime time, Shops shops, People people, double share)
{
    /// <summary>The day on which a second record of the person was made, or null.</summary>
    public int? Day(int person, in Habit habit)
    {
        var dice = new Dice(seed, Topic.Duplicate, person);
        return dice.Chance(share) ? Day(dice, habit) : null;
    }

    /// <summary>The second record of a person, given the first; null for most.</summary>
    public (SampleCustomer Customer, SampleDamage Damage)? Second(SampleCustomer first, in Habit habit)
    {
        var dice = new Dice(seed, Topic.Duplicate, first.Person);
        if (!dice.Chance(share)) return null;
        var day = Day(dice, habit);
        var (keepsPhone, keepsEmail) = Kept(dice, first);
        var hard = !keepsPhone && !keepsEmail;      // nothing but the name, the year of birth and the address to go by

        var damage = SampleDamage.None;
        var name = first.Name;
        if (!hard && dice.Chance(0.35)) (name, damage) = (Misspelling.Of(dice, name), damage | SampleDamage.NameTypo);
        if (dice.Chance(0.15)) (name, damage) = (Spaced(dice, name), damage | SampleDamage.NameSpacing);

        var phone = keepsPhone ? first.Phone : dice.Chance(0.7) ? people.OtherPhone(first.Person) : null;
        var style = keepsPhone && dice.Chance(0.5) ? 1 + dice.Below(5) : 0;
        if (!keepsPhone) damage |= SampleDamage.PhoneChanged;
        else if (style > 0) damage |= SampleDamage.PhoneFormat;

        var email = keepsEmail ? first.Email : dice.Chance(0.6) || phone is null ? People.OtherEmail(dice, first.Person, habit.BirthYear) : null;
        if (!keepsEmail) damage |= SampleDamage.EmailChanged;
        else if (dice.Chance(0.4)) (email, damage) = (Variant(dice, email!), damage | SampleDamage.EmailVariant);

        var address = first.Address;
        if (!hard && dice.Chance(0.25))
        {
            address = Places.Address(dice, dice.Chance(0.7) ? habit.Province : Places.Draw(dice));
            damage |= SampleDamage.Moved;
        }
        var through = habit.Channel(dice);
        var customer = new SampleCustomer(
            SampleCompany.SecondCode(first.Person), first.Person, name, dice.Chance(0.7) ? habit.Sex : null,
            hard || dice.Chance(0.7) ? habit.BirthYear : null, phone, phone is null ? null : PhoneNumbers.Typed(phone, style), email, address,
            first.Country, time.Date(day), through, shops.Of(through, habit.Shop).Code,
            email is not null && dice.Chance(0.4) ? time.Date(day) : null, phone is not null && dice.Chance(0.3) ? time.Date(day) : null);
        return (customer, damage);
    }

    private int Day(Dice dice, in Habit habit) => habit.JoinedDay + 1 + dice.Below(time.Days - habit.JoinedDay - 1);

    /// <summary>Six in ten keep the telephone only or both, three in ten the mailbox only, one in ten neither.</summary>
    private static (bool Phone, bool Email) Kept(Dice dice, SampleCustomer first)
    {
        var u = dice.Unit();
        var both = dice.Chance(0.4);
        var phone = first.Phone is not null && (u < 0.6 || (first.Email is null && u < 0.9));
        var email = first.Email is not null && (phone ? both : u < 0.9);
        return (phone, email);
    }

    private static string Spaced(Dice dice, string name) => dice.Below(4) switch
    {
        0 => name + "님",
        1 => name + " 고객님",
        2 => " " + name + " ",
        _ => name.Length > 2 && !name.Contains(' ') ? $"{name[..^2]} {name[^2..]}" : name + " 님",
    };

    private static string Variant(Dice dice, string email)
    {
        var at = email.IndexOf('@');
        return dice.Below(3) switch
        {
            0 => char.ToUpperInvariant(email[0]) + email[1..],
            1 => email[..at] + "+shop" + email[at..],
            _ => email[..at] + email[at..].ToUpperInvariant(),
        };
    }
}
