using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class CompaniesTests
{
    [Theory, EveryEngine]
    public async Task two_companies_in_one_process_find_nothing_of_each_other(Engine engine)
    {
        await using var first = await TestCompany.Open(engine, NotesModule.AddNotes);
        var companies = first.Services.GetRequiredService<Companies>();
        var folder = Directory.CreateTempSubdirectory("dangol-second-").FullName;
        var second = await companies.OpenAt(new CompanyPlace(folder, engine == Engine.Postgres ? await PostgresCluster.NewDatabase(first.Services) : null));
        await WritesTests.New(first, n => (n.Title, n.Code) = ("ours", "A"));

        await using (var scope = companies.Scope(second))
        {
            var services = scope.ServiceProvider;
            Assert.Same(second, services.GetRequiredService<Company>());
            await using (var read = await services.GetRequiredService<Store>().Read()) Assert.Equal(0, await read.Number("select count(*) from notes", default));
            await second.Writes.Run(Actor.System, new("시험", "A test"), async change =>
            {
                change.Open<NotesDb>().Add(new Note { Title = "theirs", Code = "A" });
                await change.Save();
            });
            await first.Settled();
            Assert.Single(await services.GetRequiredService<JournalFeed>().After(JournalPosition.Start, 10));
            Assert.NotEqual(first.Company.Keys.Seal("p", "x"), second.Keys.Seal("p", "x"));
            Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<CompanyScope>().Enter(first.Company));
        }
        Assert.Equal(1, await first.Count("select count(*) from notes where title = 'ours'"));
        await second.Close();
        Directory.Delete(folder, recursive: true);
    }
}
