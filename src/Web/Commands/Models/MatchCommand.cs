using System.CommandLine;
using System.Globalization;
using System.Text;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>match FILE</c>: which rows of a file are one customer, and why.</summary>
internal static class MatchCommand
{
    private static readonly Option<string?> Truth = DataFile.Column("--truth", "Measures the result by this column, which takes no part in it: one value per customer");
    private static readonly Option<string[]> Column = new("--column")
    {
        Description = $"What a column says, where its heading doesn't tell: {string.Join(", ", Enum.GetNames<MatchField>().Select(Names.Snake))}. May be given more than once.", HelpName = "NAME=FIELD",
    };
    private static readonly Option<double> Probability = new("--probability") { Description = "Rows match from this probability on.", HelpName = "P", DefaultValueFactory = _ => 0.5 };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of the random pairs.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Show = new("--show") { Description = "How many pairs are explained.", HelpName = "N", DefaultValueFactory = _ => 9 };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Writes every row's cluster into a CSV file: row,cluster, both counted from 1.", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Pairs = new("--pairs") { Description = "Writes every pair that matches into a CSV file: its rows, weight in bits and probability.", HelpName = "FILE" };

    public static Command Make() => DataFile.Command("match", "Find the rows of a file that are one customer, without labels, and say why.", Run, Truth, Column, Probability, Seed, Show, Out, Pairs);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var probability = parsed.GetValue(Probability);
        if (probability is not (> 0 and < 1)) throw new Refused("probability_wrong", "--probability", new("--probability에는 0과 1 사이의 수를 적어 주세요.", "--probability is a number between 0 and 1."));
        var (table, truth) = (file.Table, parsed.GetValue(Truth) is { } named ? file.Find(named) : null);
        var said = (parsed.GetValue(Column) ?? []).Select(text => Said(file, text)).ToDictionary(s => s.Column, s => s.Field);
        if (truth is not null) said[truth.Index] = MatchField.Ignored;
        MatchColumn[] columns = [.. file.All.Select(c => new MatchColumn(c.Name, Cells(table, c.Index), said.TryGetValue(c.Index, out var field) ? field : null))];
        var result = CustomerMatching.Learn(columns, table.Rows, new(parsed.GetValue(Seed), probability, parsed.GetValue(Show))).Result;
        var accuracy = truth is null ? null : MatchTruth.Measure(result, MatchTruth.Of(columns[truth.Index], table.Rows));
        if (parsed.GetValue(Out) is { } target) WriteClusters(target, result);
        if (parsed.GetValue(Pairs) is { } pairs) WritePairs(pairs, result);
        var sizes = result.Clusters.CountBy(c => c).Select(c => c.Value).ToList();
        var answer = new
        {
            model = "match", rows = table.Rows,
            parameters = new
            {
                lambda = result.Lambda, prior_bits = Math.Log2(result.Lambda / (1 - result.Lambda)), probability,
                fields = result.Fields.Select(f => new { f.Column, field = Names.Snake(f.Field.ToString()), f.Filled, f.Values }),
                levels = result.Fields.SelectMany(f => f.Levels.Select(l => new { f.Column, l.Level, l.M, l.U, l.Bits })),
            },
            keys = result.Keys.Select(k => new { k.Key, estimated_pairs = k.EstimatedPairs, rows_passed_over = k.RowsPassedOver }),
            compared_pairs = result.Compared, matched_pairs = result.Pairs.Length,
            clusters = new { all = sizes.Count, of_several_rows = sizes.Count(s => s > 1), rows_in_them = sizes.Where(s => s > 1).Sum(), largest = sizes.Max() },
            accuracy = accuracy is null ? null : new { accuracy.TruePairs, true_clusters = accuracy.TrueClusters, pairs = accuracy.Pairs, clusters = accuracy.Clusters, b_cubed = accuracy.BCubed },
            pairs = result.Explained.Select(p => place.Json ? Detailed(p) : Brief(p)),
            notes = Notes(result), seconds = result.Seconds.Prepend(new("read", file.Seconds)).ToDictionary(),
        };
        return place.Json ? answer : ModelText.Of(answer);
    }

    /// <summary>A column's cells as text, from one buffer that is used again: a column is read by one thread at a time.</summary>
    private static CellText Cells(DelimitedTable table, int column)
    {
        var chars = new char[256];
        return row =>
        {
            var value = table.Cell(row, column).Span;
            if (chars.Length < value.Length) chars = new char[value.Length * 2];
            return chars.AsSpan(0, Encoding.UTF8.GetChars(value, chars));
        };
    }

    private static (int Column, MatchField Field) Said(DataFile file, string text)
    {
        var at = text.LastIndexOf('=');
        var name = at < 0 ? text : text[..at];
        foreach (var field in Enum.GetValues<MatchField>())
            if (at >= 0 && text[(at + 1)..].Trim().Replace("-", "_", StringComparison.Ordinal).Equals(Names.Snake(field.ToString()), StringComparison.OrdinalIgnoreCase)) return (file.Find(name)!.Index, field);
        throw new Refused("field_unknown", "--column", new($"--column에는 '열이름=종류'를 적어 주세요. 종류: {Kinds}", $"--column is NAME=FIELD, with one of the fields {Kinds}."));
    }

    private static readonly string Kinds = string.Join(", ", Enum.GetNames<MatchField>().Select(Names.Snake));

    private static object Detailed(ExplainedPair pair) => new
    {
        a = pair.A + 1, b = pair.B + 1, pair.Bits, pair.Probability, prior_bits = pair.Prior, fields = pair.Fields.Select(f => new { f.Column, f.Level, ko = f.Text.Ko, en = f.Text.En, f.Bits }),
    };

    private static object Brief(ExplainedPair pair) => new
    {
        rows = $"{pair.A + 1}, {pair.B + 1}", pair.Bits, pair.Probability, why = string.Join("; ", pair.Fields.Where(f => f.Bits != 0).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Column}: {f.Text.En} {f.Bits:+0.0;-0.0}"))),
    };

    private static Text[] Notes(MatchResult result) =>
    [
        new("m, u, lambda는 정답 없이 이 파일에서 배웠어요. 무게의 단위는 비트로, 1비트는 같은 고객일 승산이 두 배라는 뜻이에요.", "m, u and lambda were learnt from this file without labels. Weights are in bits: one bit doubles the odds that two rows are one customer."),
        .. result.Keys.Where(k => k.RowsPassedOver > 0).Select(k => new Text($"'{k.Key}'의 값이 같은 행이 너무 많아 {k.RowsPassedOver}행은 다른 열로만 견주었어요.", $"Too many rows have one value of '{k.Key}': {k.RowsPassedOver} rows were compared by other columns only.")),
    ];

    private static void WriteClusters(FileInfo target, MatchResult result)
    {
        using var writer = new StreamWriter(target.FullName);
        writer.WriteLine("row,cluster");
        for (var row = 0; row < result.Clusters.Length; row++) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row + 1},{result.Clusters[row] + 1}"));
    }

    private static void WritePairs(FileInfo target, MatchResult result)
    {
        using var writer = new StreamWriter(target.FullName);
        writer.WriteLine("row_a,row_b,bits,probability");
        foreach (var pair in result.Pairs) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pair.A + 1},{pair.B + 1},{pair.Bits:0.000},{pair.Probability:0.000000}"));
    }
}
