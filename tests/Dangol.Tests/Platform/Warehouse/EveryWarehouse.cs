using System.Reflection;
using Dangol.Platform;
using Xunit.Sdk;
using Xunit.v3;

namespace Dangol.Tests;

/// <summary>Where a company keeps its rows and where it asks: the three profiles.</summary>
public enum Profile
{
    Embedded,
    Server,
    Cluster,
}

/// <summary>Runs a theory once for each profile.</summary>
public sealed class EveryWarehouseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Profile>().Select(profile => new TheoryDataRow<Profile>(profile))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>A company with a small warehouse over notes and ticks.</summary>
internal static class NotesWarehouse
{
    public static readonly WarehouseTable Notes = WarehouseTable.Dimension("dim_notes", "notes n")
        .Key("note_id", WarehouseType.Id, "n.id").Column("title", WarehouseType.Text, "n.title").Column("code", WarehouseType.Text, "n.code").Column("size", WarehouseType.Long, "n.size")
        .Column("half", WarehouseType.Double, "n.size * 0.5").Column("is_large", WarehouseType.Bool, "n.size > 10").Column("due", WarehouseType.Date, "n.due")
        .Column("created_at", WarehouseType.Instant, "n.created_at").LoadedBy("note", "note_id");

    public static readonly WarehouseTable Ticks = WarehouseTable.Fact("fact_ticks", "ticks t left join notes n on n.id = t.note_id")
        .Key("note_id", WarehouseType.Id, "t.note_id").Key("no", WarehouseType.Int, "t.no").Column("value", WarehouseType.Long, "t.value").Column("code", WarehouseType.Text, "n.code")
        .Where("t.value >= 0").LoadedByChunksOf("tick", "t").LoadedBy("note", "note_id");

    public static Task<TestCompany> Open(Profile profile, params WarehouseTable[] tables) => TestCompany.Open(profile == Profile.Embedded ? Engine.Sqlite : Engine.Postgres, services =>
    {
        NotesModule.AddNotes(services);
        services.AddWarehouse(tables is [] ? [Notes, Ticks] : tables);
    }, new OneMoment(), warehouseInPostgres: profile == Profile.Cluster);

    /// <summary>Loads all that was written before.</summary>
    public static async Task<WarehouseLoad> Load(TestCompany company)
    {
        await company.Settled();
        return await company.Company.Warehouse.LoadNew();
    }

    /// <summary>So that companies on two engines hold the same rows to the last bit; timers run on.</summary>
    private sealed class OneMoment : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 3, 4, 5, 678, TimeSpan.Zero);
    }
}
