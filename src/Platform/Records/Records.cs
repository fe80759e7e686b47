using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Opens the read-only model of all declared types; ask it through <see cref="Reach.Of{T}"/>, which adds what the actor reaches.</summary>
public sealed class Records(Store store, Declarations declarations)
{
    /// <summary>A context on a reading connection; dispose it, which gives the connection back.</summary>
    public async Task<RecordsDb> Open(CancellationToken cancel = default)
    {
        var reading = await store.Read(cancel);
        var db = ModuleDbFactory<RecordsDb>.New(store, declarations);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        db.Join(reading);
        db.Reading = reading;
        return db;
    }
}
