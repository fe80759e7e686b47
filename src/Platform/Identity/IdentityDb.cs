using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>The declared tables of Platform itself: people who sign in, and what the company says of itself.</summary>
internal sealed class IdentityDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<CompanyProfile> Profiles => Set<CompanyProfile>();

    protected override IEnumerable<DeclaredType> Types => [new UserType(), new CompanyProfileType()];
}
