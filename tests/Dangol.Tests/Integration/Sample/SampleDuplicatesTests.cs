using System.Text.RegularExpressions;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>Second records of a person are planted, known, and recognizable.</summary>
public sealed class SampleDuplicatesTests
{
    private static readonly SampleCompany Company = Sample.Of(20_000);
    private static readonly Dictionary<string, SampleCustomer> Customers = Company.Customers().ToDictionary(c => c.Code);
    private static readonly List<SamplePair> Pairs = Company.Pairs().ToList();

    [Fact]
    public void three_in_a_hundred_people_have_a_second_record_and_the_pairs_are_all_of_them()
    {
        Assert.InRange(Pairs.Count / 20_000.0, Company.Truth.DuplicateShare - 0.005, Company.Truth.DuplicateShare + 0.005);
        Assert.Equal(Customers.Values.GroupBy(c => c.Person).Where(g => g.Count() == 2).Select(g => g.Key), Pairs.Select(p => p.Person));
        Assert.Equal(20_000 + Pairs.Count, Customers.Count);
    }

    [Fact]
    public void enough_is_left_whole_to_recognize_the_person() => Assert.All(Pairs, pair =>
    {
        SampleCustomer a = Customers[pair.Original], b = Customers[pair.Duplicate];
        Assert.True(b.Joined > a.Joined);
        var samePhone = a.Phone is not null && a.Phone == b.Phone;
        var sameMailbox = a.Email is not null && b.Email is not null && Mailbox(a.Email) == Mailbox(b.Email);
        var sameNameAndHome = Plain(b.Name).Contains(Plain(a.Name), StringComparison.Ordinal) && a.Address == b.Address;
        Assert.True(samePhone || sameMailbox || sameNameAndHome, $"{a} {b}");
    });

    [Fact]
    public void what_is_damaged_is_stated() => Assert.All(Pairs, pair =>
    {
        SampleCustomer a = Customers[pair.Original], b = Customers[pair.Duplicate];
        bool Is(SampleDamage damage) => pair.Damage.HasFlag(damage);
        if (!Is(SampleDamage.Moved)) Assert.Equal(a.Address, b.Address);
        if (!Is(SampleDamage.NameTypo) && !Is(SampleDamage.NameSpacing)) Assert.Equal(a.Name, b.Name); else Assert.NotEqual(a.Name, b.Name);
        if (Is(SampleDamage.PhoneFormat)) Assert.True(a.Phone == b.Phone && a.PhoneAsTyped != b.PhoneAsTyped);
        if (!Is(SampleDamage.PhoneChanged)) Assert.Equal(a.Phone, b.Phone);
        if (Is(SampleDamage.EmailVariant)) Assert.True(a.Email != b.Email && Mailbox(a.Email!) == Mailbox(b.Email!));
        if (!Is(SampleDamage.EmailVariant) && !Is(SampleDamage.EmailChanged)) Assert.Equal(a.Email, b.Email);
    });

    [Fact]
    public void every_kind_of_damage_happens() =>
        Assert.All(Enum.GetValues<SampleDamage>(), damage => Assert.Contains(Pairs, p => damage == SampleDamage.None ? p.Damage == damage : p.Damage.HasFlag(damage)));

    [Fact]
    public void some_of_what_the_person_buys_is_booked_on_the_second_record()
    {
        var booked = Company.Orders().CountBy(o => o.Customer).ToDictionary();
        Assert.InRange(Pairs.Count(p => booked.ContainsKey(p.Duplicate)) / (double)Pairs.Count, 0.2, 0.8);
        Assert.All(Pairs, p => Assert.Contains(p.Original, booked));
    }

    private static string Mailbox(string email) => Regex.Replace(email.ToLowerInvariant(), @"\+[^@]*", "");

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal);
}
