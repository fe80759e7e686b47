using System.Runtime.InteropServices;

namespace Dangol.Customers;

/// <summary>
/// One column in normal form: each row the number of its value (0 where nothing is said), each value its letters once, in how many rows it stands, and for names
/// how it sounds and of which words it is.
/// </summary>
internal sealed class FieldColumn
{
    private readonly Func<string, string?> _normal;
    private readonly List<int> _sounds = [0], _looseSounds = [0], _initials = [0], _rows = [0];
    private readonly List<bool> _isHangul = [false];

    private FieldColumn(string name, MatchField kind, Func<string, string?> normal, TextTable values)
    {
        (Name, Kind, _normal, Values) = (name, kind, normal, values);
        if (kind is MatchField.Given or MatchField.Surname or MatchField.FullName or MatchField.Company) Sounds = new();
        if (kind == MatchField.FullName) Parts = new();
    }

    public string Name { get; }

    public MatchField Kind { get; }

    /// <summary>The distinct values; columns of exchangeable kinds (given name and surname) share one table, so that a number means the same in both.</summary>
    public TextTable Values { get; }

    /// <summary>How values sound; null where that says nothing.</summary>
    public TextTable? Sounds { get; }

    /// <summary>The words of whole names.</summary>
    public NameParts? Parts { get; }

    /// <summary>Rows that say something.</summary>
    public int Filled { get; private set; }

    /// <summary>How many rows have each value, by its number.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The share of random pairs that have the same value, Σ n(n−1) / N(N−1).</summary>
    public double Coincidence
    {
        get
        {
            var pairs = 0.0;
            foreach (var rows in Rows) pairs += (double)rows * (rows - 1);
            return Filled < 2 ? 0 : pairs / ((double)Filled * (Filled - 1));
        }
    }

    /// <summary>An empty column.</summary>
    /// <param name="name">Its heading.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="monthFirst">For days: 06/07/1971 is in June.</param>
    /// <param name="sharing">A column whose numbers of values it shares.</param>
    public static FieldColumn Of(string name, MatchField kind, bool monthFirst, FieldColumn? sharing = null) => new(name, kind, Normal.Of(kind, monthFirst), sharing?.Values ?? new());

    /// <summary>Takes in rows, and gives the numbers of their values; may be called again for more rows.</summary>
    public void Add(CellText cell, int rows, Span<int> codes)
    {
        // What was written the same way is brought into its normal form once.
        var written = new TextTable();
        var numbers = new List<int> { 0 };
        for (var row = 0; row < rows; row++)
        {
            var text = cell(row);
            var at = text.IsEmpty ? 0 : written.Add(text);
            if (at == numbers.Count) numbers.Add(Number(text));
            var number = codes[row] = numbers[at];
            if (number == 0) continue;
            _rows[number]++;
            Filled++;
        }
        Parts?.Count(Rows);
    }

    /// <summary>The number of the sound of a value; 0 for none.</summary>
    public int Sound(int value) => value < _sounds.Count ? _sounds[value] : 0;

    /// <summary>A number that values which sound roughly alike share, for blocking.</summary>
    public int LooseSound(int value) => value < _looseSounds.Count ? _looseSounds[value] : 0;

    /// <summary>The number of the initial consonants of a Korean name, which slips leave alone more often than vowels and finals; 0 for others.</summary>
    public int Initials(int value) => value < _initials.Count ? _initials[value] : 0;

    public bool IsHangul(int value) => value < _isHangul.Count && _isHangul[value];

    private int Number(ReadOnlySpan<char> text)
    {
        if (Normal.IsNothing(text)) return 0;
        var normal = _normal(text.ToString());
        if (string.IsNullOrEmpty(normal)) return 0;
        var number = Values.Add(Hangul.Letters(normal));
        if (number < _rows.Count && (Sounds is null || _sounds[number] != 0)) return number;
        // A sharing column may have added numbers meanwhile.
        while (_rows.Count <= number)
        {
            _rows.Add(0);
            if (Sounds is null) continue;
            _sounds.Add(0);
            _looseSounds.Add(0);
            _initials.Add(0);
            _isHangul.Add(false);
        }
        if (Sounds is not null)
        {
            var sound = Kind == MatchField.Company ? Romanisation.Sound(normal) : PersonName.Sound(normal);
            _sounds[number] = Sounds.Add(sound);
            _looseSounds[number] = Sounds.Add(Loose(sound));
            _isHangul[number] = Hangul.HasSyllable(normal);
            if (normal.Length >= 2 && Hangul.InitialsOf(normal) is { } initials) _initials[number] = Sounds.Add(initials);
        }
        if (Parts is not null)
        {
            if (number != Parts.Names) throw new InvalidOperationException("whole names are numbered in their order");
            Parts.Add(Hangul.Letters(normal));
        }
        return number;
    }

    /// <summary>The consonants of a sound and its first letter; a short one stays whole, since three letters are many names.</summary>
    private static string Loose(string sound)
    {
        Span<char> kept = stackalloc char[Math.Min(sound.Length, 64)];
        var count = 0;
        foreach (var c in sound.AsSpan(0, kept.Length))
            if (count == 0 || c is not ('a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'w' or 'h')) kept[count++] = c;
        return count < 3 ? sound : "~" + new string(kept[..count]);
    }
}
