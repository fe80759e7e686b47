namespace Dangol.Analytics;

/// <summary>A table made ready: the columns that a model may see, the outcome, the order in time, and what was left out and why.</summary>
internal sealed class ClassificationTable
{
    private readonly Dictionary<string, DataColumn> cells;

    private ClassificationTable(Dictionary<string, DataColumn> cells) => this.cells = cells;

    public required string Target { get; init; }
    public required string Positive { get; init; }
    public required ModelColumn[] Columns { get; init; }
    public required double[] Y { get; init; }

    /// <summary>The row of the file, from 0, of each row here.</summary>
    public required int[] SourceRow { get; init; }

    /// <summary>The rows from the earliest to the latest.</summary>
    public required int[] Order { get; init; }
    public required string? TimeName { get; init; }
    public required List<ColumnUse> Unused { get; init; }
    public required List<Text> Notes { get; init; }

    public string? Cell(string column, int row) => cells[column].Cells[SourceRow[row]];

    public static ClassificationTable Of(IReadOnlyList<DataColumn> table, ClassificationOptions options)
    {
        var target = Outcome.Column(table, options.Target);
        foreach (var name in options.Drop.Concat(options.Keep).Concat(options.Monotone.Keys)) Outcome.Column(table, name);
        var time = options.Time is null ? null : Outcome.Column(table, options.Time);
        var positive = Outcome.Positive(target, options.Positive);
        var y = Outcome.Values(target, positive);
        var rows = Enumerable.Range(0, y.Length).Where(i => !double.IsNaN(y[i])).ToArray();
        var notes = new List<Text>();
        if (rows.Length < y.Length) notes.Add(new($"결과가 비어 있는 {y.Length - rows.Length:N0}줄은 뺐어요.", $"{y.Length - rows.Length:N0} rows without an outcome were left out."));
        y = Array.ConvertAll(rows, row => y[row]);
        var positives = (int)y.Sum();
        if (Math.Min(positives, y.Length - positives) < Classification.LeastRows) throw new Refused("too_few_rows", target.Name, new(
            $"'{positive}'인 줄이 {positives:N0}개, 아닌 줄이 {y.Length - positives:N0}개예요. 각각 {Classification.LeastRows}개는 있어야 해요.",
            $"There are {positives:N0} rows with '{positive}' and {y.Length - positives:N0} without; there must be {Classification.LeastRows} of each."));
        if (options.Folds < 2 || options.Folds > 20 || options.Repeats < 1 || options.Repeats > 100) throw new Refused("folds_wrong", "folds", new(
            "교차 검증은 2~20조각, 1~100번이에요.", "Cross-validation has 2 to 20 parts and 1 to 100 repeats."));
        var candidates = table.Where(c => c != target && c != time && !Classification.Names(options.Drop, c.Name)).DistinctBy(c => c.Name).ToArray();
        var columns = new ModelColumn[candidates.Length];
        Parallel.For(0, columns.Length, c => columns[c] = ModelColumn.Of(rows.Length == candidates[c].Cells.Length ? candidates[c] : new(candidates[c].Name, Array.ConvertAll(rows, row => candidates[c].Cells[row]))));
        var ordering = time is null ? Array.Find(columns, c => c.Kind == ColumnKind.Date) : ModelColumn.Of(new(time.Name, Array.ConvertAll(rows, row => time.Cells[row])));
        var usable = columns.Where(c => c.IsUsable && c != ordering).ToArray();
        if (usable.Length == 0) throw new Refused("no_columns", target.Name, new("배울 수 있는 열이 없어요. 번호나 이름 말고 고객을 설명하는 열이 필요해요.", "There is no column to learn from: columns that describe customers are needed, not numbers or names."));
        return new(table.DistinctBy(c => c.Name).ToDictionary(c => c.Name))
        {
            Target = target.Name, Positive = positive, Columns = usable, Y = y, SourceRow = rows, Order = InTime(ordering, time, rows.Length), TimeName = ordering?.Name, Notes = notes,
            Unused = [.. columns.Where(c => !c.IsUsable).Select(c => new ColumnUse(c.Name, Words(c.Kind), c.Distinct, c.Missing, false, 0, Why(c.Kind)))],
        };
    }

    private static int[] InTime(ModelColumn? ordering, DataColumn? named, int rows)
    {
        var order = Enumerable.Range(0, rows);
        if (ordering is null) return [.. order];
        if (!ordering.IsUsable && ordering.Kind != ColumnKind.Identifier) throw new Refused("time_unusable", named!.Name, new(
            $"'{named.Name}' 열로는 시간 순서를 알 수 없어요. 날짜나 숫자가 있는 열을 골라 주세요.", $"Column '{named.Name}' gives no order in time. Choose one with dates or numbers."));
        // Ascending whole numbers are taken for an identifier, and their order is that of the numbers.
        if (ordering.Kind == ColumnKind.Identifier && CellText.TryNumber(named!.Cells[0] ?? "", false, out _))
            return [.. order.OrderBy(row => CellText.TryNumber(named.Cells[row] ?? "", false, out var n) ? n : double.MaxValue)];
        return [.. order.OrderBy(row => ordering.Codes[row] < 0 ? int.MaxValue : ordering.Codes[row])];
    }

    private static string Words(ColumnKind kind) => kind == ColumnKind.FreeText ? "free_text" : kind.ToString().ToLowerInvariant();

    private static Text Why(ColumnKind kind) => kind switch
    {
        ColumnKind.Identifier => new("줄마다 다른 번호라 배울 것이 없어요.", "It numbers the rows; there is nothing to learn from it."),
        ColumnKind.FreeText => new("줄마다 다른 글이라 범주로 쓸 수 없어요.", "Free text, different in most rows; it can't be used as levels."),
        ColumnKind.Constant => new("값이 하나뿐이에요.", "It has only one value."),
        _ => new("값이 비어 있어요.", "It is empty."),
    };
}
