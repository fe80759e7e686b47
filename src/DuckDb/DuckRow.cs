namespace Dangol.DuckDb;

/// <summary>
/// One row of a small result, for reports: the same object for every row, so take values out, never keep it. Reading NULL by a method that cannot give
/// it throws.
/// </summary>
public sealed class DuckRow
{
    private readonly DuckResult _result;

    internal DuckRow(DuckResult result) => _result = result;

    internal int Index { get; set; }

    /// <summary>How many columns.</summary>
    public int Count => _result.Columns.Count;

    /// <summary>The position of a column by its name.</summary>
    public int Ordinal(string name) => _result.Ordinal(name);

    /// <summary>Whether the value is NULL.</summary>
    public bool IsNull(int column) => _result.Chunk.IsNull(column, Index);

    /// <summary>A whole number.</summary>
    public long Long(int column) => _result.Chunk.Long(Present(column), Index);

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A floating-point number.</summary>
    public double Double(int column) => _result.Chunk.Double(Present(column), Index);

    /// <summary>An exact number.</summary>
    public decimal Decimal(int column) => _result.Chunk.Decimal(Present(column), Index);

    /// <summary>A truth value.</summary>
    public bool Bool(int column) => _result.Chunk.Bool(Present(column), Index);

    /// <summary>Text; null where it is NULL.</summary>
    public string? String(int column) => _result.Chunk.String(column, Index);

    /// <summary>Bytes, copied; null where it is NULL.</summary>
    public byte[]? Bytes(int column) => IsNull(column) ? null : _result.Chunk.Utf8(column, Index).ToArray();

    /// <summary>A UUID.</summary>
    public Guid Guid(int column) => _result.Chunk.Guid(Present(column), Index);

    /// <summary>A date.</summary>
    public DateOnly Date(int column) => _result.Chunk.Date(Present(column), Index);

    /// <summary>A UTC instant.</summary>
    public DateTime Instant(int column) => _result.Chunk.Instant(Present(column), Index);

    private int Present(int column) =>
        IsNull(column) ? throw new DuckDbException($"column {_result.Columns[column].Name} is NULL here") : column;
}
