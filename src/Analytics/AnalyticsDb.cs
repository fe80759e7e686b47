using Microsoft.EntityFrameworkCore;

namespace Dangol.Analytics;

internal sealed class AnalyticsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<ScoreRun> ScoreRuns => Set<ScoreRun>();

    protected override IEnumerable<DeclaredType> Types => [new CustomerScoreType(), new ScoreRunType()];
}
