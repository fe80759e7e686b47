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
    [InlineData("９００１０１－１２３４５６７", "９００１０１－１******")]
    [InlineData("900101 - 1234567.", "900101 - 1******.")]
    [InlineData("𝟗𝟎𝟎𝟏𝟎𝟏-𝟏234567", "𝟗𝟎𝟎𝟏𝟎𝟏-𝟏******")]
    public void a_number_in_somebodys_text_is_covered_behind_its_seventh_digit(string text, string covered) => Assert.Equal(covered, ResidentNumbers.Masked(text, bare: false));

    [Theory]
    [InlineData("900101-1234567")]
    [InlineData("900101 1234567")]
    [InlineData("900101–1234567")]
    [InlineData("900101—1234567")]
    [InlineData("900101‐1234567")]
    [InlineData("900101\u20111234567")]
    [InlineData("900101−1234567")]
    [InlineData("900101－1234567")]
    [InlineData("900101ㅡ1234567")]
    [InlineData("900101.1234567")]
    [InlineData("900101/1234567")]
    [InlineData("900101\u00a01234567")]
    [InlineData("900101\u30001234567")]
    [InlineData("900101\n1234567")]
    [InlineData("900101 -\r\n1234567")]
    [InlineData("900101 - 1234567")]
    [InlineData("900101--1234567")]
    [InlineData("900101\u200b1234567")]
    [InlineData("900101\u2060-\ufeff1234567")]
    [InlineData("90\u200b0101-12\u200d34567")]
    [InlineData("900101\u00ad1234567")]
    [InlineData("９００１０１－１２３４５６７")]
    [InlineData("９００１０１-１２３４５６７")]
    [InlineData("٩٠٠١٠١-١٢٣٤٥٦٧")]
    [InlineData("주민.900101.1234567.")]
    [InlineData("240229-4123456(손님)")]
    [InlineData("20251120 900101-1234567")]
    public void however_it_is_typed_it_is_found(string text) => Assert.True(ResidentNumbers.Has(text, bare: false));

    [Theory]
    [InlineData("900101-12345678")]                           // a digit too many
    [InlineData("1900101-1234567")]
    [InlineData("900101-123456")]
    [InlineData("900101-9234567")]                            // nobody's second half begins with 9 or 0
    [InlineData("901301-1234567")]                            // no month 13
    [InlineData("900132-1234567")]
    [InlineData("251120,1500000")]                            // a day and an amount
    [InlineData("251120: 1500000원")]
    [InlineData("251120 입금 1500000")]
    [InlineData("900101 ---- 1234567")]
    [InlineData("900101      1234567")]
    [InlineData("https://example.com/article/240101/1234567")]
    [InlineData("/240101/1234567/a.png")]
    [InlineData("1.240101.1234567")]
    [InlineData("9001011234567")]
    [InlineData("8801111234567 2개")]                          // a bar code
    [InlineData("010-1234-5678 / 02-123-4567")]
    [InlineData("S251114-0000030-2")]
    [InlineData("2025-11-20 12:34:56")]
    [InlineData("01a225f4-0157-7719-a048-514cb1234567")]
    [InlineData("110111-0012344")]
    [InlineData("①②③ ½ ²³")]
    [InlineData("")]
    public void what_only_looks_like_one_is_let_through(string text) => Assert.False(ResidentNumbers.Has(text, bare: false));

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

    [Fact]
    public async Task every_text_of_every_record_refuses_one()
    {
        await using var site = await TestSite.Open(Engine.Sqlite);
        var (asked, open) = (0, new List<string>());
        foreach (var type in site.Company.Declarations.All)
            foreach (var field in type.Fields.Where(f => f.Property.PropertyType == typeof(string) && !f.IsSecret && f.Type is not BusinessNumberType))
            {
                var row = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type.Entity);
                (field.Property.GetSetMethod(nonPublic: true) ?? throw new Xunit.Sdk.XunitException($"{type.Name}.{field.Name} can't be set")).Invoke(row, ["|손님 900101\u20111234567|"]);
                asked++;
                try { field.Check(row); open.Add($"{type.Name}.{field.Name}"); }
                catch (Refused refused) when (refused.Rule == "resident_number" && refused.Field == field.Name) { }
            }
        Assert.True(asked > 60, $"only {asked} text fields were found");
        Assert.Empty(open);
    }

    [Theory, EveryEngine]
    public async Task no_name_file_or_work_takes_one(Engine engine)
    {
        const string Number = "９００１０１ － １２３４５６７";
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var page = await browser.Get("/");
        var lead = (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = "홍길동" }))).Id;
        foreach (var (path, json) in new[]
        {
            ("/api/v1/access/api-keys", $$"""{"name":"{{Number}}","days":1}"""), ("/api/v1/access/agents", $$"""{"name":"{{Number}}"}"""), ("/api/v1/lead", $$"""{"name":"x","tags":["{{Number}}"]}"""),
            ("/api/v1/role", $$"""{"name":"{{Number}}"}"""), ("/api/v1/team", $$"""{"name":"{{Number}}"}"""), ("/api/v1/task", $$"""{"subject":"x","notes":"{{Number}}"}"""), ("/api/v1/memo", $$"""{"body":"{{Number}}","regarding_type":"lead","regarding_id":"{{lead}}"}"""),
        }) Refuses(path, await browser.PostJson(path, json, page));
        var token = ("__RequestVerificationToken", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!);
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ("/account/passkeys", [("token", "x"), ("credential", "x"), ("name", Number)]), ("/settings/company", [("version", "1"), ("name", Number), ("zone", "Asia/Seoul"), ("currency", "KRW")]),
            ("/people/invite", [("email", "x@example.com"), ("name", Number)]), ("/leads/bulk", [("do", "apply"), ("field", "interest"), ("value", Number), ("ids", lead.ToString())]), ("/leads/views", [("do", "save_as"), ("name", Number)]),
        }) Refuses(path, await browser.Post(path, [.. fields, token]));
        using var form = new MultipartFormDataContent { { new StringContent("a,b\n1,2"), "file", "x.csv" }, { new StringContent(Number), "source" } };
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/v1/import") { Content = form, Headers = { { "X-CSRF-TOKEN", token.Item2 } } };
        Refuses("import", await browser.Send(upload));
        Assert.Equal("resident_number", (await Assert.ThrowsAsync<Refused>(() => site.Do<Jobs, Guid>(jobs => jobs.Start(Actor.System, BulkRecords.Kind, new { value = Number })))).Rule);
        Assert.Equal(0, await site.Count("select count(*) from jobs where arguments like '%９００１０１%'") + await site.Count("select count(*) from journal where after like '%９００１０１%'") + await site.Count("select count(*) from api_keys"));

        static void Refuses(string path, TestPage answer) => Assert.True(answer.Code == 422 && (answer.Body.Contains("resident_number", StringComparison.Ordinal) || answer.Words.Contains("주민등록번호는 저장할 수 없어요", StringComparison.Ordinal)), $"{path}: {answer}");
    }
}
