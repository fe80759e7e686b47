namespace Dangol.Customers;

/// <summary>
/// What rows of one customer may share letter by letter: a value, its sound, its year and month. Keys for blocking are one of these, or two of different fields.
/// </summary>
/// <param name="Name">For the report: surname, surname~ (its sound).</param>
/// <param name="Fields">The fields that it comes from, a bit each.</param>
/// <param name="Group">Atoms of one group come from the same value; a coarser one has the pairs of a finer one too.</param>
/// <param name="Coarseness">0 for the value itself.</param>
/// <param name="Of">The number of it in a row; 0 for none.</param>
internal sealed record BlockingAtom(string Name, ulong Fields, int Group, int Coarseness, Func<int, uint> Of)
{
    /// <summary>The number of it in every row.</summary>
    public uint[] Column(int rows)
    {
        var column = new uint[rows];
        for (var row = 0; row < rows; row++) column[row] = Of(row);
        return column;
    }

    private const int OtherPart = 100, Both = 1000, Everything = 2000;

    /// <summary>The atoms of all fields.</summary>
    public static List<BlockingAtom> All(PairComparison pairs)
    {
        var atoms = new List<BlockingAtom>();
        for (var f = 0; f < pairs.Fields.Length; f++) atoms.AddRange(OfField(pairs, f));
        // Given name and surname as one, in whichever order they stand.
        int given = Index(MatchField.Given), surname = Index(MatchField.Surname);
        if (given >= 0 && surname >= 0)
            atoms.Add(new("names", 1UL << given | 1UL << surname, Both, 0, row => pairs.Code(row, given) is > 0 and var g && pairs.Code(row, surname) is > 0 and var s ? Mix((uint)Math.Min(g, s), (uint)Math.Max(g, s)) : 0));
        // In a small file every two rows may be compared.
        if (pairs.Rows <= BlockingKeys.LargestBlock(pairs.Rows)) atoms.Add(new("everything", ulong.MaxValue, Everything, 0, _ => 1));
        return atoms;

        int Index(MatchField kind) => Array.FindIndex(pairs.Fields, f => f.Column.Kind == kind);
    }

    /// <summary>One number of two: never 0.</summary>
    public static uint Mix(uint a, uint b)
    {
        var z = ((ulong)a << 32 | b) + 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (uint)(z >> 33) | 1;
    }

    private static IEnumerable<BlockingAtom> OfField(PairComparison pairs, int field)
    {
        var column = pairs.Fields[field].Column;
        switch (column.Kind)
        {
            case MatchField.Category:
                break;
            case MatchField.FullName:
                yield return Atom("~", 0, 1, value => (uint)column.Sound(value));
                yield return Atom(" initials", 2 * OtherPart, 2, value => (uint)column.Initials(value));
                yield return Atom(" first", 0, 2, value => (uint)column.Parts!.Of(value)[0]);
                yield return Atom(" last", OtherPart, 2, value => (uint)column.Parts!.Of(value)[^1]);
                break;
            case MatchField.Given or MatchField.Surname or MatchField.Company:
                yield return Atom("", 0, 0, value => (uint)value);
                yield return Atom("~", 0, 1, value => (uint)column.LooseSound(value));
                break;
            case MatchField.BirthDate:
                yield return Atom("", 0, 0, value => (uint)value);
                yield return Atom(" month", 0, 1, value => Digits(column.Values[value], 0, 6));
                yield return Atom(" day", OtherPart, 1, value => Digits(column.Values[value], 4, 8));
                break;
            default:
                yield return Atom("", 0, 0, value => (uint)value);
                break;
        }

        BlockingAtom Atom(string part, int group, int coarseness, Func<int, uint> of) => new(column.Name + part, 1UL << field, field + group, coarseness, row => pairs.Code(row, field) is > 0 and var value ? of(value) : 0);
    }

    private static uint Digits(ReadOnlySpan<char> day, int from, int to)
    {
        if (day.Length < to) return 0;
        var number = 1U;
        foreach (var c in day[from..to]) number = number * 10 + (uint)(c - '0');
        return number;
    }
}
