namespace Dangol.Analytics;

/// <summary>
/// A column ready for models: its different values once, sorted (numbers) or by name (levels), and for each row which of them it has, −1 where none. Whatever is
/// fitted on a column (a mean, bins, a rare bucket) is then computed per different value and looked up per row.
/// </summary>
internal sealed class ModelColumn
{
    /// <summary>Texts with more different values than this share of the rows say who a row is, not what it is like.</summary>
    private const double DistinctShare = 0.5;

    public required string Name { get; init; }
    public required ColumnKind Kind { get; init; }
    public required int[] Codes { get; init; }
    public double[] Numbers { get; init; } = [];
    public string[] Levels { get; init; } = [];
    public int Missing { get; init; }
    public bool IsCategory => Kind == ColumnKind.Category;
    public bool IsUsable => Kind is ColumnKind.Number or ColumnKind.Category or ColumnKind.Date;
    public int Distinct => IsCategory ? Levels.Length : Numbers.Length;
    public int Rows => Codes.Length;

    /// <summary>The number in a row of a numeric column; not a number where it is missing.</summary>
    public double Number(int row) => Codes[row] < 0 ? double.NaN : Numbers[Codes[row]];

    public static ModelColumn Of(DataColumn column)
    {
        var cells = column.Cells;
        var missing = cells.Count(CellText.IsMissing);
        var some = cells.Length - missing;
        if (some == 0) return Unusable(column.Name, ColumnKind.Empty, missing, cells.Length);
        // 20240131 is a day where all are days: as a number, a month would be thirty and eighty-eight steps long by turns.
        if (Array.TrueForAll(cells, c => CellText.IsMissing(c) || c!.Trim().Length == 8) && CellText.Days(cells) is { } counted) return OfNumbers(column.Name, counted, ColumnKind.Date);
        if (Numeric(cells, some) is { } numbers) return OfNumbers(column.Name, numbers, ColumnKind.Number);
        if (CellText.Days(cells) is { } days) return OfNumbers(column.Name, days, ColumnKind.Date);
        return OfLevels(column.Name, cells);
    }

    public static ModelColumn OfNumbers(string name, double[] numbers, ColumnKind kind = ColumnKind.Number)
    {
        var order = Array.FindAll(numbers, n => !double.IsNaN(n));
        Array.Sort(order);
        var distinct = new List<double>();
        foreach (var n in order)
            if (distinct.Count == 0 || distinct[^1] != n) distinct.Add(n);
        var values = distinct.ToArray();
        var missing = numbers.Length - order.Length;
        if (values.Length < 2 && missing == 0) return Unusable(name, ColumnKind.Constant, 0, numbers.Length);
        if (kind == ColumnKind.Number && IsIdentifier(name, numbers, values, missing)) return Unusable(name, ColumnKind.Identifier, missing, numbers.Length);
        var codes = new int[numbers.Length];
        for (var i = 0; i < codes.Length; i++) codes[i] = double.IsNaN(numbers[i]) ? -1 : Array.BinarySearch(values, numbers[i]);
        return new() { Name = name, Kind = kind, Codes = codes, Numbers = values, Missing = missing };
    }

    public static ModelColumn OfLevels(string name, string?[] cells)
    {
        var levels = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var missing = 0;
        foreach (var cell in cells)
            if (CellText.IsMissing(cell)) missing++;
            else levels[cell!.Trim()] = 0;
        var names = levels.Keys.ToArray();
        if (names.Length < 2 && missing == 0) return Unusable(name, ColumnKind.Constant, 0, cells.Length);
        if (names.Length > 20 && names.Length > DistinctShare * (cells.Length - missing))
            return Unusable(name, names.Length == cells.Length - missing && !names.Any(n => n.Contains(' ', StringComparison.Ordinal)) ? ColumnKind.Identifier : ColumnKind.FreeText, missing, cells.Length);
        var places = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++) places[names[i]] = i;
        var codes = new int[cells.Length];
        for (var i = 0; i < codes.Length; i++) codes[i] = CellText.IsMissing(cells[i]) ? -1 : places[cells[i]!.Trim()];
        return new() { Name = name, Kind = ColumnKind.Category, Codes = codes, Levels = names, Missing = missing };
    }

    /// <summary>The same column with these rows only, in this order.</summary>
    public ModelColumn Take(int[] rows) => new()
    {
        Name = Name, Kind = Kind, Numbers = Numbers, Levels = Levels, Codes = Array.ConvertAll(rows, r => Codes[r]), Missing = rows.Count(r => Codes[r] < 0),
    };

    /// <summary>Numbers where at most one cell of a hundred is none; null where it is no column of numbers.</summary>
    private static double[]? Numeric(string?[] cells, int some)
    {
        var comma = CellText.HasDecimalComma(cells);
        var numbers = new double[cells.Length];
        var wrong = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!CellText.IsMissing(cells[i]) && CellText.TryNumber(cells[i], comma, out numbers[i])) continue;
            numbers[i] = double.NaN;
            if (!CellText.IsMissing(cells[i]) && ++wrong > some / 100) return null;
        }
        return numbers;
    }

    private static bool IsIdentifier(string name, double[] numbers, double[] distinct, int missing)
    {
        if (missing > 0 || numbers.Length < 50 || distinct.Length < numbers.Length || !Array.TrueForAll(distinct, d => d == Math.Floor(d))) return false;
        var lower = name.ToLowerInvariant();
        return distinct[^1] - distinct[0] == distinct.Length - 1 || lower.EndsWith("id", StringComparison.Ordinal) || lower.EndsWith("number", StringComparison.Ordinal)
            || lower.EndsWith("no", StringComparison.Ordinal) || lower.EndsWith("key", StringComparison.Ordinal) || lower.Contains("번호", StringComparison.Ordinal) || lower.StartsWith("unnamed", StringComparison.Ordinal);
    }

    private static ModelColumn Unusable(string name, ColumnKind kind, int missing, int rows) => new() { Name = name, Kind = kind, Codes = new int[rows], Missing = missing };
}
