using System.CommandLine;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>
/// Who bought what, from a table (customer, item, perhaps time and segment) or from lines of which each is a customer with items in order. Lines without customer or item, and those
/// with a quantity or price of zero or below, are left out, and the notes say how many.
/// </summary>
internal sealed record PurchaseFile(RecommendationLog Log, string[] Customers, string[] Items, string[] Segments, IReadOnlyList<Text> Notes)
{
    public static readonly Option<string?> Customer = DataFile.Column("--customer", "Customer"), Item = DataFile.Column("--item", "Item"), Time = DataFile.Column("--time", "When it was bought"),
        Segment = DataFile.Column("--segment", "Segment of the customer, for popularity"), Quantity = DataFile.Column("--quantity", "Quantity"), Price = DataFile.Column("--price", "Unit price");
    public static readonly Option<bool> Wide = new("--wide") { Description = "Each line is a customer, then the items in the order of time (found where lines differ in length)." };
    public static readonly string[] ItemNames = ["stock_code", "item_id", "item", "product_id", "product", "product_code", "sku", "movie_id", "itemid", "asin", "상품번호", "상품코드", "상품", "품번", "품목", "품명", "상품명", "제품", "제품명", "제품코드", "메뉴", "product_name", "item_name", "title", "description"];

    public static PurchaseFile Read(DataFile file, ParseResult parsed)
    {
        if (parsed.GetValue(Wide) || (parsed.GetValue(Customer) is null && parsed.GetValue(Item) is null && WideLines.Are(file))) return OfLines(WideLines.Read(file));
        WideLines.MustBeTable(file);
        // Without names of columns the usual order is customer, item, …, time.
        var bare = file.Table.Header is null;
        var second = new DelimitedColumn(file.Table, 1);
        var codes = file.Need("--customer", parsed.GetValue(Customer) ?? (bare ? "1" : null), SalesLog.CustomerNames).Codes(out var customers, missing: true);
        var items = file.Need("--item", parsed.GetValue(Item) ?? (bare && file.Table.Columns > 1 && !second.IsDate ? "2" : null), ItemNames).Codes(out var itemNames, missing: true);
        var keep = RowFilter.Keep(file, parsed);
        var (nobody, unsold) = (0, 0);
        var quantity = file.Find(parsed.GetValue(Quantity), SalesLog.QuantityNames)?.Numbers(missing: true);
        var price = file.Find(parsed.GetValue(Price), "unit_price", "unitprice", "단가", "판매단가")?.Numbers(missing: true);
        for (var row = 0; row < keep.Length; row++)
        {
            if (!keep[row]) continue;
            if (codes[row] < 0 || items[row] < 0) { keep[row] = false; nobody++; }
            else if (quantity?[row] <= 0 || price?[row] <= 0) { keep[row] = false; unsold++; }
        }
        var rows = Enumerable.Range(0, keep.Length).Where(row => keep[row]).ToArray();
        if (rows.Length == 0) throw new Refused("no_purchases", "--where", new($"{file.Table.File}에 고객과 상품이 있는 줄이 남지 않았어요. 열과 조건을 확인해 주세요.", $"No line of {file.Table.File} has a customer and an item. Check the columns and conditions."));
        var time = parsed.GetValue(Time) ?? (bare && file.Table.Columns > 2 && file.FindDate(null) is null ? file.Table.Columns.ToString(CultureInfo.InvariantCulture) : null);
        var moments = file.FindDate(time, [.. SalesLog.DateNames, "time", "unix_time", "unixtime", "시각"]) is { } column ? Moments(column, keep) : null;
        var (customer, kept) = Renumbered(rows, codes, customers);
        var (item, keptItems) = Renumbered(rows, items, itemNames);
        var (segment, segments) = file.Find(parsed.GetValue(Segment)) is { } of ? SegmentsOf(of, rows, customer, kept.Length) : (null, []);
        var notes = new List<Text>();
        if (nobody > 0) notes.Add(new($"고객이나 상품이 없는 줄 {nobody:N0}개는 뺐어요.", $"{nobody:N0} lines without a customer or an item were left out."));
        if (unsold > 0) notes.Add(new($"취소·반품이거나 값이 없는 줄 {unsold:N0}개는 뺐어요.", $"{unsold:N0} lines that are cancelled, returned or free of charge were left out."));
        return new(new(kept.Length, keptItems.Length, customer, item, moments is null ? null : Array.ConvertAll(rows, row => moments[row]), segment, segments.Length), kept, keptItems, segments, notes);
    }

    /// <summary>Another file with the same columns, its customers and items numbered as here; who or what is unknown here cannot be asked about.</summary>
    public RecommendationLog Same(PurchaseFile other)
    {
        var (customers, items) = (Index(Customers), Index(Items));
        var pairs = Enumerable.Range(0, other.Log.Item.Length).Select(row => (Customer: customers.GetValueOrDefault(other.Customers[other.Log.Customer[row]], -1), Item: items.GetValueOrDefault(other.Items[other.Log.Item[row]], -1)))
            .Where(p => p is { Customer: >= 0, Item: >= 0 }).ToList();
        return new(Customers.Length, Items.Length, [.. pairs.Select(p => p.Customer)], [.. pairs.Select(p => p.Item)]);

        static Dictionary<string, int> Index(string[] names) => names.Select((name, i) => (name, i)).ToDictionary(n => n.name, n => n.i, StringComparer.Ordinal);
    }

    private static PurchaseFile OfLines(IReadOnlyList<string[]> lines)
    {
        var (customers, items) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var (customer, item) = (new List<int>(), new List<int>());
        foreach (var line in lines)
        {
            if (line.Length < 2) continue;
            customers.TryAdd(line[0], customers.Count);
            foreach (var field in line.AsSpan(1))
            {
                items.TryAdd(field, items.Count);
                customer.Add(customers[line[0]]);
                item.Add(items[field]);
            }
        }
        return new(new(customers.Count, items.Count, [.. customer], [.. item]), [.. customers.Keys], [.. items.Keys], [], []);
    }

    /// <summary>Dates; or seconds or milliseconds since 1970; or any numbers that grow.</summary>
    private static long[] Moments(DelimitedColumn column, bool[] needed)
    {
        if (!column.IsNumeric) return Array.ConvertAll(column.Moments(row => needed[row]), m => m.Ticks);
        var numbers = column.Numbers(missing: true);
        var most = numbers.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (most is (>= 18_000_101 and < 22_001_231) or (>= 18_264 and < 73_416)) return Array.ConvertAll(column.Moments(row => needed[row]), m => m.Ticks);
        var scale = most switch { > 1e11 => TimeSpan.TicksPerMillisecond, > 1e8 => TimeSpan.TicksPerSecond, _ => TimeSpan.TicksPerDay };
        return Array.ConvertAll(numbers, n => (double.IsFinite(n) ? (long)(n * scale) : 0) + (scale == TimeSpan.TicksPerDay ? 0 : DateTime.UnixEpoch.Ticks));
    }

    private static (int[] Codes, string[] Names) Renumbered(int[] rows, int[] codes, string[] names)
    {
        var (number, kept) = (new int[names.Length], new List<string>());
        Array.Fill(number, -1);
        var renumbered = new int[rows.Length];
        for (var r = 0; r < rows.Length; r++)
        {
            ref var n = ref number[codes[rows[r]]];
            if (n < 0)
            {
                n = kept.Count;
                kept.Add(names[codes[rows[r]]]);
            }
            renumbered[r] = n;
        }
        return (renumbered, [.. kept]);
    }

    private static (int[]? Segment, string[] Names) SegmentsOf(DelimitedColumn column, int[] rows, int[] customer, int customers)
    {
        var codes = column.Codes(out var names);
        var segment = new int[customers];
        Array.Fill(segment, -1);
        for (var r = 0; r < rows.Length; r++) if (segment[customer[r]] < 0) segment[customer[r]] = codes[rows[r]];
        // Who has none is a segment too.
        if (segment.Any(s => s < 0)) (segment, names) = (Array.ConvertAll(segment, s => s < 0 ? names.Length : s), [.. names, "-"]);
        return (segment, names);
    }
}
