namespace Dangol.Platform;

/// <summary>The operational databases that Dangol runs on; every database test runs on both.</summary>
public enum Engine { Sqlite, Postgres }
