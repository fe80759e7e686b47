using Dangol.Platform;

namespace Dangol.Tests;

public sealed class SetUpTests
{
    private static readonly (string, string)[] Answers =
    [
        ("company", "행복상회"), ("zone", "Asia/Seoul"), ("currency", "KRW"), ("public_address", "https://crm.example.com/"), ("name", "김민수"), ("email", "minsu@example.com"), ("password", TestSite.Password),
    ];

    [Theory, EveryEngine]
    public async Task until_somebody_is_there_every_page_leads_to_the_first_start(Engine engine)
    {
        await using var site = await TestSite.Open(engine, answered: false);
        var browser = site.Browser();
        foreach (var path in new[] { "/", "/sign-in", "/settings/company", "/customers" }) Assert.Equal("/setup", (await browser.Get(path)).Location);
        Assert.Equal(200, (await browser.Get("/health/live")).Code);

        var form = await browser.Get("/setup");
        Assert.Equal("Asia/Seoul", form.Html.QuerySelector("input[name=zone]")!.GetAttribute("value"));
        Assert.Equal("KRW", form.Html.QuerySelector("input[name=currency]")!.GetAttribute("value"));
        var begun = await browser.Submit(form, "/setup", Answers);
        Assert.Equal((303, "/"), (begun.Code, begun.Location));
        var today = await browser.Get("/");
        Assert.Contains("김민수", today.Words, StringComparison.Ordinal);

        Assert.Equal(("행복상회", "https://crm.example.com"), (site.Company.Profile.Name, site.Company.Profile.PublicAddress));
        Assert.Equal(1, await site.Count("select count(*) from change_sets where final_en is not null"));
        Assert.Equal(0, await site.Count("select count(*) from journal where coalesce(after, '') || coalesce(personal, '') like '%password%'"));
        Assert.Equal("/sign-in", (await site.Browser().Get("/setup")).Location);
        Assert.NotEqual("/", (await browser.Submit(form, "/setup", Answers)).Location);
        Assert.Equal(1, await site.Count("select count(*) from users"));
    }

    [Theory, EveryEngine]
    public async Task of_two_who_answer_at_once_one_is_told_to_sign_in(Engine engine)
    {
        await using var site = await TestSite.Open(engine, answered: false);
        var (one, two) = (site.Browser(), site.Browser());
        var forms = await Task.WhenAll(one.Get("/setup"), two.Get("/setup"));
        var answers = await Task.WhenAll(one.Submit(forms[0], "/setup", Answers), two.Submit(forms[1], "/setup", [.. Answers.Where(a => a.Item1 != "email"), ("email", "other@example.com")]));
        Assert.Single(answers, a => a.Location == "/");
        Assert.Single(answers, a => a.Code == 409 || a.Location == "/sign-in");
        Assert.Equal(1, await site.Count("select count(*) from users"));
        Assert.Equal(1, await site.Count("select count(*) from company_profiles"));
    }

    [Theory]
    [InlineData("company", "", "회사 이름을 입력해 주세요")]
    [InlineData("zone", "Asia/Busan", "시간대를 찾을 수 없어요")]
    [InlineData("currency", "won", "세 글자 코드")]
    [InlineData("public_address", "crm", "https://로 시작")]
    [InlineData("name", "", "이름을 입력해 주세요")]
    [InlineData("email", "minsu", "이메일 주소를 확인")]
    [InlineData("password", "짧아요", "12자 이상")]
    [InlineData("password", "minsu@example.com", "이름이나 이메일과 다른")]
    [InlineData("password", "p@ssword12345", "널리 쓰여")]
    public async Task what_is_wrong_is_said_at_its_field_and_nothing_is_kept(string field, string value, string message)
    {
        await using var site = await TestSite.Open(Engine.Sqlite, answered: false);
        var browser = site.Browser();
        var page = await browser.Submit(await browser.Get("/setup"), "/setup", [.. Answers.Where(a => a.Item1 != field), (field, value)]);
        Assert.Equal(422, page.Code);
        Assert.Contains(message, page.Html.QuerySelector($"#{field}-fault")?.TextContent ?? page.Words, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector($"#{field}-fault"));
        Assert.Equal(0, await site.Count("select count(*) from users"));
        Assert.Equal("/setup", (await browser.Get("/")).Location);
    }

    [Theory, EveryEngine]
    public async Task the_company_is_changed_by_the_version_that_was_read(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var first = await browser.Get("/settings/company");
        var saved = await browser.Submit(first, "/settings/company", ("name", "단골가게"), ("sender_phone", "02-123-4567"));
        Assert.Equal((303, "/settings/company"), (saved.Code, saved.Location));
        Assert.Equal(("단골가게", "02-123-4567"), (site.Company.Profile.Name, site.Company.Profile.SenderPhone));
        Assert.Contains("저장했어요", (await browser.Get(saved.Location!)).Words, StringComparison.Ordinal);

        var stale = await browser.Submit(first, "/settings/company", ("name", "다른 가게"));
        Assert.Equal(409, stale.Code);
        Assert.Contains("그 사이에 다른 사람이", stale.Words, StringComparison.Ordinal);
        Assert.Equal("단골가게", site.Company.Profile.Name);

        var link = (await browser.Get("/settings/changes")).Html.QuerySelector("tbody th a")!.GetAttribute("href")!;
        Assert.Equal(303, (await browser.Submit(await browser.Get(link), link + "/undo")).Code);
        Assert.Equal(("행복상회", (string?)null), (site.Company.Profile.Name, site.Company.Profile.SenderPhone));
        Assert.Equal(303, (await browser.Submit(await browser.Get("/settings/company"), "/settings/company", ("name", "새 이름"))).Code);
    }

    [Theory]
    [InlineData("four words nobody knows"), InlineData("봄에는 꽃이 핀다 2026"), InlineData("x9!kQ2#mLp7v")]
    public void a_long_password_needs_nothing_else(string password) => PasswordRules.Check(password, "minsu@example.com", "김민수");

    [Theory]
    [InlineData("password1234"), InlineData("123456789012"), InlineData("aaaaaaaaaaaaa"), InlineData("qwertyuiopas"), InlineData("1q2w3e4r5t6y"), InlineData("dangol!2026!!"),
     InlineData("rhksflwk1234"), InlineData("Administrator!1"), InlineData("abcabcabcabc"), InlineData("사랑해요사랑해요사랑해요")]
    public void a_password_that_is_tried_first_is_refused(string password) =>
        Assert.Equal("password_known", Assert.Throws<Refused>(() => PasswordRules.Check(password, "a@example.com", "A")).Rule);
}
