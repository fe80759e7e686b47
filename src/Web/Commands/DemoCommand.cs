using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>demo</c>: a sample company, made at the first start, and the product serving it.</summary>
internal static class DemoCommand
{
    private const string Email = "admin@example.com";

    public static Command Make()
    {
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one.", DefaultValueFactory = _ => ServeCommand.DefaultPort };
        var customers = new Option<int>("--customers") { Description = "Size of the sample company: 2000, 100000 or 1000000.", DefaultValueFactory = _ => 2_000, HelpName = "N" };
        return Commands.Of("demo", "Fill a sample company at the first start, and serve it.", (parsed, place, cancel) =>
            ServeCommand.Run(place, new IPEndPoint(IPAddress.Loopback, parsed.GetValue(port)), null, cancel,
                site => Fill(site, place, parsed.GetValue(port), parsed.GetValue(customers), cancel)), port, customers);
    }

    /// <summary>Answers the questions of the first start and brings the sample in; an interrupted first start is gone on with.</summary>
    /// <returns>What to print beside the address: how to sign in.</returns>
    internal static async Task<string> Fill(WebApplication site, Place place, int port, int size, CancellationToken cancel)
    {
        if (size is < 100 or > 5_000_000)
            throw new Refused("size_wrong", "customers", new("예시 회사의 크기는 100에서 5,000,000 사이여야 해요.", "The sample company has between 100 and 5,000,000 customers."));
        var companies = site.Services.GetRequiredService<Companies>();
        var company = companies.Open[0];
        await using var scope = companies.Scope(company);
        var password = await Password(place, cancel);
        if (!company.Profile.Answered)
            await scope.ServiceProvider.GetRequiredService<SetUp>().Run(Actor.Operator, new(SampleCompany.Name.Ko, "Asia/Seoul", "KRW", PublicAddress(port), "김단골", Email, password), cancel);
        await Job(site, company, scope.ServiceProvider, IntegrationModule.LoadSampleJob, new { customers = size }, cancel);
        await Job(site, company, scope.ServiceProvider, LoopModule.Job, null, cancel);
        return $"로그인 · Sign in   {Email}   {password}";
    }

    /// <summary>Links in mail lead here. A port that is free by chance is another one next time, so the usual one stands for it until somebody says better.</summary>
    private static string PublicAddress(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{(port == 0 ? ServeCommand.DefaultPort : port)}");

    /// <summary>Runs a job of the first start here and now, unless it has been done.</summary>
    private static async Task Job(WebApplication site, Company company, IServiceProvider services, string kind, object? arguments, CancellationToken cancel)
    {
        var (jobs, runner) = (services.GetRequiredService<Jobs>(), site.Services.GetRequiredService<JobRunner>());
        var known = await jobs.Furthest(kind, cancel);
        if (known is { State: JobState.Succeeded }) return;
        var id = known is { EndedAt: null } ? known.Id : await jobs.Start(Actor.Operator, kind, arguments, cancel);
        using var said = new Timer(_ => Console.Error.Write("."), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await runner.RunNext(company, id, cancel);
        if (await jobs.Find(id, cancel) is { State: JobState.Failed, Error: { } why }) throw new Refused("demo_failed", null, why);
    }

    private static async Task<string> Password(Place place, CancellationToken cancel)
    {
        var file = Path.Combine(place.Data.FullName, "demo-password");
        if (File.Exists(file)) return (await File.ReadAllTextAsync(file, cancel)).Trim();
        var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetInt32(1000, 10_000).ToString(CultureInfo.InvariantCulture)));
        await File.WriteAllTextAsync(file, password, cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return password;
    }
}
