[assembly: AssemblyFixture(typeof(Dangol.Tests.EndOfCluster))]

namespace Dangol.Tests;

/// <summary>Ends the cluster when the last test has: removing hundreds of databases takes longer than the runner lets a process take to exit.</summary>
public sealed class EndOfCluster : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => PostgresCluster.End();
}
