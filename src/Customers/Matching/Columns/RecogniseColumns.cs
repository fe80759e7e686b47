using System.Collections.Frozen;

namespace Dangol.Customers;

/// <summary>What each column of a file says of a customer: as its heading says, as far as its contents agree, else by its contents.</summary>
internal static class RecogniseColumns
{
    private const int SampleRows = 2_000, FewValues = 15, LongestText = 80;
    private const double Most = 0.8, Many = 0.6;

    /// <summary>The field of every column; columns that only repeat others are not compared, since what is said twice would count twice.</summary>
    public static MatchField[] Run(IReadOnlyList<MatchColumn> columns, int rows)
    {
        var samples = columns.Select(c => Sample(c.Text, rows)).ToArray();
        var fields = columns.Select((c, i) => c.Field ?? Recognise(c.Name, samples[i], c.Text, rows)).ToArray();
        // 이름, name: the given name where the surname stands beside it.
        if (fields.Contains(MatchField.Surname) && !fields.Contains(MatchField.Given) && Array.IndexOf(fields, MatchField.FullName) is >= 0 and var name && columns[name].Field is null) fields[name] = MatchField.Given;
        if (fields.Count(f => f is MatchField.Given or MatchField.Surname) == 1)
            for (var i = 0; i < fields.Length; i++)
                if (fields[i] is MatchField.Given or MatchField.Surname && columns[i].Field is null && !fields.Contains(MatchField.FullName)) fields[i] = MatchField.FullName;
        for (var i = 0; i < fields.Length; i++)
            if (columns[i].Field is null && Repeats(i, fields, samples)) fields[i] = MatchField.Ignored;
        return fields;
    }

    /// <summary>Rows evenly spread over the file, as long as there are; the same ones for every column.</summary>
    private static string[] Sample(CellText cell, int rows)
    {
        var count = Math.Min(rows, SampleRows);
        var sample = new string[count];
        for (var i = 0; i < count; i++) sample[i] = cell((int)((long)i * rows / count)).Trim().ToString();
        return sample;
    }

    private static MatchField Recognise(string heading, string[] sample, CellText cell, int rows)
    {
        var filled = sample.Where(v => !Normal.IsNothing(v)).ToArray();
        if (filled.Length == 0) return MatchField.Ignored;
        var distinct = filled.Distinct(StringComparer.Ordinal).Count();
        if (distinct == 1) return MatchField.Ignored;
        var named = ColumnWords.Of(heading);
        if (named == MatchField.Ignored) return MatchField.Ignored;
        if (named == MatchField.Identifier && IsKey(filled, distinct, cell, rows)) return MatchField.Ignored;
        if (named is { } field && Fits(field, filled)) return field;
        return ByContents(named, filled, distinct, cell, rows);
    }

    /// <summary>Does what stands in a column agree with its heading? A "birth" that is a place is none.</summary>
    private static bool Fits(MatchField field, string[] filled) => field switch
    {
        MatchField.Email => Share(filled, v => v.Contains('@', StringComparison.Ordinal)) > 0.3,
        MatchField.BirthDate => Share(filled, IsDay) > Many,
        MatchField.Phone => Share(filled, v => v.Count(char.IsAsciiDigit) >= 6) > Many,
        MatchField.BusinessNumber => Share(filled, v => BusinessNumber.Of(v) is not null) > 0.3,
        MatchField.Given or MatchField.Surname or MatchField.FullName or MatchField.Company => Share(filled, v => v.Any(char.IsLetter)) > Many,
        _ => true,
    };

    private static MatchField ByContents(MatchField? named, string[] filled, int distinct, CellText cell, int rows)
    {
        if (Share(filled, v => v.IndexOf('@', StringComparison.Ordinal) > 0) > Many) return MatchField.Email;
        if (Share(filled, v => BusinessNumber.Of(v) is not null) > Most) return MatchField.BusinessNumber;
        // A day is one of birth only where years are spread like births: other dates say nothing of who it is.
        if (Share(filled, IsDay) > Most) return named == MatchField.BirthDate || IsSpread(filled) ? MatchField.BirthDate : MatchField.Ignored;
        if (Share(filled, IsTelephone) > Most) return MatchField.Phone;
        if (filled.Length > 50 && distinct <= FewValues) return named is null && Share(filled, v => v.Any(char.IsLetter)) < Many ? MatchField.Ignored : MatchField.Category;
        if (Share(filled, v => v.Any(char.IsLetter)) < Many) return MatchField.Ignored;
        if (named is null && IsKey(filled, distinct, cell, rows)) return MatchField.Ignored;
        if (Share(filled, v => v.Length is >= 2 and <= 4 && v.All(Hangul.IsSyllable) && Romanisation.Split(v).Surname.Length > 0) > Many) return MatchField.FullName;
        return filled.Average(v => v.Length) > LongestText ? MatchField.Ignored : MatchField.Words;
    }

    /// <summary>A key of rows: no value twice in the whole file, and letters mixed with digits.</summary>
    private static bool IsKey(string[] filled, int distinct, CellText cell, int rows)
    {
        if (distinct < filled.Length || Share(filled, v => v.Any(char.IsAsciiDigit)) < Most) return false;
        var seen = new TextTable();
        var last = 0;
        for (var row = 0; row < rows; row++)
        {
            var text = cell(row);
            if (text.IsEmpty) continue;
            if (seen.Add(text) <= last) return false;
            last = seen.Count - 1;
        }
        return true;
    }

    /// <summary>Does a column only repeat others: one like it to its left, or the given name and surname together, or the lines of an address?</summary>
    private static bool Repeats(int column, MatchField[] fields, string[][] samples)
    {
        if (fields[column] == MatchField.Ignored) return false;
        for (var other = 0; other < column; other++)
            if (fields[other] != MatchField.Ignored && Alike(samples[column], samples[other]) > 0.95) return true;
        var parts = fields[column] switch
        {
            MatchField.FullName => Others(f => f is MatchField.Given or MatchField.Surname),
            MatchField.Street => Others(f => f is MatchField.Street or MatchField.City or MatchField.Postcode),
            _ => [],
        };
        return parts.Count >= 2 && Holds(samples[column], [.. parts.Select(p => samples[p])]);

        List<int> Others(Func<MatchField, bool> of) => [.. Enumerable.Range(0, fields.Length).Where(i => i != column && of(fields[i]))];
    }

    /// <summary>Are the words of all parts among those of the whole, in most rows that have two parts?</summary>
    private static bool Holds(string[] whole, string[][] parts)
    {
        var (asked, held) = (0, 0);
        for (var row = 0; row < whole.Length; row++)
        {
            var words = parts.SelectMany(p => (PostalAddress.Of(p[row]) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);
            if (words.Count < 2 || whole[row].Length == 0) continue;
            asked++;
            if (words.IsSubsetOf((PostalAddress.Of(whole[row]) ?? "").Split(' '))) held++;
        }
        return asked > 0 && held > Most * asked;
    }

    private static double Alike(string[] one, string[] other)
    {
        var (both, equal) = (0, 0);
        for (var row = 0; row < one.Length; row++)
        {
            if (one[row].Length == 0 && other[row].Length == 0) continue;
            both++;
            if (one[row] == other[row]) equal++;
        }
        return both == 0 ? 0 : (double)equal / both;
    }

    private static bool IsDay(string value) => value.Length is >= 6 and <= 30 && DayText.Of(value, monthFirst: false) is { Length: 8 } day && (value.Length > 8 || !value.All(char.IsAsciiDigit) || string.CompareOrdinal(day[4..6], "13") < 0)
        && string.CompareOrdinal(day[..4], "1000") >= 0 && string.CompareOrdinal(day[..4], "2200") < 0;

    private static bool IsSpread(string[] filled)
    {
        var years = filled.Select(v => DayText.Of(v, monthFirst: false)).OfType<string>().Select(d => int.Parse(d.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture)).Order().ToArray();
        return years.Length > 0 && years[years.Length * 9 / 10] - years[years.Length / 10] >= 15;
    }

    private static bool IsTelephone(string value) => value.Count(char.IsAsciiDigit) is >= 9 and <= 15 && value[0] is '0' or '+' or '(' && !value.Any(char.IsLetter);

    private static double Share(string[] values, Func<string, bool> of) => (double)values.Count(of) / values.Length;
}
