using System.Text;
using Dangol.DuckDb;

namespace Dangol.Integration;

/// <summary>
/// The accepted lines of a judged file in the order in which they are applied: by the invoice's moment, invoice number and source line, so that an
/// invoice's lines stand together. Streamed; read values before the next <see cref="Read"/>, and run nothing else on the staging's connection meanwhile.
/// The order is the same at every reading, so an interrupted application goes on after the <see cref="Ordinal"/> that its checkpoint has.
/// </summary>
internal sealed class JudgedLines : IDisposable
{
    private readonly DuckResult _result;
    private readonly Remembered _invoice = new(), _customer = new(), _country = new(), _channel = new();
    private int _row = -1;
    private bool _any;

    /// <param name="staging">A judged staging file.</param>
    /// <param name="after">How many lines to pass over: those that are applied already.</param>
    /// <param name="newOnly">Leaves out those that the main store has already.</param>
    /// <param name="cancel">Stops the reading.</param>
    public JudgedLines(SalesStaging staging, long after = 0, bool newOnly = false, CancellationToken cancel = default)
    {
        Ordinal = after;
        _result = staging.Connection.Stream(
            $"""
            SELECT line_no, line_key, flags, type, kind, known, invoice, sold_at, business_date, customer, country, channel, product, quantity, unit_price, amount
            FROM judged WHERE line_key IS NOT NULL {(newOnly ? "AND NOT known" : "")} ORDER BY sold_at, invoice, line_no {(after > 0 ? $"OFFSET {after}" : "")}
            """, null, cancel);
    }

    /// <summary>The line's place in the order, from 1: what a checkpoint keeps.</summary>
    public long Ordinal { get; private set; }

    /// <summary>Whether a line has been read, and is the current one unless all are.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether the last line has been passed.</summary>
    public bool Ended => Begun && !_any;

    /// <summary>Whether an invoice begins with this line. After a resumption it may have begun before.</summary>
    public bool BeginsInvoice { get; private set; }

    /// <summary>Physical line in the source file.</summary>
    public long SourceLine => Chunk.Column<long>(0)[_row];

    /// <summary>The line's key at its source: the same content as the same how-manieth equal line of its invoice has the same key in every file.</summary>
    public Guid Key => Chunk.Guid(1, _row);

    /// <summary>Its reasons (<see cref="Reasons.Of"/>).</summary>
    public long Flags => Chunk.Column<long>(2)[_row];

    public LineType Type => (LineType)Chunk.Column<sbyte>(3)[_row];

    public CodeKind Kind => (CodeKind)Chunk.Column<sbyte>(4)[_row];

    /// <summary>Whether the main store was said to have it: such a line changes nothing.</summary>
    public bool Known => Chunk.Bool(5, _row);

    public string Invoice => _invoice.Text!;

    /// <summary>The invoice's moment, UTC.</summary>
    public DateTime SoldAt => Chunk.Instant(7, _row);

    public DateOnly BusinessDate => Chunk.Date(8, _row);

    /// <summary>The customer's number at the source; null for nobody.</summary>
    public string? Customer => _customer.Text;

    public string? Country => _country.Text;

    public string? Channel => _channel.Text;

    public string Product => Chunk.String(12, _row)!;

    /// <summary>Pieces; negative for what comes back.</summary>
    public long Quantity => Chunk.Column<long>(13)[_row];

    /// <summary>In 10⁻⁶ of the currency's unit.</summary>
    public long UnitPrice => Chunk.Column<long>(14)[_row];

    /// <summary>Quantity times unit price, rounded once, in minor units.</summary>
    public long Amount => Chunk.Column<long>(15)[_row];

    /// <summary>Goes to the next line; false after the last.</summary>
    public bool Read()
    {
        Begun = true;
        if (++_row >= Chunk.Count || !_any)
        {
            _row = 0;
            _any = _result.Next();
            if (!_any) return false;
        }
        Ordinal++;
        BeginsInvoice = _invoice.Take(Chunk, 6, _row);
        _customer.Take(Chunk, 9, _row);
        _country.Take(Chunk, 10, _row);
        _channel.Take(Chunk, 11, _row);
        return true;
    }

    public void Dispose() => _result.Dispose();

    private DuckChunk Chunk => _result.Chunk;

    /// <summary>A text that neighbouring lines mostly share is made only once.</summary>
    private sealed class Remembered
    {
        private byte[] _bytes = [];
        private bool _taken;

        public string? Text { get; private set; }

        public bool Take(DuckChunk chunk, int column, int row)
        {
            var bytes = chunk.Utf8(column, row);
            if (_taken && bytes.SequenceEqual(_bytes)) return false;
            _taken = true;
            _bytes = bytes.ToArray();
            Text = bytes.IsEmpty ? null : Encoding.UTF8.GetString(bytes);
            return true;
        }
    }
}
