using System.Text.RegularExpressions;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Dangol.Customers;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Tests;

/// <summary>What is reckoned from every customer is for those who see every customer: the warehouse knows of no reach.</summary>
public sealed partial class WholeTests
{
    [Theory, EveryEngine]
    public async Task who_sees_some_customers_gets_no_figure_list_or_example_of_all(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var marketer = await site.Person("marketer", team: await site.Team("서울 마케팅팀"));
        await Planted(site);
        var (browser, all) = (await site.SignedIn(marketer), await site.SignedIn());
        var segment = System.Text.Json.JsonDocument.Parse((await all.PostJson("/api/v1/segment", """{"name":"모두","tree":{"v":1,"tree":["eq",{"f":"country"},"KR"]}}""", await all.Get("/"))).Body).RootElement.GetProperty("id").GetGuid();
        Assert.Contains("순환 손님", (await browser.Get($"/segments/{segment}")).Body, StringComparison.Ordinal);
        Assert.Contains("최우수 고객", (await browser.Get("/")).Words, StringComparison.Ordinal);
        Assert.Contains("진행 중인 캠페인", (await browser.Get("/")).Words, StringComparison.Ordinal);
        await site.Grant("marketer", g => g.Grant("customer", ReachLevel.Team, Actions.View));

        var routes = Routes(site).ToList();
        Assert.True(routes.Count > 40, $"only {routes.Count} routes");
        var page = await browser.Get("/");
        var wrong = new List<string>();
        foreach (var (method, path) in routes)
        {
            var request = new HttpRequestMessage(new(method), Part().Replace(path, segment.ToString()));
            request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!);
            if (method != "GET") request.Content = path.StartsWith("/api/", StringComparison.Ordinal) ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
            var answer = await browser.Send(request);
            if (answer.Code != 403 || !answer.Body.Contains("고객 전체에서 계산한 내용", StringComparison.Ordinal)) wrong.Add($"{method} {path} → {answer.Code}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        // The first page has neither the groups nor what was sold, and no campaign.
        foreach (var word in new[] { "최우수 고객", "매출", "봄 캠페인" }) Assert.DoesNotContain(word, page.Words, StringComparison.Ordinal);
        // Of the loop they see what it is, and how far it has come with what they see.
        var loop = await browser.Get("/loop");
        Assert.Equal(200, loop.Code);
        Assert.Contains("전체를 볼 수 있는 사람에게만 보여요", loop.Words, StringComparison.Ordinal);
        // Nor can they turn it, which would leave refusals where the numbers stood.
        Assert.Contains("all_needed", (await browser.PostJson("/api/v1/loop", "", page)).Body, StringComparison.Ordinal);
        Assert.Equal(403, (await browser.Submit(loop, "/loop")).Code);
        Assert.DoesNotContain("\"rfm\"", (await browser.Get("/api/v1/loop")).Body, StringComparison.Ordinal);
        Assert.Contains("\"rfm\"", (await all.Get("/api/v1/loop")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("dim_customers", (await browser.Get("/loop/warehouse")).Words, StringComparison.Ordinal);
        Assert.Contains("dim_products", (await browser.Get("/loop/warehouse")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task the_warehouse_answers_whoever_sees_all_that_its_tables_tell_of(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await Planted(site);
        var warehouse = site.Company.Warehouse;
        Assert.True(warehouse.Tables.Count >= 8);
        Assert.All(warehouse.Tables, table => Assert.True(table.Tells is not null, $"{table.Name} doesn't say of whose records it tells"));
        var (seller, stranger) = (await site.ActorOf(await site.Person("seller")), await site.ActorOf(await site.Person(null)));
        Assert.Equal([1L], await warehouse.Ask(seller, "select count(*) from dim_customers", null, row => row.Long(0)));
        Assert.Equal([1L], await warehouse.Ask(stranger, "select count(*) from dim_products", null, row => row.Long(0)));
        foreach (var sql in new[] { "select count(*) from dim_customers", "select count(*) from DIM_CUSTOMERS", "select 1 from dim_products, fact_order_lines", "select count(*) from \"dim_customers\"" })
            Assert.Equal("all_needed", (await Assert.ThrowsAsync<Refused>(() => warehouse.Ask(stranger, sql, null, row => row.Long(0)))).Rule);
        // A key reaches no further than its scopes, whosever it is.
        var key = seller with { Rights = ScopedRights.Narrow(seller.Rights, """["order.view"]""") };
        Assert.Equal("all_needed", (await Assert.ThrowsAsync<Refused>(() => warehouse.Ask(key, "select count(*) from fact_order_lines", null, row => row.Long(0)))).Rule);
    }

    private static async Task Planted(TestSite site)
    {
        var today = site.Company.Today;
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var refs = await site.Do<CustomerIntake, IReadOnlyDictionary<string, CustomerRef>>(async intake => await intake.Resolve(change, "shop", [new("1") { Name = "순환 손님", Country = "KR" }], default));
            var product = (await site.Do<ProductIntake, IReadOnlyDictionary<string, Guid>>(async intake => await intake.Resolve(change, [new("P", "P")], default)))["P"];
            await site.Do<OrderIntake, bool>(async intake =>
            {
                await intake.Take(change, "shop", [.. Enumerable.Range(0, 2).Select(i => new IncomingOrder
                {
                    Number = $"O{i}", Kind = OrderKinds.Sale, Customer = refs["1"], Channel = "online", BusinessDate = today.AddDays(-40 * i), Currency = "KRW", At = today.AddDays(-40 * i).ToDateTime(new TimeOnly(3, 0), DateTimeKind.Utc),
                    Lines = [new(new Guid(i + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), product, LineKinds.Product, 1, 5_000 * 1_000_000L, 5_000)],
                })], default);
                return true;
            });
            return true;
        });
        await site.Do<RunLoop, IReadOnlyList<LoopLine>>(loop => loop.Run(Actor.System));
        var segment = await site.Do<SaveSegment, Guid>(save => save.Run(Actor.System, new("우리나라", TreeJson.Write(new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"))))));
        await site.Do<SaveCampaign, Guid>(save => save.Run(Actor.System, new() { Name = "봄 캠페인", Segment = segment, Channel = Channels.Call }));
    }

    private static IEnumerable<(string Method, string Path)> Routes(TestSite site) => ((IEndpointRouteBuilder)site.Site).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(r => (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Method: method, Path: "/" + r.RoutePattern.RawText!.Trim('/'))))
        .Where(r => r.Path.Trim('/').Split('/').Any(part => part is "segments" or "segment" or "campaigns" or "campaign") && r.Method != "DELETE" && !r.Path.EndsWith("/delete", StringComparison.Ordinal));

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Part();
}
