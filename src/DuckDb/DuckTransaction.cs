namespace Dangol.DuckDb;

/// <summary>A transaction on one connection; it is rolled back unless committed.</summary>
public sealed class DuckTransaction : IDisposable
{
    private readonly DuckConnection _connection;
    private bool _open;

    internal DuckTransaction(DuckConnection connection, bool readOnly)
    {
        _connection = connection;
        connection.Execute(readOnly ? "BEGIN TRANSACTION READ ONLY" : "BEGIN TRANSACTION");
        _open = true;
    }

    /// <summary>Makes everything since the beginning durable and visible at once.</summary>
    public void Commit()
    {
        _open = false;
        _connection.Execute("COMMIT");
    }

    /// <summary>Takes everything since the beginning back.</summary>
    public void Rollback()
    {
        if (!_open) return;
        _open = false;
        _connection.Execute("ROLLBACK");
    }

    /// <summary>Rolls back what was not committed.</summary>
    public void Dispose() => Rollback();
}
