using System.Text.Json;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class UndoImportTests
{
    private const string Sales = """
        주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가
        A1,P1,원두,1,2026-10-01 10:00:00,12000,C1,대한민국
        A2,P1,원두,2,2026-10-02 10:00:00,12000,C2,대한민국
        """;

    [Theory, EveryEngine]
    public async Task what_came_in_with_a_file_goes_back_in_the_background_and_can_come_in_again(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var file = Path.Combine(site.Company.Place.Folder, "sales.csv");
        await File.WriteAllTextAsync(file, Sales);
        var id = await Bring();
        Assert.Equal(2, await site.Count("select count(*) from customers"));

        var browser = await site.SignedIn();
        var page = await browser.Get($"/imports/{id}");
        Assert.Equal(303, (await browser.Submit(page, $"/imports/{id}/undo")).Code);
        await Ended(id, "undone");
        Assert.Equal(0, await site.Count("select (select count(*) from customers) + (select count(*) from orders) + (select count(*) from order_lines)"));
        Assert.Contains("되돌렸어요", (await browser.Get($"/imports/{id}")).Words, StringComparison.Ordinal);
        // Twice, or by a page that is out of date: it says that there is nothing to take back, and does nothing.
        Assert.Equal(409, (await browser.Submit(page, $"/imports/{id}/undo")).Code);
        Assert.Equal(1, await site.Count("select count(*) from jobs where kind = 'undo_import'"));

        var again = await Bring();
        Assert.Equal(2, await site.Count("select count(*) from customers"));
        // By program; this file brought nothing new, so nothing is there to go back.
        var known = await Bring();
        Assert.Equal(202, (await browser.PostJson($"/api/v1/import/{known}/undo", "{}", page)).Code);
        await Ended(known, "undone");
        Assert.Equal(2, await site.Count("select count(*) from customers"));
        Assert.Equal("done", JsonDocument.Parse((await browser.Get($"/api/v1/import/{again}")).Body).RootElement.GetProperty("state").GetString());

        async Task<Guid> Bring()
        {
            var import = (await site.Do<Imports, (Guid Import, Guid Job)>(imports => imports.Ask(Actor.System, file, "sales.csv", null, "shop", null, null))).Import;
            await Ended(import, "done");
            return import;
        }

        Task Ended(Guid import, string state) => Until.True(async () => await site.Count("select count(*) from imports where id = @id and state = @state", ("id", import), ("state", state)) == 1, $"the import is {state}");
    }

    [Theory, EveryEngine]
    public async Task a_file_whose_records_a_later_one_needs_goes_back_in_part_and_wholly_when_that_is_gone(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var (older, later) = (await Bring(Sales), await Bring(Sales.Replace("A1,", "B1,", StringComparison.Ordinal)));
        var page = await Undo(older, "left");
        Assert.Contains("다른 파일이나 사람이 그 뒤에 쓴 기록은 남겨", page.Words, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (await site.Count("select count(*) from customers"), await site.Count("select count(*) from products"), await site.Count("select count(*) from orders")));
        await Undo(later, "undone");
        await Undo(older, "undone");
        Assert.Equal(0, await site.Count("select (select count(*) from customers) + (select count(*) from products) + (select count(*) from orders)"));

        async Task<Guid> Bring(string text)
        {
            var file = Path.Combine(site.Company.Place.Folder, $"{Guid.NewGuid():N}.csv");
            await File.WriteAllTextAsync(file, text);
            var import = (await site.Do<Imports, (Guid Import, Guid Job)>(imports => imports.Ask(Actor.System, file, "sales.csv", null, "shop", null, null))).Import;
            await Stands(import, "done");
            return import;
        }

        async Task<TestPage> Undo(Guid import, string then)
        {
            Assert.Equal(303, (await browser.Submit(await browser.Get($"/imports/{import}"), $"/imports/{import}/undo")).Code);
            await Stands(import, then);
            return await browser.Get($"/imports/{import}");
        }

        Task Stands(Guid import, string state) => Until.True(async () => await site.Count("select count(*) from imports where id = @id and state = @state", ("id", import), ("state", state)) == 1, $"the import is {state}");
    }
}
