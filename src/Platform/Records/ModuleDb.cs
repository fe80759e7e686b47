using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dangol.Platform;

/// <summary>
/// The tables of one module, for its verbs; opened only by <see cref="Change.Open{T}"/>. Names are snake_case; on SQLite keys are big-endian blobs, instants
/// milliseconds, days ISO text.
/// </summary>
public abstract class ModuleDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>The module's own declared types.</summary>
    protected virtual IEnumerable<DeclaredType> Types => DeclaredType.In(GetType().Assembly);

    /// <summary>Maps the declared types by their declarations.</summary>
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var type in Types) type.MapTo(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Names.Snake(property.Name));
    }

    /// <summary>How the engines store what they have no common type for.</summary>
    protected sealed override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (!Database.IsSqlite()) return;
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBytes>();
        configurationBuilder.Properties<DateTime>().HaveConversion<Milliseconds>();
        configurationBuilder.Properties<DateOnly>().HaveConversion<IsoDay>();
    }

    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

    private sealed class Milliseconds() : ValueConverter<DateTime, long>(
        at => (at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond,
        ms => DateTime.UnixEpoch.AddMilliseconds(ms));

    private sealed class IsoDay() : ValueConverter<DateOnly, string>(
        day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));
}

/// <summary>Every declared type in one read-only model, so that a list can join, sort and filter by what it refers to.</summary>
public sealed class RecordsDb(DbContextOptions options, Declarations declarations) : ModuleDb(options)
{
    /// <inheritdoc/>
    protected override IEnumerable<DeclaredType> Types => declarations.All;

    internal Declarations Declarations => declarations;

    internal Reading? Reading { get; set; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Reading is not null) await Reading.DisposeAsync();
    }

    internal string Declared => declarations.Classes;
}
