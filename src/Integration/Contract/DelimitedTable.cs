using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>How a table is written, where the person says it; null finds out.</summary>
/// <param name="Delimiter"><c>,</c> <c>;</c> <c>|</c> <c>tab</c>, <c>::</c> or <c>space</c> (any white space).</param>
/// <param name="Encoding">Any name .NET knows, such as <c>cp949</c> or <c>utf-8</c>.</param>
/// <param name="Header">Whether the first line names the columns.</param>
/// <param name="Ragged">Lines may have more fields than the first: each is a list, such as a basket.</param>
public sealed record TableDialect(string? Delimiter = null, string? Encoding = null, bool? Header = null, bool Ragged = false);

/// <summary>
/// A file of rows and columns held in memory for an analysis: delimited or white-space separated, packed with gzip or plain, UTF-8, UTF-16, CP949 or Windows-1252, with a line
/// of names or without. Blank lines are passed over; a line with fewer fields than there are columns is empty in the rest.
/// </summary>
public sealed class DelimitedTable
{
    private const string Space = "space", Colons = "::";
    private byte[] _bytes = new byte[1 << 16];
    private int[] _ends = new int[1 << 12];
    private int _cells;
    private readonly List<int> _firstCells = [0];
    private readonly List<int> _lines = [];

    private DelimitedTable(string file, string encoding, string delimiter) => (File, Encoding, Delimiter) = (file, encoding, delimiter);

    /// <summary>Name of the file, for messages.</summary>
    public string File { get; }

    /// <summary>The encoding that was found or said; <c>ascii</c> where nothing else was met.</summary>
    public string Encoding { get; private set; }

    /// <summary>The delimiter that was found or said: a character, <c>tab</c> or <c>space</c>.</summary>
    public string Delimiter { get; }

    /// <summary>Names of the columns; null where the first line is data already.</summary>
    public IReadOnlyList<string>? Header { get; private set; }

    /// <summary>How many columns there are: as many as the first line has fields, or as the longest where lines are ragged.</summary>
    public int Columns { get; private set; }

    /// <summary>How many rows of data there are.</summary>
    public int Rows => _lines.Count;

    /// <summary>The line of the file, counted from 1, where a row begins.</summary>
    public int Line(int row) => _lines[row];

    /// <summary>How many fields a row has.</summary>
    public int Fields(int row) => _firstCells[row + 1] - _firstCells[row];

    /// <summary>A field as UTF-8, without quotes and white space around it; empty where the row has none there.</summary>
    public ReadOnlyMemory<byte> Cell(int row, int column)
    {
        var cell = _firstCells[row] + column;
        if (cell >= _firstCells[row + 1]) return default;
        var start = cell == 0 ? 0 : _ends[cell - 1];
        return _bytes.AsMemory(start, _ends[cell] - start);
    }

    /// <summary>A field as text.</summary>
    public string Text(int row, int column) => System.Text.Encoding.UTF8.GetString(Cell(row, column).Span);

    /// <summary>The columns of a file that is read whole.</summary>
    /// <exception cref="Refused">There is no such file, it is empty, no text, packed and damaged, or a line of it cannot be read; the message says what to do.</exception>
    public static DelimitedTable Read(string path, TableDialect? dialect = null)
    {
        dialect ??= new();
        var (how, name) = FindDialect(path, dialect);
        using var text = new Utf8Text(SourceFile.Unpack(SourceFile.Open(path)), dialect.Encoding);
        using var reader = new RecordReader(name switch { Space => new Respaced(text), Colons => new Recoloned(text), _ => text }, how);
        var table = new DelimitedTable(Path.GetFileName(path), text.Name, name);
        table.Fill(reader, dialect.Ragged);
        table.Encoding = text.Name;
        table.TakeHeader(dialect.Header);
        var named = table.Header?.Count ?? table.Fields(0);
        if (!dialect.Ragged && table.Rows > 0 && table.Columns > named) throw table.TooMany(table.Line(Math.Min(table.Header is null ? 1 : 0, table.Rows - 1)), table.Columns, named);
        return table.Rows > 0 ? table : throw new Refused("file_without_rows", "file", new($"{table.File}: 열 이름 줄만 있고 자료가 없어요.", $"{table.File}: there is a line of column names, and no row of data below it."));
    }

    private static (Dialect, string Name) FindDialect(string path, TableDialect asked)
    {
        using var text = new Utf8Text(SourceFile.Unpack(SourceFile.Open(path)), asked.Encoding);
        var sample = new byte[1 << 17];
        var length = text.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        // What is cut off in the middle of a line would count as a line of fewer fields.
        var whole = length == sample.Length ? sample.AsSpan(0, length).LastIndexOf((byte)'\n') + 1 : length;
        sample = sample[..(whole == 0 ? length : whole)];
        if (IsMarkup(sample)) throw new Refused("file_is_markup", "file", new(
            "웹 페이지나 JSON, XML 파일이에요. 표를 CSV(쉼표로 분리)로 저장해 주세요.", "This is a web page, JSON or XML. Save the table as CSV."));
        var newline = sample.AsSpan().Contains((byte)'\n') || !sample.AsSpan().Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        var spaced = new Dialect((byte)'\t', newline);
        if (asked.Delimiter is Space or "whitespace" or " " or "blank") return (spaced, Space);
        if (asked.Delimiter is Colons) return (spaced, Colons);
        if (asked.Delimiter is { } said) return Named(Dialect.Of(sample, said));
        try
        {
            return Named(Dialect.Of(sample));
        }
        catch (Refused refused) when (refused.Rule == "file_one_column")
        {
            // Words in sentences have blanks between them too: only columns that all lines have are columns.
            return Alike(new Recoloned(new MemoryStream(sample))) ? (spaced, Colons) : Alike(new Respaced(new MemoryStream(sample))) ? (spaced, Space) : Named(new Dialect((byte)',', newline));
        }
        static (Dialect, string) Named(Dialect dialect) => (dialect, dialect.Name);

        bool Alike(Stream made)
        {
            using var reader = new RecordReader(made, spaced);
            var (columns, alike, lines) = (0, 0, 0);
            while (lines < 200 && reader.Read())
            {
                if (lines++ == 0) columns = reader.Count;
                if (reader.Count == columns) alike++;
            }
            return columns > 1 && alike == lines;
        }
    }

    private static bool IsMarkup(ReadOnlySpan<byte> sample)
    {
        var begin = System.Text.Encoding.ASCII.GetString(sample[..Math.Min(sample.Length, 200)]).TrimStart(' ', '\r', '\n', '\t', '?').Replace(" ", "", StringComparison.Ordinal);
        return begin.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || begin.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || begin.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)
            || begin.StartsWith("[{\"", StringComparison.Ordinal) || begin.StartsWith("{\"", StringComparison.Ordinal);
    }

    private void Fill(RecordReader reader, bool ragged)
    {
        while (reader.Read())
        {
            if (reader.Fault != RecordFault.None) throw Broken(reader);
            var count = reader.Count;
            if (_firstCells.Count == 1) Columns = count;
            if (!ragged) while (count > Columns && reader[count - 1].IsEmpty) count--;
            // The second line may have one more: the number of a row, as statistics programs write it, has no name.
            if (count > Columns + (_firstCells.Count == 2 ? 1 : 0) && !ragged) throw TooMany(reader.Line, count, Columns);
            Columns = Math.Max(Columns, count);
            for (var i = 0; i < count; i++) Add(reader[i]);
            _lines.Add((int)Math.Min(reader.Line, int.MaxValue));
            _firstCells.Add(_cells);
        }
        if (_lines.Count == 0) throw SourceFile.Empty();
    }

    private void Add(ReadOnlySpan<byte> value)
    {
        var start = _cells == 0 ? 0 : _ends[_cells - 1];
        if (start + (long)value.Length > Array.MaxLength)
            throw new Refused("file_too_large", "file", new($"{File}: 2GB가 넘는 자료는 한 번에 분석할 수 없어요. 필요한 열만 남겨 주세요.", $"{File} holds more than 2 GB: leave out the columns that are not needed."));
        if (_bytes.Length < start + value.Length) Array.Resize(ref _bytes, (int)Math.Min(Math.Max(_bytes.Length * 2L, start + (long)value.Length), Array.MaxLength));
        if (_cells == _ends.Length) Array.Resize(ref _ends, _cells * 2);
        value.CopyTo(_bytes.AsSpan(start));
        _ends[_cells++] = start + value.Length;
    }

    private Refused TooMany(long line, int count, int first) => new("line_too_long", "file", new(
        $"{File} {line}번째 줄에 칸이 {count}개 있는데, 첫 줄에는 {first}개예요. 구분자({Delimiter})가 맞는지, 쉼표가 든 값이 따옴표로 싸여 있는지 확인해 주세요.",
        $"{File}, line {line} has {count} fields, the first line {first}. Is '{Delimiter}' the delimiter (--delimiter), and are values with it in quotes?"));

    private Refused Broken(RecordReader reader) => new("line_unreadable", "file", reader.Fault switch
    {
        RecordFault.OpenQuote => new($"{File} {reader.Line}번째 줄의 따옴표가 닫히지 않았어요. 그 줄을 고쳐 주세요.", $"{File}, line {reader.Line}: a quote is opened and never closed. Correct the line."),
        RecordFault.BrokenQuote => new($"{File} {reader.Line}번째 줄에서 닫는 따옴표 뒤에 다른 글자가 있어요. 그 줄을 고쳐 주세요.", $"{File}, line {reader.Line}: something follows a closing quote. Correct the line."),
        RecordFault.TooLong => new($"{File} {reader.Line}번째 줄이 너무 길어요. 표로 된 파일인지 확인해 주세요.", $"{File}, line {reader.Line} is too long. Is this a table?"),
        _ => new($"{File} {reader.Line}번째 줄에 읽을 수 없는 글자가 있어요. --encoding으로 인코딩(utf-8, cp949)을 적어 주세요.", $"{File}, line {reader.Line} has bytes that are no text. Name the encoding with --encoding (utf-8, cp949)."),
    });

    /// <summary>
    /// The first line names the columns where none of its fields is a number or a date and no name comes twice, unless numbers or dates below prove that it does. A name that comes
    /// again gets the number of its column behind it.
    /// </summary>
    private void TakeHeader(bool? said)
    {
        var names = Enumerable.Range(0, Fields(0)).Select(i => Text(0, i)).ToList();
        var different = names.Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count(n => n.Length > 0);
        if (!(said ?? (names.All(IsName) && (Rows == 1 ? names.Count > 1 && different : different || Enumerable.Range(0, Math.Min(Fields(0), Fields(1))).Any(i => !IsName(Text(1, i))))))) return;
        var met = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
            if (names[i].Length > 0 && !met.Add(names[i])) names[i] = $"{names[i]} ({i + 1})";
        // A line number in front of each row has no name.
        if (Rows > 1 && Columns == names.Count + 1 && Enumerable.Range(1, Rows - 1).All(row => Fields(row) == Columns)) names.Insert(0, "");
        Header = names;
        _lines.RemoveAt(0);
        _firstCells.RemoveAt(0);
    }

    private static bool IsName(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return !default(LooseNumber).Read(bytes, out _) && !default(LooseDay).Read(bytes, out _) && !new LooseDay(true).Read(bytes, out _);
    }
}
