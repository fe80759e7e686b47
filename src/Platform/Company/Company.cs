namespace Dangol.Platform;

/// <summary>
/// Where a company's stores are: its folder, and a PostgreSQL connection string where it has outgrown the embedded database. The warehouse is a DuckDB file in the
/// folder unless it too shall be in PostgreSQL.
/// </summary>
public sealed record CompanyPlace(string Folder, string? Postgres = null, int? Seed = null, bool WarehouseInPostgres = false)
{
    /// <summary>Makes a folder for a company's data where there is none. Databases, exports and keys lie there: nobody else on the machine reads it; one that is there already stays as its owner made it.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder)) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>
/// One company with its own stores, keys and settings. Everything that is per company hangs on this; nothing static holds a company's data, and no query can
/// cross two companies, since they share no store.
/// </summary>
public sealed class Company
{
    private Company(CompanyPlace place, Store store, TimeProvider clock, Declarations declarations, IReadOnlyList<WarehouseTable> warehouse)
    {
        (Place, Store, Clock, Declarations) = (place, store, clock, declarations);
        Ids = new Ids(clock, place.Seed);
        Epoch = new JournalEpoch();
        Writes = new Writes(store, declarations, Ids, clock, Epoch) { BusinessDate = BusinessDate };
        Keys = CompanyKeys.In(place.Folder);
        PersonalLog = new PersonalLog(Writes, Ids, BusinessDate, clock);
        Access = new AccessRules(store, declarations, () => Today);
        Warehouse = Warehouse.Of(place, store, Epoch, warehouse, clock);
    }

    /// <summary>Where its stores are.</summary>
    public CompanyPlace Place { get; }

    /// <summary>The operational database.</summary>
    public Store Store { get; }

    /// <summary>The only way to write to it.</summary>
    public Writes Writes { get; }

    /// <summary>Its keys.</summary>
    public Ids Ids { get; }

    /// <summary>Now.</summary>
    public TimeProvider Clock { get; }

    /// <summary>All nouns.</summary>
    public Declarations Declarations { get; }

    /// <summary>Who saw whose personal data.</summary>
    public PersonalLog PersonalLog { get; }

    /// <summary>What its people may do.</summary>
    public AccessRules Access { get; }

    /// <summary>The journal's epoch.</summary>
    public JournalEpoch Epoch { get; }

    /// <summary>The analytical store, fed from the journal.</summary>
    public Warehouse Warehouse { get; }

    /// <summary>The secrets with which tokens are signed and cookies sealed.</summary>
    public CompanyKeys Keys { get; }

    /// <summary>Name, zone, currency, public address: asked at the first start. Until then the Korean defaults.</summary>
    public CompanyProfile Profile { get; private set; } = CompanyProfile.Unasked();

    /// <summary>The calendar day on which an instant falls in the company's zone.</summary>
    public DateOnly BusinessDate(DateTime instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(instant, DateTimeKind.Utc), Profile.TimeZone));

    /// <summary>Today in the company's zone.</summary>
    public DateOnly Today => BusinessDate(Clock.GetUtcNow().UtcDateTime);

    /// <summary>Opens a company: makes or upgrades its schema, reads its settings.</summary>
    public static async Task<Company> Open(CompanyPlace place, Declarations declarations, IEnumerable<SchemaSet> schema, IEnumerable<WarehouseTable> warehouse, TimeProvider clock,
        CancellationToken cancel = default)
    {
        CompanyPlace.Make(place.Folder);
        foreach (var table in warehouse) table.Check(declarations);
        var store = Store.Open(place.Folder, place.Postgres, clock);
        try
        {
            await new SchemaRunner(store, schema, clock).Run(cancel);
            var company = new Company(place, store, clock, declarations, [.. warehouse]);
            await company.Epoch.Read(store, cancel);
            await company.ReadProfile(cancel);
            return company;
        }
        catch { await store.Close(); throw; }
    }

    /// <summary>Reads the settings anew, after they were changed here or on another node.</summary>
    public async Task ReadProfile(CancellationToken cancel = default)
    {
        await using var read = await Store.Read(cancel);
        Profile = await CompanyProfile.Read(read, cancel) ?? CompanyProfile.Unasked();
    }

    /// <summary>Finishes what is being written and ends the connections.</summary>
    public async ValueTask Close()
    {
        await PersonalLog.DisposeAsync();
        await Warehouse.Close();
        await Store.Close();
    }
}
