using System.CommandLine;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>
/// The file that a model is tried on, and its columns: named by an option (by name or by number from 1), or found by the names that such a column usually has. Names are compared without case,
/// blanks and marks: Customer ID, customer_id and CustomerID are one, and 금액(원) is 금액.
/// </summary>
internal sealed class DataFile
{
    private static readonly Option<string?> Delimiter = new("--delimiter") { Description = "Between two fields: , ; | tab or space (found where none is given).", HelpName = "CHARACTER" };
    private static readonly Option<string?> Encoding = new("--encoding") { Description = "Forces an encoding, such as cp949.", HelpName = "NAME" };
    private static readonly Option<string?> Header = new("--header") { Description = "Whether the first line names the columns: yes, no (found where none is given).", HelpName = "yes|no" };
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "A table as text, delimited or white-space separated, also .gz." };

    private DataFile(DelimitedTable table, double seconds) => (Table, Seconds) = (table, seconds);

    public DelimitedTable Table { get; }

    /// <summary>How long reading took.</summary>
    public double Seconds { get; }

    /// <summary>A command on one file: its argument and the options about how the file is written come with it.</summary>
    public static Command Command(string name, string description, Func<DataFile, ParseResult, Place, object?> run, params Option[] options) =>
        Command(name, description, ragged: false, run, options);

    /// <summary>The same; where lines are ragged, each is a list of its own length.</summary>
    public static Command Command(string name, string description, bool ragged, Func<DataFile, ParseResult, Place, object?> run, params Option[] options) =>
        Commands.Of(name, description, (parsed, place, _) => Task.FromResult(Run(Open(parsed, ragged), parsed, place, run)), [File, .. options, Delimiter, Encoding, Header]);

    /// <summary>A fault of the program's own on a file that nobody thought of is said like a refusal, with what to report; it is no reader's business where in the program it arose.</summary>
    private static object? Run(DataFile file, ParseResult parsed, Place place, Func<DataFile, ParseResult, Place, object?> run)
    {
        try
        {
            return run(file, parsed, place);
        }
        catch (AggregateException several) when (several.InnerException is Refused refused)
        {
            ExceptionDispatchInfo.Throw(refused);
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or ArithmeticException or IndexOutOfRangeException or AggregateException or KeyNotFoundException or NullReferenceException)
        {
            var what = (fault as AggregateException)?.InnerException ?? fault;
            throw new Refused("model_failed", "file", new(
                $"{file.Table.File} 파일을 분석하다가 프로그램의 잘못으로 멈췄어요({what.GetType().Name}: {what.Message}). 이 글과 파일의 앞부분을 알려 주시면 고칠게요.",
                $"The program failed on {file.Table.File} by a fault of its own ({what.GetType().Name}: {what.Message}). Please report this with the first lines of the file."));
        }
    }

    /// <summary>An option that names a column.</summary>
    public static Option<string?> Column(string name, string description) => new(name) { Description = description + " (name, or number from 1).", HelpName = "COLUMN" };

    /// <summary>The columns' names, or their numbers from 1.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Table.Columns).Select(i => new DelimitedColumn(Table, i).Name);

    /// <summary>Every column.</summary>
    public IEnumerable<DelimitedColumn> All => Enumerable.Range(0, Table.Columns).Select(i => new DelimitedColumn(Table, i));

    /// <summary>The column that was named, else one that is called so, else none.</summary>
    /// <param name="named">What the option says, or null.</param>
    /// <param name="usual">Names that such a column usually has, the likeliest first.</param>
    /// <exception cref="Refused">A column was named and is not there.</exception>
    public DelimitedColumn? Find(string? named, params string[] usual)
    {
        if (named is not null) return At(named) ?? throw Absent(named);
        return usual.Select(ByName).Concat(usual.Select(ByBareName)).OfType<int>().Select(i => new DelimitedColumn(Table, i)).FirstOrDefault();
    }

    /// <summary>The column of dates: the one that was named, else one that is called so, else the only one in which dates stand.</summary>
    public DelimitedColumn? FindDate(string? named, params string[] usual)
    {
        if (Find(named, usual) is { } found) return found;
        var dates = All.Where(c => c.IsDate).Take(2).ToList();
        return dates.Count == 1 ? dates[0] : null;
    }

    /// <summary>The same, where there must be one.</summary>
    /// <param name="option">The option that names it, for the message.</param>
    /// <param name="named">What the option says, or null.</param>
    /// <param name="usual">Names that such a column usually has.</param>
    /// <exception cref="Refused">There is none.</exception>
    public DelimitedColumn Need(string option, string? named, params string[] usual) => Find(named, usual) ?? throw Unknown(option);

    /// <summary>The refusal where no column is known to be what is wanted.</summary>
    public Refused Unknown(string option) => new("column_missing", option, new(
        $"{Table.File}에서 {option} 열을 찾지 못했어요. '{option} 열이름'이나 '{option} 번호'로 알려 주세요. 있는 열: {Listed()}",
        $"{Table.File} has no column that is known to be {option}. Name it with '{option} NAME' or '{option} NUMBER'. Its columns: {Listed()}"));

    /// <summary>Columns named in one option, with commas between them.</summary>
    public IReadOnlyList<DelimitedColumn> List(string named) =>
        [.. named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => At(name) ?? throw Absent(name))];

    /// <summary>Another file that is written alike.</summary>
    public static DataFile Other(ParseResult parsed, FileInfo file) => Open(parsed, ragged: true, file);

    private static DataFile Open(ParseResult parsed, bool ragged, FileInfo? other = null)
    {
        var began = Stopwatch.GetTimestamp();
        bool? header = parsed.GetValue(Header)?.ToLowerInvariant() switch
        {
            null => null,
            "yes" or "true" or "1" => true,
            "no" or "false" or "0" => false,
            var said => throw new Refused("header_unknown", "--header", new($"--header에는 yes나 no를 적어 주세요: {said}", $"--header is yes or no, not {said}.")),
        };
        var table = DelimitedTable.Read((other ?? parsed.GetValue(File)!).FullName, new(parsed.GetValue(Delimiter), parsed.GetValue(Encoding), header, ragged));
        return new(table, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private DelimitedColumn? At(string named) =>
        ByName(named) is { } index ? new(Table, index)
        : int.TryParse(named, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= Table.Columns ? new(Table, number - 1)
        : null;

    private int? ByName(string name)
    {
        if (Table.Header is not { } header) return null;
        for (var i = 0; i < header.Count; i++) if (header[i] == name) return i;
        var wanted = Folded(name);
        for (var i = 0; i < header.Count; i++) if (Folded(header[i]) == wanted) return i;
        return null;
    }

    /// <summary>A name without what stands in brackets behind it: 금액(원), Price [KRW].</summary>
    private int? ByBareName(string name)
    {
        if (Table.Header is not { } header) return null;
        var wanted = Folded(name);
        for (var i = 0; i < header.Count; i++) if (header[i].IndexOfAny(['(', '[']) is > 0 and var end && Folded(header[i][..end]) == wanted) return i;
        return null;
    }

    private Refused Absent(string named) => new("column_unknown", named, new(
        $"{Table.File}에 '{named}' 열이 없어요. 있는 열: {Listed()}", $"{Table.File} has no column '{named}'. Its columns: {Listed()}"));

    private string Listed() => string.Join(", ", Names.Take(40).Select((name, i) => Table.Header is null ? name : $"{i + 1} {name}"));

    private static string Folded(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)) is { Length: > 0 } folded ? folded : name;
}
