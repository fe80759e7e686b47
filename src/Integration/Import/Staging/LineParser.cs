using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// Reads one record into the fields of a sales line: text made alike, numbers, moment, what its own fields already say against it, and the hash of its
/// content. One object is used for all lines; what it gives is valid until the next record.
/// </summary>
internal sealed class LineParser(Columns columns, SalesMapping mapping, Moments moments)
{
    private static readonly int[] LongestText = [64, 64, 2000, 0, 0, 0, 64, 200, 200, 500];
    private static readonly SalesField[] TextFields =
        [SalesField.Invoice, SalesField.Product, SalesField.Description, SalesField.Customer, SalesField.Country, SalesField.Channel, SalesField.Category];

    private readonly Numbers _numbers = new(mapping.Numbers);
    private readonly CodeBook _codes = new(mapping.Codes);
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(mapping.Cancellation.InvoicePrefix ?? "");
    private readonly byte[][] _nobody = [.. mapping.Customer.Nobody.Select(Encoding.UTF8.GetBytes)];
    private readonly long _priceLimit = (long)Int128.Min(long.MaxValue, (Int128)mapping.Limits.UnitPrice * 1_000_000);
    private readonly (int Start, int Length)[] _texts = new (int, int)[SalesFields.Count];

    /// <summary>Texts, numbers and moment one after the other, in the form that is hashed. Each text is followed by 0x1F, which no text may hold.</summary>
    private readonly byte[] _content = new byte[16_384];
    private int _length;

    public long Flags { get; private set; }
    public long? Quantity { get; private set; }
    public long? UnitPrice { get; private set; }
    public long? Amount { get; private set; }

    /// <summary>Microseconds since 1970, UTC.</summary>
    public long? At { get; private set; }

    /// <summary>Business date in days since 1970.</summary>
    public int? Day { get; private set; }

    public CodeKind Kind { get; private set; }
    public bool Cancels { get; private set; }

    public ReadOnlySpan<byte> Text(SalesField field) => _content.AsSpan(_texts[(int)field].Start, _texts[(int)field].Length);

    /// <summary>
    /// Hash of everything that the line says; equal lines have equal hashes. It is the beginning of SHA-256 for good: keys are kept for ever, and with a quicker hash
    /// a source could craft two lines that count as one. It costs less than half a microsecond a line.
    /// </summary>
    public Guid Content()
    {
        var end = _length;
        BinaryPrimitives.WriteInt64LittleEndian(_content.AsSpan(end), Quantity!.Value);
        BinaryPrimitives.WriteInt64LittleEndian(_content.AsSpan(end + 8), UnitPrice!.Value);
        BinaryPrimitives.WriteInt64LittleEndian(_content.AsSpan(end + 16), At!.Value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_content.AsSpan(0, end + 24), hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Reads a record.</summary>
    /// <returns>False where every field is empty: such a line is as good as blank.</returns>
    public bool Parse(RecordReader record)
    {
        (Flags, Quantity, UnitPrice, Amount, At, Day, Kind, Cancels, _length) = (0, null, null, null, null, null, CodeKind.Product, false, 0);
        Array.Clear(_texts);
        Flags = record.Fault switch
        {
            RecordFault.Unreadable => Reasons.UnreadableText.Flag,
            RecordFault.OpenQuote => Reasons.OpenQuote.Flag,
            RecordFault.BrokenQuote => Reasons.BrokenQuote.Flag,
            RecordFault.TooLong => Reasons.LineTooLong.Flag,
            _ => 0,
        };
        if (Flags != 0) return true;
        var (filled, surplus) = (false, false);
        for (var i = 0; i < record.Count; i++)
        {
            if (record[i].IsEmpty) continue;
            filled = true;
            surplus |= i >= columns.Count;
        }
        if (!filled) return false;
        if (record.Count < columns.Count || surplus) Flags = Reasons.ColumnsWrong.Flag;
        else ReadFields(record);
        return true;
    }

    private void ReadFields(RecordReader record)
    {
        foreach (var field in TextFields) ReadText(field, Field(record, field));
        if (Text(SalesField.Invoice).IsEmpty) Flags |= Reasons.InvoiceMissing.Flag;
        if (Text(SalesField.Product).IsEmpty) Flags |= Reasons.ProductMissing.Flag;
        Kind = _codes.KindOf(Text(SalesField.Product));
        if (Kind == CodeKind.Test) Flags |= Reasons.TestLine.Flag;
        ReadMoment(Field(record, SalesField.At));
        ReadQuantity(Field(record, SalesField.Quantity));
        ReadPrice(Field(record, SalesField.UnitPrice));
        if (Quantity is not { } quantity || UnitPrice is not { } price) return;
        SetAmount(quantity, price);
        var prefixed = _prefix.Length > 0 && StartsWithPrefix(Text(SalesField.Invoice));
        if (prefixed && quantity > 0) Flags |= Reasons.CancellationPositive.Flag;
        Cancels = prefixed || (mapping.Cancellation.NegativeQuantity && quantity < 0 && (price > 0 || !Text(SalesField.Customer).IsEmpty));
    }

    private ReadOnlySpan<byte> Field(RecordReader record, SalesField field) => columns.Has(field) ? record[columns.Of[(int)field]] : default;

    private void ReadText(SalesField field, ReadOnlySpan<byte> text)
    {
        var target = _content.AsSpan(_length);
        if (field == SalesField.Customer) text = CustomerNumber(text);
        var upper = field == SalesField.Product && mapping.Product.UpperCase;
        var (length, longest) = (text.Length, LongestText[(int)field]);
        if (text.Contains((byte)0x1F)) (length, Flags) = (0, Flags | Reasons.UnreadableText.Flag);
        else if (!Ascii.IsValid(text)) length = ReadForeign(text, upper, longest, target);
        else if (length > longest) (length, Flags) = (0, Flags | Reasons.TextTooLong.Flag);
        else if (upper) Ascii.ToUpper(text, target, out _);
        else text.CopyTo(target);
        _texts[(int)field] = (_length, length);
        _length += length;
        _content[_length++] = 0x1F;
    }

    private int ReadForeign(ReadOnlySpan<byte> text, bool upper, int longest, Span<byte> target)
    {
        var composed = Encoding.UTF8.GetString(text).Normalize(NormalizationForm.FormC);
        if (upper) composed = composed.ToUpperInvariant();
        if (composed.Length <= longest) return Encoding.UTF8.GetBytes(composed, target);
        Flags |= Reasons.TextTooLong.Flag;
        return 0;
    }

    private ReadOnlySpan<byte> CustomerNumber(ReadOnlySpan<byte> text)
    {
        foreach (var nobody in _nobody) if (text.SequenceEqual(nobody)) return default;
        if (!mapping.Customer.DropDecimalZeros) return text;
        var point = text.IndexOf((byte)'.');
        return point > 0 && !text[..point].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !text[(point + 1)..].ContainsAnyExcept((byte)'0')
            ? text[..point]
            : text;
    }

    private void ReadMoment(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            Flags |= Reasons.DateMissing.Flag;
            return;
        }
        var read = moments.Read(text, out var micros, out var day);
        if (read == MomentRead.Ok) (At, Day) = (micros, day);
        else Flags |= (read switch
        {
            MomentRead.TooEarly => Reasons.DateTooEarly,
            MomentRead.InFuture => Reasons.DateInFuture,
            _ => Reasons.DateWrong,
        }).Flag;
    }

    private void ReadQuantity(ReadOnlySpan<byte> text)
    {
        var read = _numbers.Whole(text, out var number);
        if (read == NumberRead.Ok && Math.Abs(number) > mapping.Limits.Quantity) read = NumberRead.TooLarge;
        if (read == NumberRead.Ok) Quantity = number;
        else Flags |= (read switch
        {
            NumberRead.TooLarge => Reasons.QuantityTooLarge,
            NumberRead.Rounded => Reasons.QuantityNotWhole,
            _ => text.IsEmpty ? Reasons.QuantityMissing : Reasons.QuantityWrong,
        }).Flag;
    }

    private void ReadPrice(ReadOnlySpan<byte> text)
    {
        var read = _numbers.Micros(text, out var micros);
        if (read is NumberRead.Ok or NumberRead.Rounded && Math.Abs(micros) > _priceLimit) read = NumberRead.TooLarge;
        if (read is NumberRead.Ok or NumberRead.Rounded) UnitPrice = micros;
        if (read == NumberRead.Ok) return;
        Flags |= (read switch
        {
            NumberRead.Rounded => Reasons.PriceRounded,
            NumberRead.TooLarge => Reasons.PriceTooLarge,
            _ => text.IsEmpty ? Reasons.PriceMissing : Reasons.PriceWrong,
        }).Flag;
    }

    private void SetAmount(long quantity, long price)
    {
        try
        {
            Amount = Money.OfLine(quantity, price, mapping.Currency).Minor;
        }
        catch (OverflowException)
        {
            Flags |= Reasons.AmountTooLarge.Flag;
        }
    }

    private bool StartsWithPrefix(ReadOnlySpan<byte> invoice) =>
        invoice.Length >= _prefix.Length && Ascii.EqualsIgnoreCase(invoice[.._prefix.Length], _prefix);
}
