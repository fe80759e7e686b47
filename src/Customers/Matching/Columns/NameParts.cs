namespace Dangol.Customers;

/// <summary>The words of every whole name in a table, by their numbers, and how many rows have each word: what order-free comparison reads.</summary>
internal sealed class NameParts
{
    public const int Most = 8;
    private readonly List<int> _words = [0];
    private readonly List<int> _ends = [0];
    private int[] _rows = [0];

    /// <summary>One more than the names there are, as their numbers begin with 1.</summary>
    public int Names => _ends.Count;

    /// <summary>The distinct words.</summary>
    public TextTable Texts { get; } = new();

    /// <summary>Adds the words of the next name.</summary>
    public void Add(string name)
    {
        var count = 0;
        foreach (var part in name.AsSpan().Split(' '))
        {
            if (count++ == Most) break;
            _words.Add(Texts.Add(name.AsSpan()[part]));
        }
        _ends.Add(_words.Count - 1);
    }

    /// <summary>The numbers of the words of a name.</summary>
    public ReadOnlySpan<int> Of(int name) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words)[(_ends[name - 1] + 1)..(_ends[name] + 1)];

    /// <summary>Counts the rows that have each word, given the rows that have each name.</summary>
    public void Count(ReadOnlySpan<int> rowsOfName)
    {
        _rows = new int[Texts.Count];
        for (var name = 1; name < rowsOfName.Length; name++)
            foreach (var word in Of(name)) _rows[word] += rowsOfName[name];
    }

    /// <summary>How many rows have a word.</summary>
    public int Rows(int word) => _rows[word];
}
