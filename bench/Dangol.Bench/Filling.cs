using System.Globalization;
using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Bench;

/// <summary>Puts customers with orders straight into the tables, from a seed: no rules, no journal, as fast as the engine takes rows.</summary>
internal sealed class Filling(Company company, Wanted wanted)
{
    /// <summary>The source under which the orders are known.</summary>
    public const string Source = "bench";

    private const int CustomersPerWrite = 10_000, Products = 2_000;
    private static readonly string[] Regions = ["서울", "경기", "부산", "인천", "대구", "경남", "경북", "충남", "전남", "전북", "충북", "강원", "대전", "광주", "울산", "제주", "세종"];
    private static readonly string[] Surnames = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍"];
    private static readonly string[] Syllables = ["민", "서", "지", "현", "수", "영", "은", "준", "우", "하", "윤", "도", "예", "진", "성", "연", "주", "경", "승", "혜", "태", "원", "호", "아", "유", "나", "정", "희", "철", "미"];
    private static readonly string[] Channels = ["store", "online", "phone"];

    private readonly Random _random = new(7);
    private readonly Ids _ids = new(company.Clock, 7);
    private readonly Guid _set = company.Ids.Next();
    private readonly DateTime _now = company.Clock.GetUtcNow().UtcDateTime;
    private readonly DateOnly _today = company.Today;
    private int _orders;

    public async Task Run(bool orders, CancellationToken cancel)
    {
        var products = Enumerable.Range(1, Products).Select(i => Product.From(_ids.Next(), new IncomingProduct(string.Create(CultureInfo.InvariantCulture, $"P{i:D5}"), $"상품 {i}") { Category = $"분류 {i % 20}", UnitPriceMicros = i * 1_000_000L })).ToList();
        await Write(products, 1, cancel);
        for (var done = 0; done < wanted.Customers; done += CustomersPerWrite)
        {
            var chunk = 2 + (done / CustomersPerWrite);
            var customers = Enumerable.Range(done, Math.Min(CustomersPerWrite, wanted.Customers - done)).Select(Person).ToList();
            await Write(customers, chunk, cancel);
            if (orders)
            {
                var (bought, lines) = (new List<Order>(), new List<OrderLine>());
                foreach (var customer in customers) Buy(customer.Id, products, bought, lines);
                await Write(bought, chunk, cancel);
                await Write(lines, chunk, cancel);
            }
            if ((done + CustomersPerWrite) % 100_000 == 0) Benchmarks.Note(wanted, $"  {done + CustomersPerWrite:N0}");
        }
    }

    private Customer Person(int i) => Customer.From(_ids.Next(), new IncomingCustomer(string.Create(CultureInfo.InvariantCulture, $"B{i:D8}"))
    {
        Name = Of(Surnames) + Of(Syllables) + Of(Syllables), Phone = string.Create(CultureInfo.InvariantCulture, $"+8210{i:D8}"), Email = string.Create(CultureInfo.InvariantCulture, $"b{i}@example.com"),
        BirthYear = 1945 + _random.Next(60), Sex = _random.Next(2) == 0 ? "f" : "m", Country = "대한민국", Region = Regions[(int)(Regions.Length * Math.Pow(_random.NextDouble(), 2))], JoinedOn = _today.AddDays(-_random.Next(3_000)),
    });

    /// <summary>Two orders of five lines each, on average.</summary>
    private void Buy(Guid customer, List<Product> products, List<Order> orders, List<OrderLine> lines)
    {
        for (var left = 1 + (int)(-Math.Log(1 - _random.NextDouble()) * 1.5); left > 0; left--)
        {
            var day = _today.AddDays(-_random.Next(1, 1_000));
            var said = new IncomingOrder
            {
                Number = string.Create(CultureInfo.InvariantCulture, $"O{++_orders:D9}"), Customer = new CustomerRef(customer, customer), Channel = Of(Channels), At = day.ToDateTime(new(3, 0), DateTimeKind.Utc),
                BusinessDate = day, Currency = "KRW", Lines = [],
            };
            var order = Order.From(_ids.Next(), Source, said);
            var (count, total) = (1 + _random.Next(9), 0L);
            for (var no = 1; no <= count; no++)
            {
                var (product, quantity) = (products[(int)(Products * Math.Pow(_random.NextDouble(), 2))], 1 + _random.Next(4));
                var price = product.UnitPriceMicros!.Value;
                lines.Add(new OrderLine
                {
                    CustomerId = customer, OrderId = order.Id, LineNo = no, LineKey = _ids.Next(), SourceId = customer, ProductId = product.Id, Channel = said.Channel, Quantity = quantity, UnitPriceMicros = price,
                    Amount = quantity * price / 1_000_000, Currency = "KRW", OrderedAt = said.At, BusinessDate = day,
                });
                total += lines[^1].Amount;
            }
            order.Add(count, total);
            orders.Add(order);
        }
    }

    private async Task Write<T>(List<T> rows, int chunk, CancellationToken cancel) where T : class
    {
        var type = company.Declarations.Of(typeof(T))!;
        foreach (var row in rows)
        {
            foreach (var field in type.Fields) field.Folded?.SetValue(row, Fold.Of((string?)field.Property.GetValue(row)));
            if (row is Record record) (record.Version, record.CreatedAt, record.UpdatedAt, record.ChangeSetId) = (1, _now, _now, _set);
            else if (row is Fact fact) (fact.ChangeSetId, fact.ChunkNo) = (_set, chunk);
        }
        var shape = RowShape<T>.Of(type, company.Store, company.Declarations);
        await company.Store.Transact(background: true, session => RowWriter.Insert(session, shape, rows, OnExisting.Fail, null, _set, cancel), cancel);
    }

    private string Of(string[] some) => some[_random.Next(some.Length)];
}
