namespace Dangol.Analytics;

/// <summary>A campaign's table made ready: two arms, an outcome, and the columns that were known before.</summary>
internal sealed record CampaignTable(ModelColumn[] Columns, bool[] Treated, double[] Y, string TreatedName, string ControlName, List<Text> Notes)
{
    private const int LeastCustomers = 100, LeastResponders = 10;
    private static readonly string[] HeldOut = ["control", "ctrl", "c", "0", "0.0", "no", "n", "f", "x", "false", "none", "holdout", "hold-out", "no e-mail", "no email", "not treated", "untreated", "대조군", "대조", "미발송", "미수신", "비처치", "아니오", "아니요"];

    public static CampaignTable Of(IReadOnlyList<DataColumn> table, UpliftOptions options)
    {
        var (outcome, arm) = (Outcome.Column(table, options.Outcome), Outcome.Column(table, options.Treatment));
        foreach (var name in options.Drop) Outcome.Column(table, name);
        if (options.Folds is < 2 or > 20 || options.Repeats is < 1 or > 20) throw new Refused("folds_wrong", "folds", new("교차 검증은 2~20조각, 1~20번이에요.", "Cross-validation has 2 to 20 parts and 1 to 20 repeats."));
        var (treatedName, controlName) = Arms(arm, options);
        var positive = Outcome.Positive(outcome, options.Positive);
        var y = Outcome.Values(outcome, positive);
        var arms = Array.ConvertAll(arm.Cells, c => CellText.IsMissing(c) ? null : c!.Trim());
        var rows = Enumerable.Range(0, y.Length).Where(i => !double.IsNaN(y[i]) && (Same(arms[i], treatedName) || Same(arms[i], controlName))).ToArray();
        var notes = new List<Text>();
        if (rows.Length < y.Length) notes.Add(new($"다른 집단이거나 결과가 없는 {y.Length - rows.Length:N0}줄은 뺐어요.", $"{y.Length - rows.Length:N0} rows of other arms or without an outcome were left out."));
        var treated = Array.ConvertAll(rows, i => Same(arms[i], treatedName));
        y = Array.ConvertAll(rows, i => y[i]);
        foreach (var (name, which) in ((string, bool)[])[(treatedName, true), (controlName, false)])
        {
            var (customers, responders) = (treated.Count(t => t == which), Enumerable.Range(0, y.Length).Count(i => treated[i] == which && y[i] > 0.5));
            if (customers < LeastCustomers || responders < LeastResponders) throw new Refused("arm_too_small", arm.Name, new(
                $"'{name}' 집단은 {customers:N0}명, 반응은 {responders:N0}명이에요. {LeastCustomers}명과 반응 {LeastResponders}명은 있어야 해요.",
                $"Arm '{name}' has {customers:N0} customers and {responders:N0} responders; it wants {LeastCustomers} and {LeastResponders}."));
        }
        var columns = table.Where(c => c != outcome && c != arm && !Classification.Names(options.Drop, c.Name)).DistinctBy(c => c.Name)
            .Select(c => ModelColumn.Of(new(c.Name, Array.ConvertAll(rows, i => c.Cells[i])))).Where(c => c.IsUsable).ToList();
        var leaks = LeakageAlarm.Find([.. columns], y, options.Seed);
        foreach (var leak in leaks.Where(l => l.Certain))
        {
            columns.RemoveAll(c => c.Name == leak.Column);
            notes.Add(new($"'{leak.Column}' 열은 반응과 함께 정해지는 값 같아서 뺐어요(이 열만으로 AUC {leak.AucAlone:0.000}).",
                $"Column '{leak.Column}' seems to come about with the response and was left out (AUC {leak.AucAlone:0.000} alone)."));
        }
        // What only who responded has (spend after the campaign) is an outcome too, even where it is rare and so no alarm.
        foreach (var column in columns.Where(c => !c.IsCategory && ComesWith(c, y)).ToArray())
        {
            columns.Remove(column);
            notes.Add(new($"'{column.Name}' 열은 반응한 고객에게만 값이 있어서 뺐어요.", $"Column '{column.Name}' differs only among those who responded, so it is an outcome, and was left out."));
        }
        if (columns.Count == 0) throw new Refused("no_columns", options.Outcome, new("고객을 설명하는 열이 없어요.", "There is no column that describes customers."));
        return new([.. columns], treated, y, treatedName, controlName, notes);
    }

    private static bool ComesWith(ModelColumn column, double[] y)
    {
        var code = -2;
        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] > 0.5) continue;
            if (code == -2) code = column.Codes[i];
            else if (column.Codes[i] != code) return false;
        }
        return true;
    }

    private static (string Treated, string Control) Arms(DataColumn arm, UpliftOptions options)
    {
        var values = arm.Cells.Where(c => !CellText.IsMissing(c)).Select(c => c!.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray();
        var shown = string.Join(", ", values.Take(8)) + (values.Length > 8 ? ", …" : "");
        var control = options.Control is { } c ? Known(c) : values.FirstOrDefault(v => HeldOut.Contains(v, StringComparer.OrdinalIgnoreCase))
            ?? (options.Treated is not null && values.Length == 2 ? values.First(v => !Same(v, Known(options.Treated))) : null);
        if (control is null) throw new Refused("control_unknown", arm.Name, new(
            $"'{arm.Name}' 열에서 대조군을 알 수 없어요(값: {shown}). --control로 알려 주세요.", $"Which arm of '{arm.Name}' is the control can't be told (values: {shown}). Name it with --control."));
        var others = values.Where(v => !Same(v, control)).ToArray();
        var treated = options.Treated is { } t ? Known(t) : others.Length == 1 ? others[0] : throw new Refused("treated_unknown", arm.Name, new(
            $"'{arm.Name}' 열에는 대조군 말고 집단이 {others.Length}개 있어요({shown}). 볼 집단을 --treated로 알려 주세요.", $"'{arm.Name}' has {others.Length} arms beside the control ({shown}). Name the one to look at with --treated."));
        return (treated, control);

        string Known(string name) => values.FirstOrDefault(v => Same(v, name)) ?? throw new Refused("arm_unknown", arm.Name, new(
            $"'{arm.Name}' 열에 '{name}' 값이 없어요. 있는 값: {shown}", $"Column '{arm.Name}' has no value '{name}'. It has: {shown}"));
    }

    private static bool Same(string? a, string? b) => a is not null && a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
