using System.Collections.Concurrent;
using System.Net;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dangol.Tests;

/// <summary>
/// The whole product in this process on a free port of this machine, with a fresh company on one engine. The questions of the first start are answered, unless
/// a test wants to see them.
/// </summary>
internal sealed class TestSite : IAsyncDisposable
{
    public const string Email = "minsu@example.com", Name = "김민수", Password = "봄에는 꽃이 핀다 2026";

    private readonly WebApplication _site;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _log;
    private readonly List<TestBrowser> _browsers = [];

    private TestSite(WebApplication site, string folder, Company company, ConcurrentQueue<string> log)
    {
        (_site, _folder, Company, _log) = (site, folder, company, log);
        Address = new(site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Company Company { get; }

    public Uri Address { get; }

    public WebApplication Site => _site;

    /// <summary>The first administrator; empty where nobody was made.</summary>
    public Guid Administrator { get; private set; }

    /// <summary>Warnings and errors that the product has logged.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Opens one with the services that <paramref name="also"/> and the routes that <paramref name="map"/> adds to the product.</summary>
    public static async Task<TestSite> Open(Engine engine, Action<IServiceCollection>? also = null, Action<IEndpointRouteBuilder>? map = null, TimeProvider? clock = null, bool answered = true,
        string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("dangol-site-").FullName;
        var log = new ConcurrentQueue<string>();
        var place = new Place(new DirectoryInfo(folder), null, Json: false);
        var site = Dangol.Web.Site.Build(place, new IPEndPoint(IPAddress.Loopback, 0), environment: null, services =>
        {
            if (clock is not null) services.AddSingleton(clock);
            services.AddLogging(logging => logging.ClearProviders().AddProvider(new Keeper(log)));
            also?.Invoke(services);
        });
        map?.Invoke(site);
        if (engine == Engine.Postgres) place = place with { Db = await PostgresCluster.NewDatabase(site.Services) };
        var company = await Dangol.Web.Site.Open(site.Services, place, default);
        await site.StartAsync();
        var opened = new TestSite(site, folder, company, log);
        if (answered) opened.Administrator = await opened.Do<SetUp, Guid>(setUp => setUp.Run(Actor.System, new("행복상회", "Asia/Seoul", "KRW", "https://crm.example.com", Name, Email, Password)));
        return opened;
    }

    /// <summary>Asks a service of the company, in a scope of its own.</summary>
    public async Task<TResult> Do<TService, TResult>(Func<TService, Task<TResult>> ask) where TService : notnull
    {
        await using var scope = _site.Services.GetRequiredService<Companies>().Scope(Company);
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>A browser in which nobody is signed in. <paramref name="from"/> is its address, such as 127.0.0.2.</summary>
    public TestBrowser Browser(string? from = null, string language = "ko")
    {
        var browser = new TestBrowser(Address, from, language);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>A browser in which somebody is signed in, the administrator unless another is named; without the slow check of a password.</summary>
    public async Task<TestBrowser> SignedIn(Guid? user = null, string language = "ko")
    {
        var browser = Browser(language: language);
        browser.Cookies.Add(new Cookie("dangol", await Do<Sessions, string>(s => s.Begin(user ?? Administrator, new("127.0.0.1", "a test"), default)), "/", Address.Host));
        return browser;
    }

    /// <summary>A whole number from the company's database.</summary>
    public async Task<long> Count(string sql, params (string, object?)[] args)
    {
        await using var read = await Company.Store.Read();
        return await read.Number(sql, CancellationToken.None, args);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers) browser.Dispose();
        await _site.StopAsync();
        await _site.Services.GetRequiredService<Companies>().Close();
        await _site.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Keeper(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }
}
