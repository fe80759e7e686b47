namespace Dangol.Customers;

/// <summary>Brings the columns of a file into their normal form, and its rows side by side.</summary>
internal static class ReadColumns
{
    private const int MostFields = 16, Smallest = 2, DaySample = 5_000;

    public static PairComparison Run(IReadOnlyList<MatchColumn> columns, MatchField[] recognised, int rows)
    {
        if (rows < Smallest) throw new Refused("rows_too_few", null, new("비교하려면 행이 둘 이상 있어야 해요.", "There must be at least two rows to compare."));
        var used = Used(recognised);
        if (!used.Any(c => recognised[c] is not MatchField.Category))
            throw columns.All(c => IsAlike(c, rows))
                ? new Refused("rows_all_alike", null, new("모든 행이 똑같아서 비교할 것이 없어요. 파일이 맞는지 확인해 주세요.", "All rows are alike: there is nothing to compare. Check the file."))
                : new Refused("columns_unrecognised", null, new($"이름, 생년월일, 전화번호, 이메일, 주소 같은 열을 찾지 못했어요. '--column 열이름=given'처럼 알려 주세요. 있는 열: {Listed(columns)}",
                $"No column is known to be a name, a birthday, a telephone number, a mail address or the like. Name them, as in '--column NAME=given'. Its columns: {Listed(columns)}"));
        var read = new FieldColumn[used.Length];
        for (var f = 0; f < read.Length; f++)
        {
            var (column, kind) = (columns[used[f]], recognised[used[f]]);
            var monthFirst = kind == MatchField.BirthDate && DayText.IsMonthFirst(Enumerable.Range(0, Math.Min(rows, DaySample)).Select(row => column.Text(row).ToString()));
            read[f] = FieldColumn.Of(column.Name, kind, monthFirst, read.Take(f).FirstOrDefault(other => IsExchangeable(other.Kind, kind)));
        }
        return new([.. read.Select(FieldComparison.For)], Codes(columns, used, read, rows, 0, []));
    }

    /// <summary>Reads further rows of the same columns.</summary>
    public static void More(PairComparison pairs, IReadOnlyList<MatchColumn> columns, MatchField[] recognised, int rows) =>
        pairs.Extend(codes => Codes(columns, Used(recognised), [.. pairs.Fields.Select(f => f.Column)], rows, pairs.Rows, codes));

    /// <summary>The columns that are compared; where there are very many, those that say most of who somebody is.</summary>
    private static int[] Used(MatchField[] recognised) => [.. Enumerable.Range(0, recognised.Length).Where(c => recognised[c] != MatchField.Ignored)
        .OrderBy(c => recognised[c] is MatchField.Words or MatchField.Category ? 1 : 0).ThenBy(c => c).Take(MostFields).Order()];

    private static int[] Codes(IReadOnlyList<MatchColumn> columns, int[] used, FieldColumn[] read, int rows, int known, int[] before)
    {
        var codes = new int[(known + rows) * read.Length];
        before.CopyTo(codes, 0);
        // Columns that share their values go to one worker.
        var shares = Enumerable.Range(0, read.Length).GroupBy(f => read[f].Values).Select(g => g.ToArray()).ToArray();
        Parallel.ForEach(shares, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, share =>
        {
            var column = new int[rows];
            foreach (var f in share)
            {
                read[f].Add(columns[used[f]].Text, rows, column);
                for (var row = 0; row < rows; row++) codes[(known + row) * read.Length + f] = column[row];
            }
        });
        return codes;
    }

    /// <summary>Given name and surname, and the lines of an address, are written into one another's place.</summary>
    private static bool IsExchangeable(MatchField one, MatchField other) => (one is MatchField.Given && other is MatchField.Surname) || (one is MatchField.Surname && other is MatchField.Given) || (one is MatchField.Street && other is MatchField.Street);

    private static bool IsAlike(MatchColumn column, int rows)
    {
        var first = column.Text(0).ToString();
        for (var row = 1; row < rows; row++)
            if (!column.Text(row).SequenceEqual(first)) return false;
        return true;
    }

    private static string Listed(IReadOnlyList<MatchColumn> columns) => string.Join(", ", columns.Take(40).Select(c => c.Name));
}
