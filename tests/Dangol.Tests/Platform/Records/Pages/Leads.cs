using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Leads for the tests of lists and forms.</summary>
internal static class Leads
{
    public static Task<RecordSaved> Lead(this TestSite site, string name, params (string Field, object? Value)[] values) => site.Do<EditRecords, RecordSaved>(edit =>
        edit.Create(site.Person(), site.Company.Declarations.Named("lead"), new(values.Select(v => KeyValuePair.Create(v.Field, v.Value)).Prepend(KeyValuePair.Create("name", (object?)name)))));

    public static Actor Person(this TestSite site) => new(site.Administrator, TestSite.Name, Language.Korean, Origin.Web, Rights.Everything);

    /// <summary>What the rows of a list are called.</summary>
    public static IReadOnlyList<string> Rows(this TestPage page) => [.. page.Html.QuerySelectorAll("#records tbody th[scope=row] a").Select(a => a.TextContent.Trim())];

    /// <summary>Posts with the token of a page, as htmx does.</summary>
    public static Task<TestPage> Piece(this TestBrowser browser, TestPage page, string path, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
        request.Headers.Add("HX-Request", "true");
        return browser.Send(request);
    }
}
