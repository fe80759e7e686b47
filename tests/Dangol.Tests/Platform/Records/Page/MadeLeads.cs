using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>Leads as people make them, for the tests of the pages.</summary>
internal static class MadeLeads
{
    public static DeclaredType Type(TestSite site) => site.Company.Declarations.Named("lead");

    public static async Task<Guid> New(TestSite site, string name, params (string Name, object? Value)[] more) =>
        (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Person(site), Type(site), Values([("name", name), .. more])))).Id;

    public static Task<RecordSaved> Change(TestSite site, Guid id, int version, params (string Name, object? Value)[] values) =>
        site.Do<EditRecords, RecordSaved>(edit => edit.Change(Person(site), Type(site), id, version, Values(values)));

    public static Actor Person(TestSite site, string name = TestSite.Name) => new(site.Administrator, name, Language.Korean, Origin.Web, Rights.Everything);

    private static RecordValues Values((string Name, object? Value)[] values) => new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
}
