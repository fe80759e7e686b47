using System.CommandLine;
using Dangol.Analytics;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model baskets FILE</c>: what is bought together, from rows of basket and item, or from lines of which each is a basket.</summary>
internal static class BasketsCommand
{
    private static readonly Option<string?> Basket = new("--basket") { Description = "Column of the basket: invoice, order; several with commas make one (customer,date).", HelpName = "COLUMN" };
    private static readonly Option<string?> Item = DataFile.Column("--item", "Item"), Quantity = DataFile.Column("--quantity", "Quantity; rows of zero or below are left out");
    private static readonly Option<bool> Wide = new("--wide") { Description = "Each line is a basket (found where lines differ in length)." };
    private static readonly Option<double> Support = new("--support") { Description = "Share of the baskets that a set must be in (default 0.01).", DefaultValueFactory = _ => 0.01, HelpName = "SHARE" };
    private static readonly Option<double> Confidence = new("--confidence") { Description = "Share of the baskets with the first part that must hold the second (default 0.5).", DefaultValueFactory = _ => 0.5, HelpName = "SHARE" };
    private static readonly Option<int> Longest = new("--longest") { Description = "Items in a set at most (default: any number).", HelpName = "N" };
    private static readonly Option<bool> OneConsequent = new("--one-consequent") { Description = "Only rules that promise a single item." };
    private static readonly Option<bool> Prune = new("--prune") { Description = "Leave out rules of which a smaller first part promises as much." };
    private static readonly Option<double> MostP = new("--max-p") { Description = "Leave out rules with an adjusted p-value above (default: none).", DefaultValueFactory = _ => 1, HelpName = "P" };
    private static readonly Option<int> Show = new("--show") { Description = "Rules and sets that are printed (default 20).", DefaultValueFactory = _ => 20, HelpName = "N" };
    private static readonly string[] BasketNames = [.. SalesLog.InvoiceNames, "basket_id", "basket", "transaction", "ticket", "장바구니"],
        ItemNames = ["item_description", "products", .. PurchaseFile.ItemNames];

    public static Command Make() => DataFile.Command("baskets", "What is bought together: frequent sets and rules with confidence, lift and p-value.", ragged: true, Run,
        Basket, Item, Quantity, Wide, RowFilter.Where, Support, Confidence, Longest, OneConsequent, Prune, MostP, Show);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var plan = new BasketPlan
        {
            Support = Share(parsed.GetValue(Support), "--support"), Confidence = Share(parsed.GetValue(Confidence), "--confidence"), MostP = Share(parsed.GetValue(MostP), "--max-p"),
            Longest = parsed.GetValue(Longest), OneConsequent = parsed.GetValue(OneConsequent), Prune = parsed.GetValue(Prune),
        };
        var (basket, baskets, item, items, notes) = Read(file, parsed);
        var study = BasketStudy.Run(baskets, items.Length, basket, item, plan);
        var show = Math.Max(0, parsed.GetValue(Show));
        var result = new
        {
            model = "baskets", rows = file.Table.Rows, study.Baskets, study.Items, study.Density,
            parameters = new { plan.Support, fewest_baskets = study.Fewest, plan.Confidence, longest = plan.Longest > 0 ? plan.Longest : (int?)null, one_consequent = plan.OneConsequent, pruned = plan.Prune, max_p = plan.MostP },
            itemsets = study.SetsByLength.Sum(), itemsets_by_length = study.SetsByLength, rules = study.Rules.Count, rules_with_one_consequent = study.Rules.Count(r => r.Then.Length == 1),
            rules_redundant = study.Rules.Count(r => r.Redundant), rules_considered = study.Considered,
            held_out = study.Check.Rules == 0 ? null : new { rules = study.Check.Rules, confidence_found = study.Check.Confidence, confidence_held_out = study.Check.HeldOut, above_chance = study.Check.Positive },
            top_rules = study.Rules.Take(show).Select(r => new { @if = Named(r.If, items), then = Named(r.Then, items), r.Count, r.Support, r.Confidence, r.Lift, p_value = r.PValue, p_adjusted = r.PAdjusted, r.Redundant }).ToList(),
            top_sets = study.Sets.Take(show).Select(s => new { items = Named(s.Items, items), s.Count, s.Support }).ToList(),
            notes, seconds = new { read = file.Seconds, mine = study.MineSeconds, rules = study.RuleSeconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    private static (int[] Basket, int Baskets, int[] Item, string[] Items, List<Text> Notes) Read(DataFile file, ParseResult parsed)
    {
        var notes = new List<Text>();
        var itemColumn = file.Find(parsed.GetValue(Item), ItemNames);
        if (parsed.GetValue(Wide) || (parsed.GetValue(Basket) is null && parsed.GetValue(Item) is null && WideLines.Are(file))) return OfLines(WideLines.Read(file), notes);
        WideLines.MustBeTable(file);
        var bare = file.Table.Header is null && file.Table.Columns > 1;
        var items = (itemColumn ?? file.Need("--item", bare && !new DelimitedColumn(file.Table, 1).IsDate ? "2" : null, ItemNames)).Codes(out var names, missing: true);
        var baskets = BasketCodes(file, parsed, bare);
        var quantity = file.Find(parsed.GetValue(Quantity), SalesLog.QuantityNames)?.Numbers(missing: true);
        var keep = RowFilter.Keep(file, parsed);
        var (numbers, itemNumbers) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        var (basket, item, none, returned) = (new List<int>(), new List<int>(), 0, 0);
        for (var row = 0; row < keep.Length; row++)
        {
            if (!keep[row]) continue;
            if (baskets[row] < 0 || items[row] < 0) none++;
            else if (quantity?[row] <= 0) returned++;
            else
            {
                numbers.TryAdd(baskets[row], numbers.Count);
                itemNumbers.TryAdd(items[row], itemNumbers.Count);
                basket.Add(numbers[baskets[row]]);
                item.Add(itemNumbers[items[row]]);
            }
        }
        if (basket.Count == 0) throw new Refused("no_baskets", "--basket", new($"{file.Table.File}에 장바구니와 상품이 있는 줄이 남지 않았어요. 열과 조건을 확인해 주세요.", $"No line of {file.Table.File} has a basket and an item. Check the columns and conditions."));
        if (none > 0) notes.Add(new($"장바구니나 상품이 없는 줄 {none:N0}개는 뺐어요.", $"{none:N0} lines without a basket or an item were left out."));
        if (returned > 0) notes.Add(new($"수량이 0 이하인 줄 {returned:N0}개는 뺐어요.", $"{returned:N0} lines with a quantity of zero or below were left out."));
        return ([.. basket], numbers.Count, [.. item], [.. itemNumbers.Keys.Select(i => names[i])], notes);
    }

    /// <summary>The basket of each row, −1 for none: one column, or several together; without an invoice, what a customer bought on one day.</summary>
    private static int[] BasketCodes(DataFile file, ParseResult parsed, bool bare)
    {
        IReadOnlyList<DelimitedColumn> columns = parsed.GetValue(Basket) is { } named ? file.List(named)
            : file.Find(null, BasketNames) is { } invoice ? [invoice]
            : file.Find(null, [.. SalesLog.CustomerNames, "member_number"]) is { } customer && file.Find(null, SalesLog.DateNames) is { } date ? [customer, date]
            : [file.Need("--basket", bare ? "1" : null, BasketNames)];
        var codes = columns[0].Codes(out _, missing: true);
        foreach (var column in columns.Skip(1))
        {
            var (more, pairs) = (column.Codes(out _, missing: true), new Dictionary<(int, int), int>());
            for (var row = 0; row < codes.Length; row++)
            {
                if (codes[row] < 0 || more[row] < 0) { codes[row] = -1; continue; }
                pairs.TryAdd((codes[row], more[row]), pairs.Count);
                codes[row] = pairs[(codes[row], more[row])];
            }
        }
        return codes;
    }

    private static (int[], int, int[], string[], List<Text>) OfLines(IReadOnlyList<string[]> lines, List<Text> notes)
    {
        var (basket, item, items) = (new List<int>(), new List<int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var b = 0; b < lines.Count; b++)
            foreach (var field in lines[b])
            {
                items.TryAdd(field, items.Count);
                basket.Add(b);
                item.Add(items[field]);
            }
        return ([.. basket], lines.Count, [.. item], [.. items.Keys], notes);
    }

    private static string[] Named(int[] codes, string[] items) => Array.ConvertAll(codes, i => items[i]);

    private static double Share(double value, string option) => value is > 0 and <= 1 ? value
        : throw new Refused("share_outside", option, new($"{option}에는 0보다 크고 1 이하인 수를 적어 주세요.", $"{option} is a number above 0, at most 1."));
}
