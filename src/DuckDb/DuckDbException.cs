namespace Dangol.DuckDb;

/// <summary>DuckDB refused or failed; the message is DuckDB's own.</summary>
public class DuckDbException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>libduckdb is not there, or cannot be loaded, on this platform; the message says what brings it.</summary>
public sealed class DuckDbUnavailableException(string message, Exception? inner = null) : DuckDbException(message, inner);
