namespace Dangol.DuckDb;

/// <summary>What a database may use of the machine. Extensions are never installed or loaded by themselves, whatever is set here.</summary>
public sealed record DuckSettings
{
    /// <summary>Memory in MiB before DuckDB spills to <see cref="TempDirectory"/>; null leaves DuckDB's 80 % of the machine.</summary>
    public int? MemoryLimitMb { get; init; }

    /// <summary>Threads for all connections together; null leaves one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Where to spill; null leaves the file's own <c>.tmp</c> folder (an in-memory database then spills to <c>.tmp</c> of the working folder).</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Opens the file for reading only: several processes can.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Statements may read and write other files (CSV, Parquet, ATTACH, COPY); off where statements come from afar.</summary>
    public bool OtherFiles { get; init; } = true;
}
