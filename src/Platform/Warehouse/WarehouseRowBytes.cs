using System.Buffers.Binary;
using System.Text;

namespace Dangol.Platform;

/// <summary>A row as bytes that mean the same on both engines: a mark for empty, then a fixed width or a length and UTF-8.</summary>
internal sealed class WarehouseRowBytes(IReadOnlyList<WarehouseColumn> columns)
{
    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Of(WarehouseRow row)
    {
        _length = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            var isNull = row.IsNull(i);
            Take(1)[0] = isNull ? (byte)0 : (byte)1;
            if (!isNull) Write(row, i, columns[i].Type);
        }
        return _buffer.AsSpan(0, _length);
    }

    private void Write(WarehouseRow row, int column, WarehouseType type)
    {
        switch (type)
        {
            case WarehouseType.Id:
                row.Id(column).TryWriteBytes(Take(16), bigEndian: true, out _);
                break;
            case WarehouseType.Text:
                var text = row.Text(column)!;
                var bytes = Encoding.UTF8.GetByteCount(text);
                BinaryPrimitives.WriteInt32BigEndian(Take(4), bytes);
                Encoding.UTF8.GetBytes(text, Take(bytes));
                break;
            case WarehouseType.Long or WarehouseType.Int:
                BinaryPrimitives.WriteInt64BigEndian(Take(8), row.Long(column));
                break;
            case WarehouseType.Double:
                BinaryPrimitives.WriteDoubleBigEndian(Take(8), row.Double(column));
                break;
            case WarehouseType.Bool:
                Take(1)[0] = row.Bool(column) ? (byte)1 : (byte)0;
                break;
            case WarehouseType.Date:
                BinaryPrimitives.WriteInt32BigEndian(Take(4), row.Date(column).DayNumber);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(Take(8), row.Instant(column).Ticks);
                break;
        }
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
