using Microsoft.EntityFrameworkCore;

namespace Dangol.Customers;

internal sealed class CustomersDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<CustomerSource> Sources => Set<CustomerSource>();
    public DbSet<Consent> Consents => Set<Consent>();

    private static DeclaredType[] Activities => [new TodoType(), new CallType(), new MeetingType(), new MemoType()];

    protected override IEnumerable<DeclaredType> Types => [new CustomerType(), new CustomerSourceType(), new ConsentType(), new InteractionType(), new RelationshipType(), .. Activities];
}
