using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dangol.Platform;

/// <summary>
/// SQLite's C calls for a row's values, without the safe handle that ADO.NET's layer takes for each of them (50 ns a call; a rebuild makes hundreds of millions).
/// The values belong to the row that was stepped to last, on a connection that nobody else uses meanwhile.
/// </summary>
internal static unsafe partial class SqliteValues
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_column_value"), SuppressGCTransition]
    public static partial nint Of(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_type"), SuppressGCTransition]
    public static partial int Type(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_int64"), SuppressGCTransition]
    public static partial long Long(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_double"), SuppressGCTransition]
    public static partial double Double(nint value);

    /// <summary>A blob, or the UTF-8 of a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Bytes(nint value)
    {
        var start = Blob(value);
        return new(start, Length(value));
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_value_blob"), SuppressGCTransition]
    private static partial byte* Blob(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_bytes"), SuppressGCTransition]
    private static partial int Length(nint value);
}
