using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dangol.Platform;

/// <summary>
/// The statements that a reading connection of SQLite keeps ready: planning a list's question takes longer than answering it from an index. PostgreSQL's driver does
/// the same by itself.
/// </summary>
internal sealed class Statements(SqliteConnection connection) : IAsyncDisposable
{
    /// <summary>What has more parameters is not kept.</summary>
    public const int MostArgs = 24;

    private const int Most = 128;
    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    /// <summary>A statement of that text that nobody uses, with its parameters bound.</summary>
    public DbCommand Take(string sql, (string Name, object? Value)[] args)
    {
        if (_idle.Remove(sql, out var known) && IsFor(known, args))
        {
            for (var i = 0; i < args.Length; i++) known.Parameters[i].Value = Session.Bound(Engine.Sqlite, args[i].Value);
            return known;
        }
        known?.Dispose();
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in args) command.Parameters.Add(new SqliteParameter(name, Session.Bound(Engine.Sqlite, value)));
        return command;
    }

    /// <summary>Keeps a statement that has answered. One that failed is to be disposed of instead.</summary>
    public void GiveBack(DbCommand command)
    {
        // Where each question is another one, as with trees of conditions, what is kept must not grow with them.
        if (_idle.Count >= Most) Clear();
        if (!_idle.TryAdd(command.CommandText, (SqliteCommand)command)) command.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Clear();
        return Connection.DisposeAsync();
    }

    private void Clear()
    {
        foreach (var command in _idle.Values) command.Dispose();
        _idle.Clear();
    }

    private static bool IsFor(SqliteCommand command, (string Name, object? Value)[] args)
    {
        if (command.Parameters.Count != args.Length) return false;
        for (var i = 0; i < args.Length; i++)
            if (command.Parameters[i].ParameterName != args[i].Name) return false;
        return true;
    }
}
