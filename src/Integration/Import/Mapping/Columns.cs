using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>Which column of a certain file holds which field.</summary>
/// <param name="Headers">The file's own column names, in order.</param>
/// <param name="Of">Column by <see cref="SalesField"/>; -1 where the file has none.</param>
internal sealed record Columns(IReadOnlyList<string> Headers, int[] Of)
{
    public int Count => Headers.Count;

    public bool Has(SalesField field) => Of[(int)field] >= 0;

    /// <summary>Finds a mapping's columns by header. Case, spaces, underscores and the width of letters make no difference.</summary>
    /// <exception cref="Refused">A field that every line needs has no column (the message lists those that are there), or one column twice.</exception>
    public static Columns Find(SalesMapping mapping, IReadOnlyList<string> headers)
    {
        var of = new int[SalesFields.Count];
        foreach (var (field, name, label, required) in SalesFields.All)
        {
            var aliases = mapping.Columns.GetValueOrDefault(name) ?? [];
            of[(int)field] = aliases.Select(alias => Position(alias, headers, mapping.Header)).FirstOrDefault(at => at >= 0, -1);
            if (!required || of[(int)field] >= 0) continue;
            throw new Refused("column_missing", name, new(
                $"'{label.Ko}' 열이 없어요({string.Join(", ", aliases)} 가운데 하나). 파일에 있는 열: {string.Join(", ", headers)}",
                $"There is no column for {label.En} (one of {string.Join(", ", aliases)}). The file has: {string.Join(", ", headers)}"));
        }
        if (of.Where(at => at >= 0).GroupBy(at => at).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new Refused("column_twice", "mapping", new(
                $"'{headers[twice.Key]}' 열이 두 항목에 쓰였어요. 매핑을 고쳐 주세요.", $"The column '{headers[twice.Key]}' stands for two fields. Correct the mapping."));
        return new(headers, of);
    }

    /// <summary>The shipped mapping that knows the most columns of this header.</summary>
    /// <exception cref="Refused">None has all the columns it needs.</exception>
    public static SalesMapping Choose(IReadOnlyList<string> headers)
    {
        var (best, most) = (default(SalesMapping), 0);
        foreach (var mapping in SalesMapping.Shipped)
        {
            try
            {
                var found = Find(mapping, headers).Of.Count(at => at >= 0);
                if (found > most) (best, most) = (mapping, found);
            }
            catch (Refused)
            {
                // This mapping is for another kind of file.
            }
        }
        return best ?? throw new Refused("mapping_not_found", "mapping", new(
            $"이 파일의 열에 맞는 매핑이 없어요. 매핑 파일을 지정해 주세요. 파일에 있는 열: {string.Join(", ", headers)}",
            $"No mapping fits the columns of this file. Name a mapping file. The file has: {string.Join(", ", headers)}"));
    }

    private static int Position(string alias, IReadOnlyList<string> headers, bool named)
    {
        if (alias is ['#', .. var number] && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var at))
            return at >= 1 && at <= headers.Count ? at - 1 : -1;
        if (!named) return -1;
        var wanted = Folded(alias);
        for (var i = 0; i < headers.Count; i++) if (Folded(headers[i]) == wanted) return i;
        return -1;
    }

    private static string Folded(string header) =>
        new(header.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Where(char.IsLetterOrDigit).ToArray());
}
