using Microsoft.EntityFrameworkCore;

namespace Dangol.Sales;

internal sealed class SalesDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Lead> Leads => Set<Lead>();
    public DbSet<Opportunity> Opportunities => Set<Opportunity>();
    public DbSet<Pipeline> Pipelines => Set<Pipeline>();
    public DbSet<Stage> Stages => Set<Stage>();
}
