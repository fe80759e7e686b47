using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>A campaign from its first step to its result, as a marketer goes through it.</summary>
[Collection("Desk")]
public sealed class CampaignTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440), InlineData("en-GB", 390)]
    public async Task the_list_and_the_first_step_say_what_they_are_for(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        foreach (var path in new[] { "/campaigns", "/campaigns/new" })
        {
            await visitor.Page.GotoAsync(path);
            Assert.Equal(width, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty((await visitor.Page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations.Select(v => v.Help));
        }
    }

    [Fact]
    public async Task the_api_refuses_a_campaign_without_a_segment_with_the_rule_that_it_breaks()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/campaigns");
        var token = await visitor.Page.Locator("input[name=__RequestVerificationToken]").First.GetAttributeAsync("value");
        var answer = await visitor.Page.APIRequest.PostAsync("/api/v1/campaign", new()
        {
            Headers = [new("X-CSRF-TOKEN", token!)], DataObject = new { name = "봄 쿠폰", channel = "letter", segment = Guid.NewGuid() },
        });
        Assert.Equal(422, answer.Status);
        Assert.Equal("segment_unknown", (await answer.JsonAsync())!.Value.GetProperty("rule").GetString());
    }
}
