namespace Dangol.Analytics;

/// <summary>A column that says yes or no in whatever words.</summary>
internal static class Outcome
{
    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase)
    {
        "yes", "y", "true", "t", "1", "1.0", "won", "positive", "churned", "converted", "exited", "left", "bought", "responded", "success", "treated", "treatment", "o", "on", "예", "네", "참", "있음", "이탈", "해지", "탈퇴", "반응", "응답", "구매", "재구매", "전환", "수주", "성공", "발송",
    };

    /// <summary>The value that means yes.</summary>
    /// <exception cref="Refused">The column has not two values, or not the one that was named.</exception>
    public static string Positive(DataColumn column, string? named)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var cell in column.Cells)
            if (!CellText.IsMissing(cell)) counts[cell!.Trim()] = counts.GetValueOrDefault(cell.Trim()) + 1;
        var values = counts.Keys.Order(StringComparer.Ordinal).ToArray();
        var shown = string.Join(", ", values.Take(8)) + (values.Length > 8 ? ", …" : "");
        if (named is not null)
            return values.FirstOrDefault(v => v.Equals(named.Trim(), StringComparison.OrdinalIgnoreCase)) ?? throw new Refused("positive_unknown", column.Name, new(
                $"'{column.Name}' 열에 '{named}' 값이 없어요. 있는 값: {shown}", $"Column '{column.Name}' has no value '{named}'. It has: {shown}"));
        if (values.Length == 1) throw new Refused("one_outcome", column.Name, new(
            $"'{column.Name}' 열의 값이 '{values[0]}' 하나뿐이라 배울 것이 없어요. 두 가지 결과가 있는 열을 골라 주세요.", $"Column '{column.Name}' has only the value '{values[0]}', so there is nothing to learn. Choose a column with two outcomes."));
        if (values.Length != 2) throw new Refused("not_two_outcomes", column.Name, new(
            $"'{column.Name}' 열에는 값이 {values.Length:N0}가지예요({shown}). 예측할 값을 --positive로 알려 주세요.", $"Column '{column.Name}' has {values.Length:N0} values ({shown}). Name the one to predict with --positive."));
        return values.SingleOrDefault(Yes.Contains) ?? values.OrderBy(v => counts[v]).ThenBy(v => v, StringComparer.Ordinal).First();
    }

    /// <summary>1 where the cell is that value, 0 where it is another, not a number where nothing stands.</summary>
    public static double[] Values(DataColumn column, string positive) =>
        Array.ConvertAll(column.Cells, cell => CellText.IsMissing(cell) ? double.NaN : cell!.Trim().Equals(positive, StringComparison.OrdinalIgnoreCase) ? 1.0 : 0.0);

    public static DataColumn Column(IReadOnlyList<DataColumn> table, string name) =>
        table.FirstOrDefault(c => c.Name == name) ?? table.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new Refused("column_unknown", name, new(
            $"'{name}' 열이 없어요. 있는 열: {string.Join(", ", table.Take(40).Select(c => c.Name))}", $"There is no column '{name}'. There are: {string.Join(", ", table.Take(40).Select(c => c.Name))}"));
}
