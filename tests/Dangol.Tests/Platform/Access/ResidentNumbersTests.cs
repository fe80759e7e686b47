using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ResidentNumbersTests
{
    [Theory]
    [InlineData("주민번호 900101-1234567 확인", "주민번호 900101-1****** 확인")]
    [InlineData("900101 2234567, 850505–3123456", "900101 2******, 850505–3******")]
    [InlineData("901301-1234567", "901301-1234567")]          // no month 13
    [InlineData("010-1234-5678", "010-1234-5678")]
    [InlineData("9001011234567", "9001011234567")]            // thirteen digits in a code mean something else
    public void a_number_in_somebodys_text_is_covered_behind_its_seventh_digit(string text, string covered) => Assert.Equal(covered, ResidentNumbers.Masked(text, bare: false));

    [Fact]
    public void thirteen_digits_of_a_personal_text_are_one() => Assert.Equal("9001011******", ResidentNumbers.Masked("9001011234567", bare: true));

    [Theory, EveryEngine]
    public async Task no_reason_or_note_takes_one(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var customer = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("customer"), new() { ["name"] = "홍길동", ["phone"] = "+821012345678" }))).Id;
        const string Reason = "900101-1234567 확인하려고 해요";
        var page = await browser.Get("/");
        Assert.Contains("resident_number", (await browser.PostJson($"/api/v1/access/customer/{customer}/unmask", $$"""{"reason":"{{Reason}}"}""", page)).Body, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.Submit(await browser.Get("/customers/export?cols=name,phone"), "/customers/export", ("reason", Reason))).Code);
        var review = await browser.Submit(await browser.Get("/settings/personal-data"), "/settings/personal-data/review", ("note", Reason));
        Assert.Equal(422, review.Code);
        Assert.Equal(0, await site.Count("select count(*) from jobs where arguments like '%1234567%'") + await site.Count("select count(*) from personal_accesses where reason like '%1234567%'") + await site.Count("select count(*) from personal_reviews"));
    }
}
