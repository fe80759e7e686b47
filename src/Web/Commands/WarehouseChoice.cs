using System.CommandLine;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>
/// Whether the warehouse is a DuckDB file in the folder, or a schema of the PostgreSQL database: said on the command line, else by the environment's
/// <c>DANGOL_WAREHOUSE</c>, else by a line <c>DANGOL_WAREHOUSE=…</c> in the file <c>settings</c> of the data folder. It is derived, so it may be changed at any time.
/// </summary>
internal static class WarehouseChoice
{
    public const string Variable = "DANGOL_WAREHOUSE", InFile = "duckdb", InPostgres = "postgres";

    public static Option<string?> Option()
    {
        var option = new Option<string?>("--warehouse")
        {
            Description = $"Where the warehouse is: a DuckDB file in the data folder (the default), or with --db a schema of that database. Also {Variable}=postgres in the environment or in the folder's file \"settings\".",
            Recursive = true, HelpName = $"{InFile}|{InPostgres}",
        };
        option.AcceptOnlyFromAmong(InFile, InPostgres);
        return option;
    }

    /// <summary>Is it in PostgreSQL?</summary>
    /// <exception cref="Refused"><c>warehouse_unknown</c>, <c>warehouse_needs_postgres</c>.</exception>
    public static bool IsInPostgres(Place place)
    {
        var chosen = place.Warehouse ?? Said(place);
        if (chosen is null or InFile) return false;
        if (chosen != InPostgres)
            throw new Refused("warehouse_unknown", "warehouse", new($"{Variable}는 {InFile} 또는 {InPostgres}예요.", $"{Variable} is {InFile} or {InPostgres}."));
        if (place.Db is null)
            throw new Refused("warehouse_needs_postgres", "warehouse", new("분석 저장소를 PostgreSQL에 두려면 --db로 데이터베이스를 알려 주세요.", "For a warehouse in PostgreSQL, name the database with --db."));
        return true;
    }

    private static string? Said(Place place)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return given;
        var file = Path.Combine(place.Data.FullName, "settings");
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.TrimStart().StartsWith(Variable + "=", StringComparison.OrdinalIgnoreCase)) : null;
        return line?[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim() is { Length: > 0 } written ? written : null;
    }
}
