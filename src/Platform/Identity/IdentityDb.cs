using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>The declared tables of Platform itself: people who sign in and what they may do, and what the company says of itself.</summary>
internal sealed class IdentityDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<CompanyProfile> Profiles => Set<CompanyProfile>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<RoleAssignment> RoleAssignments => Set<RoleAssignment>();

    public DbSet<Team> Teams => Set<Team>();

    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();

    public DbSet<Share> Shares => Set<Share>();

    protected override IEnumerable<DeclaredType> Types => [new UserType(), new CompanyProfileType(), new RoleType(), new RoleAssignmentType(), new TeamType(), new TeamMemberType(), new ShareType()];
}
