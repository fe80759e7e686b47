using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>The records of the sample company look like those of a Korean company, and can harm nobody.</summary>
public sealed class SampleRecordsTests
{
    private static readonly List<SampleCustomer> People = Sample.Of(20_000).Customers().ToList();
    private static readonly List<SampleCustomer> First = People.DistinctBy(c => c.Person).ToList();

    [Fact]
    public void telephone_numbers_are_korean_mobiles_unique_and_nobodys()
    {
        var phones = First.Select(c => c.Phone).OfType<string>().ToList();
        Assert.InRange(phones.Count, 19_000, 19_900);
        Assert.All(phones, phone => Assert.Matches(@"^\+8210[01]\d{7}$", phone));
        Assert.Equal(phones.Count, phones.Distinct().Count());
        Assert.All(People, c => Assert.Equal(c.Phone?[^8..], c.PhoneAsTyped is null ? null : Regex.Replace(c.PhoneAsTyped, @"\D", "")[^8..]));
    }

    [Fact]
    public void telephone_numbers_never_repeat_even_among_all_that_there_can_be()
    {
        var phones = new PhoneNumbers(7);
        var seen = new HashSet<string>();
        for (var i = 0; i < 2 * SampleCompany.MostPeople; i += 37) Assert.True(seen.Add(phones.Of(i)));
    }

    [Fact]
    public void mail_addresses_are_unique_and_at_reserved_domains()
    {
        var emails = First.Select(c => c.Email).OfType<string>().ToList();
        Assert.Equal(emails.Count, emails.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(People.Select(c => c.Email).OfType<string>(), email =>
            Assert.Matches(new Regex(@"^[a-z0-9._+]+@((mail\.)?example\.(com|org|net)|(mail|post)\.test)$", RegexOptions.IgnoreCase), email));
        Assert.All(First, c => Assert.True(c.Email is not null || c.Phone is not null));
    }

    [Fact]
    public void surnames_have_about_the_shares_they_have_in_korea()
    {
        var koreans = First.Where(c => c.Country == "KR").ToList();
        Assert.InRange((double)koreans.Count / First.Count, 0.97, 0.99);
        double Share(string surname) => koreans.Count(c => c.Name.StartsWith(surname, StringComparison.Ordinal)) / (double)koreans.Count;
        Assert.InRange(Share("김"), 0.20, 0.23);
        Assert.InRange(Share("이"), 0.135, 0.16);
        Assert.InRange(Share("박"), 0.075, 0.095);
        Assert.InRange(Share("최"), 0.04, 0.055);
        Assert.Contains(koreans, c => c.Name.StartsWith("남궁", StringComparison.Ordinal));
        Assert.All(koreans, c => Assert.Matches("^[가-힣]{2,4}$", c.Name));
    }

    [Fact]
    public void given_names_follow_sex_and_age()
    {
        int Named(string given, SampleSex sex, int from, int to) =>
            First.Count(c => c.Sex == sex && c.BirthYear >= from && c.BirthYear <= to && c.Name.EndsWith(given, StringComparison.Ordinal));
        Assert.True(Named("영숙", SampleSex.Female, 1950, 1969) > 5 * Math.Max(1, Named("영숙", SampleSex.Female, 1990, 2006)));
        Assert.True(Named("유진", SampleSex.Female, 1990, 2006) > 5 * Math.Max(1, Named("유진", SampleSex.Male, 1990, 2006)));
    }

    [Fact]
    public void every_text_is_composed_hangul()
    {
        var company = Sample.Of(2_000);
        var texts = People.SelectMany(c => new[] { c.Name, c.Address.Province, c.Address.District, c.Address.Road, c.Address.Detail ?? "" })
            .Concat(company.Products.SelectMany(p => new[] { p.Name.Ko, p.Name.En })).Concat(company.Stores.SelectMany(s => new[] { s.Name.Ko, s.Name.En }))
            .Concat(company.CallsReceived().SelectMany(c => new[] { c.Agent, c.Note }));
        Assert.All(texts.Distinct(), text => Assert.True(text.IsNormalized(NormalizationForm.FormC), text));
    }

    [Fact]
    public void the_catalogue_has_about_three_hundred_products_in_twenty_categories_with_korean_and_english_names()
    {
        var company = Sample.Of(1);
        Assert.Equal((300, 20), (company.Products.Count, company.Categories.Count));
        Assert.Equal(300, company.Products.Select(p => p.Name.Ko).Distinct().Count());
        Assert.Equal(300, company.Products.Select(p => p.Name.En).Distinct().Count());
        Assert.Equal(300, company.Products.Select(p => p.Code).Distinct().Count());
        Assert.All(company.Products, p => Assert.True(p.Price % 100 == 0 && p.Price is > 1_000 and < 300_000));
        Assert.Subset(company.Categories.Select(c => c.Code).ToHashSet(), company.Products.Select(p => p.Category).ToHashSet());
        Assert.True(company.Stores.Select(s => s.Address?.Province).Distinct().Count() > 10);
        Assert.Equal(3, company.Stores.Select(s => s.Channel).Distinct().Count());
    }

    [Fact]
    public void orders_are_numbered_once_and_sell_the_catalogue_at_its_prices_or_a_little_less()
    {
        var company = Sample.Of(20_000);
        var codes = People.Select(c => c.Code).ToHashSet();
        var stores = company.Stores.ToDictionary(s => s.Code, s => s.Channel);
        var orders = company.Orders().ToList();
        Assert.Equal(orders.Count, orders.Select(o => o.Number).Distinct().Count());
        var (asked, paid) = (0L, 0L);
        foreach (var order in orders)
        {
            Assert.Contains(order.Customer, codes);
            Assert.Equal(order.Channel, stores[order.Store]);
            Assert.Equal(order.BusinessDate, DateOnly.FromDateTime(order.At.AddHours(9)));
            Assert.Equal(DateTimeKind.Utc, order.At.Kind);
            Assert.True(order.Total >= 1_000 && order.Total % 10 == 0 && order.Total == order.Lines.Sum(l => l.Amount));
            Assert.All(order.Lines[..^1], line => Assert.Equal(company.Products[line.Product].Price, line.UnitPrice));
            Assert.InRange(order.Lines[^1].UnitPrice, 1, company.Products[order.Lines[^1].Product].Price);
            Assert.Equal(Enumerable.Range(1, order.Lines.Length), order.Lines.Select(l => l.LineNo));
            asked += order.Lines.Sum(l => l.Quantity * company.Products[l.Product].Price);
            paid += order.Total;
        }
        Assert.InRange((double)paid / asked, 0.90, 1.0);
        Assert.InRange(orders.Average(o => o.Lines.Length), 2.0, 3.5);
        Assert.Equal(3, orders.Select(o => o.Channel).Distinct().Count());
        Assert.True(company.Products.Count - 5 < orders.SelectMany(o => o.Lines).Select(l => l.Product).Distinct().Count());
    }

    [Fact]
    public void nobody_consents_or_buys_before_joining()
    {
        var company = Sample.Of(3_000);
        var customers = company.Customers().ToDictionary(c => c.Code);
        Assert.All(customers.Values, c => Assert.False(c.EmailConsent < c.Joined || c.SmsConsent < c.Joined));
        Assert.All(company.Orders(), order => Assert.True(order.BusinessDate >= customers[order.Customer].Joined));
        Assert.All(company.Orders().GroupBy(o => o.Person), orders => Assert.Equal(orders.OrderBy(o => o.BusinessDate), orders));
        Assert.InRange(First.Count(c => c.EmailConsent is not null) / 20_000.0, 0.5, 0.6);
        Assert.InRange(First.Count(c => c.SmsConsent is not null) / 20_000.0, 0.42, 0.52);
    }

    [Fact]
    public void calls_come_in_business_hours_about_orders_that_exist()
    {
        var company = Sample.Of(3_000);
        var orders = company.Orders().ToDictionary(o => o.Number);
        var calls = company.CallsReceived().ToList();
        Assert.True(calls.Count > 600);
        Assert.Equal(calls.Count, calls.Select(c => c.Number).Distinct().Count());
        Assert.All(calls, call =>
        {
            Assert.Equal(orders[call.Order].Customer, call.Customer);
            Assert.InRange(call.At.AddHours(9).Hour, 8, 18);
            Assert.True(call.BusinessDate <= new DateOnly(2025, 12, 31));
        });
        Assert.Equal(Enum.GetValues<SampleTopic>().Length, calls.Select(c => c.Topic).Distinct().Count());
    }

    [Fact]
    public void a_person_is_the_same_in_a_small_and_in_a_large_company()
    {
        SampleCompany small = Sample.Of(2_000), large = Sample.Of(100_000);
        Assert.Equal(small.Customers(), large.Customers().TakeWhile(c => c.Person < 2_000));
        IEnumerable<string> Own(SampleCompany company) =>
            company.Orders().TakeWhile(o => o.Person < 2_000).Where(o => !o.ByCampaign).Select(o => JsonSerializer.Serialize(o));
        Assert.Equal(Own(small), Own(large));
        // The larger company's smaller lift reaches fewer, but nobody else.
        var reached = small.Orders().Where(o => o.ByCampaign).Select(o => o.Number).ToHashSet();
        Assert.Superset(large.Orders().TakeWhile(o => o.Person < 2_000).Where(o => o.ByCampaign).Select(o => o.Number).ToHashSet(), reached);
        Assert.Equal(small.CallsReceived(), large.CallsReceived().TakeWhile(c => c.Person < 2_000));
    }

    [Fact]
    public void another_seed_is_another_company() =>
        Assert.NotEqual(Sample.Of(50).Customers().Select(c => c.Name), Sample.Of(50, seed: 8).Customers().Select(c => c.Name));

    /// <summary>If this fails on purpose, every stored figure that came from the sample company changes too.</summary>
    [Fact]
    public void the_first_rows_are_the_same_on_every_machine_and_in_every_version()
    {
        var company = Sample.Of(2_000, SampleSeason.Mild, seed: 20_260_101);
        Assert.Equal("1034f7132f0fb962", Hash(company.Customers().Take(1_000)));
        Assert.Equal("bfd3f531c5154e5a", Hash(company.Orders().Take(5_000)));
        Assert.Equal("c14e2507c78af5a8", Hash(company.CallsReceived().Take(500)));
        Assert.Equal("742844c72fe2b4d3", Hash(company.Contacts().Take(1_000)));
        Assert.Equal("8d1532a1ba9f1e48", Hash(company.Products.Cast<object>().Concat(company.Stores)));
    }

    [Theory]
    [InlineData(0, "2024-01-01", "2025-12-31")]
    [InlineData(SampleCompany.MostPeople + 1, "2024-01-01", "2025-12-31")]
    [InlineData(10, "1988-12-31", "2025-12-31")]
    [InlineData(10, "2024-01-01", "2024-05-01")]
    public void a_company_that_cannot_be_is_refused(int customers, string first, string last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleCompany(1, customers, DateOnly.Parse(first, CultureInfo.InvariantCulture), DateOnly.Parse(last, CultureInfo.InvariantCulture)));

    private static string Hash(IEnumerable<object> rows) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(rows)))[..16];

    private static string Hash(IEnumerable<SampleContact> rows) => Hash(rows.Cast<object>());
}
