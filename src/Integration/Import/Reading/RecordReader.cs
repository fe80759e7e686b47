using System.Text;
using System.Text.Unicode;

namespace Dangol.Integration;

/// <summary>What is wrong with a whole record, before its fields are looked at.</summary>
internal enum RecordFault
{
    None,

    /// <summary>A quote that is opened is never closed, at least not within <see cref="RecordReader.Longest"/> bytes.</summary>
    OpenQuote,

    /// <summary>Something other than a delimiter follows a closing quote.</summary>
    BrokenQuote,

    /// <summary>Bytes that are no text in the file's encoding.</summary>
    Unreadable,

    /// <summary>A line of more than <see cref="RecordReader.Longest"/> bytes.</summary>
    TooLong,
}

/// <summary>
/// Splits UTF-8 text into records and fields as RFC 4180 has it, in constant memory, and knows the physical line where each record begins. It is our own
/// because a quote that is never closed must cost one line and not, as with the ready-made parser, everything behind it: the reader takes up again at the
/// next line. </summary>
internal sealed class RecordReader : IDisposable
{
    /// <summary>No record is longer, in bytes.</summary>
    public const int Longest = 1 << 20;

    private readonly Stream _text;
    private readonly byte _delimiter, _newline;
    private byte[] _buffer = new byte[1 << 17];
    private byte[] _unquoted = new byte[1 << 10];
    private (int Start, int Length, bool Unquoted)[] _fields = new (int, int, bool)[32];
    private int _from, _to, _next, _rawLength, _unquotedLength;
    private long _nextLine = 1;
    private bool _ended, _restOfLine;

    public RecordReader(Stream text, Dialect dialect)
    {
        (_text, _delimiter, _newline) = (text, dialect.Delimiter, dialect.Newline);
        for (var i = 0; i < dialect.SkippedLines; i++) SkipLine();
    }

    /// <summary>The physical line, counted from 1, where the record begins.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the record has; 0 where it has a fault.</summary>
    public int Count { get; private set; }

    public RecordFault Fault { get; private set; }

    /// <summary>How many empty lines were passed over.</summary>
    public long BlankLines { get; private set; }

    /// <summary>Physical lines read so far.</summary>
    public long Lines => _nextLine - 1;

    /// <summary>A field without its quotes and the white space around it. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var (start, length, unquoted) = _fields[field];
            return (unquoted ? _unquoted : _buffer).AsSpan(start, length).Trim(" \t\r"u8);
        }
    }

    /// <summary>The record as it stands in the file, without its line end. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_from, _rawLength).TrimEnd((byte)'\r');

    /// <summary>Goes to the next record that is not empty; false at the end of the file.</summary>
    public bool Read()
    {
        if (_restOfLine) SkipLine();
        _restOfLine = false;
        while (true)
        {
            (_from, Line, Count, Fault, _unquotedLength) = (_next, _nextLine, 0, RecordFault.None, 0);
            var length = LineLength();
            if (length < 0) return false;
            var line = _buffer.AsSpan(_from, length);
            if (Fault == RecordFault.TooLong)
            {
                (_rawLength, _next, _restOfLine) = (1000, _to, true);
                return true;
            }
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                BlankLines++;
                Take(length, lines: 1);
                continue;
            }
            if (line.Contains((byte)'"')) SplitQuoted(length);
            else Split(line);
            if (Fault == RecordFault.None && !Readable(Raw)) (Fault, Count) = (RecordFault.Unreadable, 0);
            return true;
        }
    }

    public void Dispose() => _text.Dispose();

    /// <summary>Brings the whole physical line into the buffer and gives its length; -1 at the end of the file.</summary>
    private int LineLength()
    {
        for (var searched = 0; ;)
        {
            var rest = _buffer.AsSpan(_from, _to - _from);
            var end = rest[searched..].IndexOf(_newline);
            if (end >= 0) return searched + end;
            if (_ended) return rest.IsEmpty ? -1 : rest.Length;
            searched = rest.Length;
            if (searched < Longest) Fill();
            else Fault = RecordFault.TooLong;
            if (Fault != RecordFault.None) return searched;
        }
    }

    private void Split(ReadOnlySpan<byte> line)
    {
        var at = 0;
        for (int length; (length = line[at..].IndexOf(_delimiter)) >= 0; at += length + 1) Add(_from + at, length);
        Add(_from + at, line.Length - at);
        Take(line.Length, lines: 1);
    }

    private void SplitQuoted(int firstLine)
    {
        while (true)
        {
            (Count, _unquotedLength) = (0, 0);
            var (step, end, lines) = TryQuoted();
            if (step == Step.Done)
            {
                Take(end - _from, lines);
                return;
            }
            if (step == Step.Starved && !_ended && _to - _from < Longest)
            {
                Fill();
                continue;
            }
            (Fault, Count) = (step == Step.Broken ? RecordFault.BrokenQuote : RecordFault.OpenQuote, 0);
            Take(firstLine, lines: 1);
            return;
        }
    }

    private enum Step { Done, Starved, Broken }

    private (Step Step, int End, int Lines) TryQuoted()
    {
        var lines = 1;
        for (var at = _from; ; at++)
        {
            var open = at;
            while (open < _to && _buffer[open] == ' ') open++;
            if (open >= _to || _buffer[open] != '"')
            {
                var length = _buffer.AsSpan(at, _to - at).IndexOfAny(_delimiter, _newline);
                if (length < 0 && !_ended) return (Step.Starved, 0, 0);
                if (length < 0) length = _to - at;
                Add(at, length);
                at += length;
            }
            else
            {
                var close = ClosingQuote(open + 1, out var doubled);
                if (close < 0) return (Step.Starved, 0, 0);
                var content = _buffer.AsSpan(open + 1, close - open - 1);
                lines += content.Count(_newline);
                if (doubled) AddUndoubled(content);
                else Add(open + 1, content.Length);
                at = close + 1;
                while (at < _to && (_buffer[at] == ' ' || (_buffer[at] == '\r' && _newline != '\r'))) at++;
                if (at >= _to && !_ended) return (Step.Starved, 0, 0);
            }
            if (at >= _to || _buffer[at] == _newline) return (Step.Done, at, lines);
            if (_buffer[at] != _delimiter) return (Step.Broken, 0, 0);
        }
    }

    private int ClosingQuote(int from, out bool doubled)
    {
        doubled = false;
        while (true)
        {
            var distance = _buffer.AsSpan(from, _to - from).IndexOf((byte)'"');
            var quote = from + distance;
            if (distance < 0 || (quote + 1 >= _to && !_ended)) return -1;
            if (quote + 1 >= _to || _buffer[quote + 1] != '"') return quote;
            doubled = true;
            from = quote + 2;
        }
    }

    private void Add(int start, int length, bool unquoted = false)
    {
        if (Count == _fields.Length) Array.Resize(ref _fields, Count * 2);
        _fields[Count++] = (start, length, unquoted);
    }

    private void AddUndoubled(ReadOnlySpan<byte> content)
    {
        if (_unquoted.Length < _unquotedLength + content.Length) Array.Resize(ref _unquoted, (_unquotedLength + content.Length) * 2);
        var start = _unquotedLength;
        for (var i = 0; i < content.Length; i++)
        {
            _unquoted[_unquotedLength++] = content[i];
            if (content[i] == '"') i++;
        }
        Add(start, _unquotedLength - start, unquoted: true);
    }

    private static bool Readable(ReadOnlySpan<byte> raw) =>
        !raw.Contains((byte)0) && (Ascii.IsValid(raw) || (Utf8.IsValid(raw) && raw.IndexOf("\uFFFD"u8) < 0));

    private void Take(int length, int lines)
    {
        _rawLength = length;
        _next = Math.Min(_from + length + 1, _to);
        _nextLine += lines;
    }

    private void SkipLine()
    {
        while (true)
        {
            _from = _next;
            var end = _buffer.AsSpan(_from, _to - _from).IndexOf(_newline);
            _next = end < 0 ? _to : _from + end + 1;
            if (end >= 0 || _ended) break;
            _from = _next;
            Fill();
        }
        _nextLine++;
    }

    /// <summary>Moves what is not yet taken to the front, makes room where the record fills the buffer, and reads on until the buffer is full.</summary>
    private void Fill()
    {
        var kept = _to - _from;
        if (_from > 0) _buffer.AsSpan(_from, kept).CopyTo(_buffer);
        else if (_to == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        (_from, _to, _next) = (0, kept, Math.Max(0, _next - _from));
        var read = _text.ReadAtLeast(_buffer.AsSpan(_to), _buffer.Length - _to, throwOnEndOfStream: false);
        _to += read;
        _ended = _to < _buffer.Length;
    }
}
