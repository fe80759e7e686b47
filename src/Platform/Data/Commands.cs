using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dangol.Platform;

#pragma warning disable RS0030 // The one place in which statements that write are carried out.

/// <summary>The banned calls that write, for Platform/Data alone.</summary>
internal static class Commands
{
    public static int Run(this DbCommand command) => command.ExecuteNonQuery();

    public static Task<int> RunAsync(this DbCommand command, CancellationToken cancel) => command.ExecuteNonQueryAsync(cancel);

    public static async Task<int> RunAsync(this DbConnection connection, string sql, CancellationToken cancel, DbTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public static Task<int> WriteRows(this DbContext db, CancellationToken cancel) => db.SaveChangesAsync(cancel);

    public static void Join(this DbContext db, Session session)
    {
        db.Database.SetDbConnection(session.Connection);
        if (session.Transaction is { } transaction) db.Database.UseTransaction(transaction);
        db.Database.AutoSavepointsEnabled = false;
    }
}
