namespace Dangol.DuckDb;

/// <summary>DuckDB's column types, numbered as in its C header (<c>duckdb_type</c>).</summary>
public enum DuckType
{
    /// <summary>No type.</summary>
    Invalid = 0,
    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 1,
    /// <summary>8 bits, signed.</summary>
    TinyInt = 2,
    /// <summary>16 bits, signed.</summary>
    SmallInt = 3,
    /// <summary>32 bits, signed.</summary>
    Integer = 4,
    /// <summary>64 bits, signed.</summary>
    BigInt = 5,
    /// <summary>8 bits, unsigned.</summary>
    UTinyInt = 6,
    /// <summary>16 bits, unsigned.</summary>
    USmallInt = 7,
    /// <summary>32 bits, unsigned.</summary>
    UInteger = 8,
    /// <summary>64 bits, unsigned.</summary>
    UBigInt = 9,
    /// <summary>32-bit floating point.</summary>
    Float = 10,
    /// <summary>64-bit floating point.</summary>
    Double = 11,
    /// <summary>Microseconds since 1970-01-01, without a zone; Dangol keeps UTC in it.</summary>
    Timestamp = 12,
    /// <summary>Days since 1970-01-01.</summary>
    Date = 13,
    /// <summary>Microseconds since midnight.</summary>
    Time = 14,
    /// <summary>Months, days and microseconds.</summary>
    Interval = 15,
    /// <summary>128 bits, signed: what <c>sum</c> of whole numbers gives.</summary>
    HugeInt = 16,
    /// <summary>UTF-8 text.</summary>
    Varchar = 17,
    /// <summary>Bytes.</summary>
    Blob = 18,
    /// <summary>Whole number with a scale, 16 to 128 bits wide.</summary>
    Decimal = 19,
    /// <summary>Seconds since 1970-01-01.</summary>
    TimestampS = 20,
    /// <summary>Milliseconds since 1970-01-01.</summary>
    TimestampMs = 21,
    /// <summary>Nanoseconds since 1970-01-01.</summary>
    TimestampNs = 22,
    /// <summary>An index into a dictionary: cast it to VARCHAR to read it.</summary>
    Enum = 23,
    /// <summary>A list: unnest it to read it.</summary>
    List = 24,
    /// <summary>A struct: select its fields to read it.</summary>
    Struct = 25,
    /// <summary>A map: cast it to VARCHAR to read it.</summary>
    Map = 26,
    /// <summary>16 bytes, big-endian with the first bit turned.</summary>
    Uuid = 27,
    /// <summary>A union: cast it to VARCHAR to read it.</summary>
    Union = 28,
    /// <summary>A string of bits: cast it to VARCHAR to read it.</summary>
    Bit = 29,
    /// <summary>Time with a zone: cast it to VARCHAR to read it.</summary>
    TimeTz = 30,
    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    TimestampTz = 31,
    /// <summary>128 bits, unsigned.</summary>
    UHugeInt = 32,
    /// <summary>A list of fixed length: unnest it to read it.</summary>
    Array = 33,
    /// <summary>Any type: only in declarations.</summary>
    Any = 34,
    /// <summary>Any number of digits: cast it to VARCHAR to read it.</summary>
    BigNum = 35,
    /// <summary>The type of a bare NULL.</summary>
    SqlNull = 36,
}
