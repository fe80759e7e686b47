using System.Reflection;
using Dangol.Platform;
using Xunit.Sdk;
using Xunit.v3;

namespace Dangol.Tests;

/// <summary>Runs a theory once on SQLite and once on PostgreSQL, each on a real database of its own.</summary>
public sealed class EveryEngineAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<Engine>(Engine.Sqlite), new TheoryDataRow<Engine>(Engine.Postgres)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
