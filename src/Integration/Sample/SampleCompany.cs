using System.Globalization;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// A company that does not exist, made from a seed: 단골상회, household goods and beauty, with shops in most provinces, a web shop and a call centre. What
/// its customers do is drawn from known processes (<see cref="Truth"/>), so that analyses can be measured against what is really so. Everything is streamed
/// person by person in constant memory, and each person has dice of its own: person 17 has the same records and orders in a company of two thousand as in
/// one of a million. Only what the past campaign brought about depends on the size, as its lift does.
/// </summary>
/// <remarks>Amounts are whole won. Nobody in it is real: mail domains and telephone numbers can belong to nobody.</remarks>
public sealed class SampleCompany
{
    /// <summary>The most people a company can have: telephone and customer numbers are unique up to here.</summary>
    public const int MostPeople = 5_000_000;

    private const double DuplicateShare = 0.03;
    private static readonly BgNbdTruth BuyAgain = new(R: 0.8, Alpha: 10, A: 0.8, B: 4);
    private static readonly GammaGammaTruth Spend = new(P: 5, Q: 3.6, V: 24_000);

    private readonly int _seed;
    private readonly TradingTime _time;
    private readonly Shops _shops;
    private readonly People _people;
    private readonly Duplicates _duplicates;
    private readonly PastCampaign _campaign;
    private readonly Purchases _purchases;
    private readonly Calls _calls;

    /// <summary>Settles who and what there is; people and orders are made when they are asked for.</summary>
    /// <param name="seed">The same seed gives the same company, on every machine.</param>
    /// <param name="customers">How many people, from 1 to <see cref="MostPeople"/>; three in a hundred have a second record besides.</param>
    /// <param name="firstDay">First day of business in Asia/Seoul, 1989 or later.</param>
    /// <param name="lastDay">Last day of business, at least 180 days on.</param>
    /// <param name="season">Whether the rate of purchase has a season.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number or a day is outside these bounds.</exception>
    public SampleCompany(int seed, int customers, DateOnly firstDay, DateOnly lastDay, SampleSeason season = SampleSeason.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(customers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(customers, MostPeople);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstDay, new DateOnly(1989, 1, 1));     // summer time until 1988
        ArgumentOutOfRangeException.ThrowIfLessThan(lastDay, firstDay.AddDays(180));
        (_seed, People) = (seed, customers);
        Stores = Catalogue.Stores(seed);
        Categories = Catalogue.Categories();
        var products = Catalogue.Products();
        Products = products;
        _time = new TradingTime(firstDay, lastDay, season);
        _shops = new Shops(Catalogue.Stores(seed));
        _campaign = new PastCampaign(seed, customers, _time, BuyAgain, Spend);
        Truth = new SampleTruth(BuyAgain, Spend, _time.MonthIndex, _campaign.Truth, DuplicateShare);
        _people = new People(seed, _time, _shops);
        _duplicates = new Duplicates(seed, _time, _shops, _people, DuplicateShare);
        _purchases = new Purchases(seed, _time, _shops, new Baskets(seed, products), _campaign, _duplicates, Truth);
        _calls = new Calls(seed, _time);
    }

    /// <summary>Name of the company.</summary>
    public static Text Name { get; } = new("단골상회", "Dangol Store");

    /// <summary>Name of the past campaign.</summary>
    public static Text CampaignName { get; } = new("단골 감사 쿠폰", "Thank-you coupon for regulars");

    /// <summary>How many people there are.</summary>
    public int People { get; }

    /// <summary>What is really so.</summary>
    public SampleTruth Truth { get; }

    /// <summary>Shops, the web shop and the call centre.</summary>
    public IReadOnlyList<SampleStore> Stores { get; }

    /// <summary>Groups of products.</summary>
    public IReadOnlyList<SampleCategory> Categories { get; }

    /// <summary>All products; <see cref="SampleLine.Product"/> is a place in here.</summary>
    public IReadOnlyList<SampleProduct> Products { get; }

    /// <summary>Every customer record, person by person, a second one right after the first of its person.</summary>
    public IEnumerable<SampleCustomer> Customers()
    {
        for (var person = 0; person < People; person++)
        {
            var habit = Habit(person);
            var first = _people.First(person, habit);
            yield return first;
            if (_duplicates.Second(first, habit) is { } second) yield return second.Customer;
        }
    }

    /// <summary>Which records are of one person.</summary>
    public IEnumerable<SamplePair> Pairs()
    {
        for (var person = 0; person < People; person++)
        {
            var habit = Habit(person);
            if (_duplicates.Day(person, habit) is null) continue;
            var damage = _duplicates.Second(_people.First(person, habit), habit)!.Value.Damage;
            yield return new SamplePair(Code(person), SecondCode(person), person, damage);
        }
    }

    /// <summary>Every order, person by person, each person's in order of time.</summary>
    public IEnumerable<SampleOrder> Orders()
    {
        var (moments, orders) = (new List<double>(), new List<SampleOrder>());
        for (var person = 0; person < People; person++)
        {
            _purchases.Orders(person, Habit(person), moments, orders);
            foreach (var order in orders) yield return order;
        }
    }

    /// <summary>Every call at the call centre, person by person.</summary>
    public IEnumerable<SampleCall> CallsReceived()
    {
        var (moments, orders) = (new List<double>(), new List<SampleOrder>());
        for (var person = 0; person < People; person++)
        {
            _purchases.Orders(person, Habit(person), moments, orders);
            foreach (var call in _calls.About(person, orders)) yield return call;
        }
    }

    /// <summary>The contact history of the past campaign: everybody in its segment, treated, held out or suppressed.</summary>
    public IEnumerable<SampleContact> Contacts()
    {
        for (var person = 0; person < People; person++)
            if (_campaign.Contact(person, Habit(person)) is { } contact)
                yield return new SampleContact(Code(person), person, contact.Arm, contact.Why);
    }

    /// <summary>The sales work around the day after the last one: leads, opportunities, tasks and meetings.</summary>
    internal SampleSales Sales() => new(_seed, People, _time.Date(_time.Days), Categories, Products, person => _people.First(person, Habit(person)).Name);

    /// <summary>
    /// A person's purchases in weeks of trading time: the first one's moment since the company's first day, how long the person was watched from then
    /// on, and when the repeat purchases fell. Nothing is rounded to days here.
    /// </summary>
    internal (double First, double Watched, double[] Repeats) Process(int person)
    {
        var moments = new List<double>();
        _purchases.Moments(person, Habit(person), moments);
        return (moments[0], _time.Weeks - moments[0], moments.Skip(1).Select(m => m - moments[0]).ToArray());
    }

    /// <summary>Customer number of a person's first record.</summary>
    internal static string Code(int person) => string.Create(CultureInfo.InvariantCulture, $"C{person + 1:0000000}");

    /// <summary>Customer number of a person's second record, out of the same series.</summary>
    internal static string SecondCode(int person) => string.Create(CultureInfo.InvariantCulture, $"C{MostPeople + person + 1:0000000}");

    /// <summary>A time of day in Asia/Seoul as an instant. Korea has had no summer time since 1988.</summary>
    internal static DateTime Utc(DateOnly date, int seconds) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddSeconds(seconds - 9 * 3600);

    private Habit Habit(int person) => new(_seed, person, _time, _shops, Truth);
}
