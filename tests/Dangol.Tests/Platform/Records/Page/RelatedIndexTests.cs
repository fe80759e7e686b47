using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A record page lists what refers to it: without an index of the field it reads the whole table.</summary>
public sealed class RelatedIndexTests
{
    [Fact]
    public async Task every_field_that_refers_to_a_record_with_a_page_has_an_index()
    {
        await using var site = await TestSite.Open(Engine.Sqlite, answered: false);
        var declarations = site.Company.Declarations;
        var fields = declarations.All.Where(t => t is { Pages: not null, Grain: Grain.Record })
            .SelectMany(t => t.Fields.Where(f => f.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) && declarations.Named(to).Pages is not null).Select(f => (t.Table, f.Name))).ToList();
        var bare = new List<string>();
        foreach (var (table, field) in fields)
            if (await site.Count("select count(*) from pragma_index_list(@table) l join pragma_index_info(l.name) c where c.seqno = 0 and c.name = @field", ("table", table), ("field", field)) == 0) bare.Add($"{table}.{field}");
        Assert.Contains(("leads", "opportunity_id"), fields);
        Assert.Empty(bare);
    }

    /// <summary>Whether a record may go is asked of all that may lead to it, for thousands at once.</summary>
    [Fact]
    public async Task every_column_that_leads_to_a_record_has_an_index_that_begins_with_it_or_with_the_one_beside_it()
    {
        await using var site = await TestSite.Open(Engine.Sqlite, answered: false);
        var columns = site.Company.Declarations.All.SelectMany(t => t.References.Select(r => (t.Table, Column: r.Beside ?? r.Column))).Distinct().ToList();
        var bare = new List<string>();
        foreach (var (table, column) in columns)
            if (await site.Count("select count(*) from pragma_index_list(@table) l join pragma_index_info(l.name) c where c.seqno = 0 and c.name = @column", ("table", table), ("column", column)) == 0) bare.Add($"{table}.{column}");
        Assert.Contains(("order_lines", "product_id"), columns);
        Assert.Contains(("responses", "customer_id"), columns);
        Assert.Empty(bare);
    }
}
