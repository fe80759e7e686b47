using System.Globalization;
using Dangol.Customers;
using Dangol.Integration;

namespace Dangol.Tests;

public sealed class CustomerMatchingTests
{
    private static readonly Lazy<(string[][] Rows, int[] Person, CustomerMatching Matching)> Korean = new(() =>
    {
        var (rows, person) = KoreanPeople.Make(3000, seed: 11);
        return (rows, person, CustomerMatching.Learn(KoreanPeople.Columns(rows), rows.Length));
    });

    [Fact]
    public void koreans_are_known_again()
    {
        var accuracy = MatchTruth.Measure(Korean.Value.Matching.Result, Korean.Value.Person);
        Assert.True(accuracy.Clusters.F1 >= 0.97, $"cluster F1 {accuracy.Clusters.F1:0.0000}");
        Assert.True(accuracy.Pairs.F1 >= 0.97, $"pair F1 {accuracy.Pairs.F1:0.0000}");
        Assert.True(accuracy.BCubed.F1 >= 0.98, $"B-cubed F1 {accuracy.BCubed.F1:0.0000}");
    }

    [Theory]
    [InlineData("febrl/dataset3.csv", "rec_id", 0.997, 0.997)]
    [InlineData("splink/historical_50k.csv", "cluster", 0.745, 0.83)]
    [InlineData("splink/fake_1000.csv", "cluster", 0.9, 0.95)]
    [InlineData("people/people_100k.csv.gz", "cluster", 0.99, 0.992)]
    public void known_sets_come_out_as_well_as_they_did(string file, string truth, double pairs, double clusters)
    {
        var table = DelimitedTable.Read(RetailFile.Find(file));
        MatchColumn[] columns = [.. Enumerable.Range(0, table.Columns).Select(c => new MatchColumn(table.Header![c], row => table.Text(row, c), table.Header[c] == truth ? MatchField.Ignored : null))];
        var accuracy = MatchTruth.Measure(CustomerMatching.Learn(columns, table.Rows).Result, MatchTruth.Of(columns.First(c => c.Name == truth), table.Rows));
        Assert.True(accuracy.Pairs.F1 >= pairs, $"pair F1 {accuracy.Pairs.F1:0.0000}");
        Assert.True(accuracy.Clusters.F1 >= clusters, $"cluster F1 {accuracy.Clusters.F1:0.0000}");
    }

    [Fact]
    public void the_same_seed_gives_the_same_result()
    {
        var again = CustomerMatching.Learn(KoreanPeople.Columns(Korean.Value.Rows), Korean.Value.Rows.Length).Result;
        Assert.Equal(Korean.Value.Matching.Result.Clusters, again.Clusters);
        Assert.Equal(Korean.Value.Matching.Result.Pairs, again.Pairs);
        Assert.Equal(Korean.Value.Matching.Result.Lambda, again.Lambda);
    }

    [Fact]
    public void another_order_of_rows_makes_the_same_customers()
    {
        var (rows, _, matching) = Korean.Value;
        var turned = CustomerMatching.Learn(KoreanPeople.Columns([.. rows.Reverse()]), rows.Length).Result.Clusters;
        var (same, either) = (0, 0);
        foreach (var pair in matching.Result.Pairs)
        {
            either++;
            if (turned[rows.Length - 1 - pair.A] == turned[rows.Length - 1 - pair.B]) same++;
        }
        // Random pairs are others then, so a pair at the line may fall on its other side.
        Assert.True(same >= 0.99 * either, $"{same} of {either}");
    }

    [Fact]
    public void a_weight_is_the_sum_of_what_each_field_says()
    {
        var pair = Korean.Value.Matching.Result.Explained[0];
        Assert.Equal(pair.Bits, pair.Prior + pair.Fields.Sum(f => f.Bits), 0.0001);
        Assert.Equal(pair.Bits, Korean.Value.Matching.Explain(pair.B, pair.A).Bits, 0.0001);
        Assert.True(pair.Probability > 0.99);
    }

    [Fact]
    public void rows_that_come_later_find_their_customers()
    {
        var (rows, person) = KoreanPeople.Make(2000, seed: 12);
        var known = rows.Length * 4 / 5;
        var matching = CustomerMatching.Learn(KoreanPeople.Columns(rows[..known]), known);
        var (_, clusters) = matching.Add(KoreanPeople.Columns(rows[known..]), rows.Length - known);
        Assert.Equal(rows.Length, matching.Rows);
        var accuracy = MatchTruth.Measure(matching.Result with { Clusters = clusters }, person);
        Assert.True(accuracy.Clusters.F1 >= 0.96, $"cluster F1 {accuracy.Clusters.F1:0.0000}");
        Assert.Contains(Enumerable.Range(known, rows.Length - known), row => clusters[row] < known);
    }

    [Fact]
    public void a_telephone_that_thousands_share_makes_nobody_one()
    {
        var (rows, person) = KoreanPeople.Make(2500, seed: 13);
        foreach (var row in rows) (row[3], row[4]) = ("02-555-1234", row[4].Length == 0 ? "info@company.kr" : row[4]);
        var result = CustomerMatching.Learn(KoreanPeople.Columns(rows), rows.Length).Result;
        var accuracy = MatchTruth.Measure(result, person);
        Assert.True(result.Compared < (long)rows.Length * rows.Length / 4, $"{result.Compared} pairs compared");
        Assert.True(accuracy.Clusters.Precision >= 0.95, $"cluster precision {accuracy.Clusters.Precision:0.0000}");
    }

    [Fact]
    public void nothing_said_is_no_evidence()
    {
        var (rows, _, matching) = Korean.Value;
        var silent = matching.Result.Explained.SelectMany(p => p.Fields).Where(f => f.Level == "missing").ToList();
        Assert.All(silent, f => Assert.Equal(0, f.Bits));
        Assert.All(matching.Result.Fields, f => Assert.Equal(1, f.Levels.Sum(l => l.M), 0.001));
        Assert.All(matching.Result.Fields, f => Assert.Equal(1, f.Levels.Sum(l => l.U), 0.001));
        Assert.Equal(rows.Length, matching.Result.Clusters.Length);
    }

    [Fact]
    public void planted_m_and_lambda_are_found()
    {
        // Two rows of every tenth person; each field of the second is drawn anew with a known probability.
        var dice = new Dice(3, Topic.Person, 0);
        double[] kept = [0.9, 0.8, 0.95, 0.7];
        var rows = new List<string[]>();
        for (var person = 0; person < 10_000; person++)
        {
            string[] first = [.. Enumerable.Range(0, kept.Length).Select(_ => Word(dice))];
            rows.Add(first);
            if (person % 10 != 0) continue;
            var second = (string[])first.Clone();
            for (var f = 0; f < kept.Length; f++)
                if (!dice.Chance(kept[f])) second[f] = Word(dice);
            rows.Add(second);
        }
        MatchColumn[] columns = [.. kept.Select((_, c) => new MatchColumn($"field{c}", row => rows[row][c], MatchField.Words))];
        var result = CustomerMatching.Learn(columns, rows.Count).Result;
        for (var f = 0; f < kept.Length; f++) Assert.Equal(kept[f], result.Fields[f].Levels[^1].M, 0.05);
        var pairs = rows.Count * (rows.Count - 1.0) / 2;
        Assert.Equal(1, result.Lambda / (1000 / pairs), 0.12);

        static string Word(Dice dice) => (dice.Below(500) * 7919L % 99991 * 1_000_003L).ToString(CultureInfo.InvariantCulture);
    }
}
