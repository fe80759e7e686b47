using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>The companies that this process serves: one, until the tenants issue.</summary>
public sealed class Companies(IServiceProvider services, Declarations declarations, IEnumerable<SchemaSet> schema, IEnumerable<WarehouseTable> warehouse, TimeProvider clock)
{
    private volatile Company[] _open = [];

    /// <summary>Those that are open.</summary>
    public IReadOnlyList<Company> Open => _open;

    /// <summary>Opens a company's stores, making or upgrading them.</summary>
    public async Task<Company> OpenAt(CompanyPlace place, CancellationToken cancel = default)
    {
        var company = await Company.Open(place, declarations, schema, warehouse, clock, cancel);
        await FirstRoles.Ensure(company, services.GetServices<ReadyRights>(), cancel);
        lock (services) _open = [.. _open, company];
        return company;
    }

    /// <summary>A scope in which every service works for this company and no other.</summary>
    public AsyncServiceScope Scope(Company company)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CompanyScope>().Enter(company);
        return scope;
    }

    /// <summary>Closes all: what is being written is finished first.</summary>
    public async Task Close()
    {
        foreach (var company in _open) await company.Close();
        _open = [];
    }
}

/// <summary>Which company a scope works for; entered once, by the request or by whoever made the scope.</summary>
public sealed class CompanyScope
{
    private Company? _company;

    /// <summary>The company of this scope.</summary>
    public Company Company => _company ?? throw new InvalidOperationException("this scope has entered no company");

    /// <summary>Binds the scope to a company.</summary>
    public void Enter(Company company) =>
        _company = _company is null || _company == company ? company : throw new InvalidOperationException("a scope never changes its company");
}
