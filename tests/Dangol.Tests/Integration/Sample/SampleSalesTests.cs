using System.Text.RegularExpressions;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>The sales work of the sample company: as a salesperson would have left it on the day before, about people who are there and people who can be nobody.</summary>
public sealed class SampleSalesTests
{
    private static readonly SampleCompany Company = Sample.Of(2_000);
    private static readonly SampleSales Sales = Company.Sales();
    private static readonly DateOnly Today = new(2026, 1, 1);

    [Fact]
    public void it_is_the_same_each_time_and_smaller_in_a_small_company()
    {
        Assert.Equal((60, 40, 30, 10), (Sales.Leads.Length, Sales.Opportunities.Length, Sales.Tasks.Length, Sales.Meetings.Length));
        var again = Sample.Of(2_000).Sales();
        Assert.Equal(Sales.Leads, again.Leads);
        Assert.Equal(Sales.Tasks, again.Tasks);
        Assert.Equal(Sales.Meetings, again.Meetings);
        Assert.Equal(Sales.Opportunities.Select(o => o with { Entered = [] }), again.Opportunities.Select(o => o with { Entered = [] }));
        var small = Sample.Of(100).Sales();
        Assert.Equal((5, 3, 2, 1), (small.Leads.Length, small.Opportunities.Length, small.Tasks.Length, small.Meetings.Length));
        Assert.Single(Sample.Of(1).Sales().Opportunities);
    }

    [Fact]
    public void leads_are_in_every_state_and_nobody_whom_the_company_knows()
    {
        Assert.Equal(["new", "qualified", "unqualified", "working"], Sales.Leads.Select(l => l.Status).Distinct().Order());
        Assert.All(Sales.Leads, l => Assert.Equal(l.Status == "unqualified", l.Reason is not null));
        Assert.All(Sales.Leads, l => Assert.Equal(l.Status == "unqualified", l.NextStepOn is null));
        Assert.Contains(Sales.Leads, l => l.NextStepOn < Today);
        Assert.Contains(Sales.Leads, l => l.NextStepOn > Today);
        Assert.Equal(60, Sales.Leads.Select(l => l.Organisation).Distinct().Count());
        Assert.All(Sales.Leads, l => Assert.Contains(Company.Products, p => p.Name.Ko == l.Interest));
        Assert.All(Sales.Leads, l => Assert.Matches(@"^\+8210[01]\d{7}$", l.Phone));
        Assert.All(Sales.Leads, l => Assert.Matches(new Regex(@"^[a-z]+\.[a-z]+\.b\d+@((mail\.)?example\.(com|org|net)|(mail|post)\.test)$"), l.Email));
        var known = Company.Customers().SelectMany(c => new[] { c.Phone, c.Email }).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(Sales.Leads, l => known.Contains(l.Phone) || known.Contains(l.Email));
    }

    [Fact]
    public void opportunities_went_through_their_stages_before_today_and_some_ended()
    {
        Assert.Equal((8, 6), (Sales.Opportunities.Count(o => o.End is { Won: true }), Sales.Opportunities.Count(o => o.End is { Won: false })));
        Assert.Equal([1, 2, 3, 4], Sales.Opportunities.Where(o => o.End is null).Select(o => o.Entered.Length).Distinct().Order());
        foreach (var one in Sales.Opportunities)
        {
            DateTime[] moments = one.End is { } end ? [.. one.Entered, end.At] : one.Entered;
            Assert.Equal(moments.Distinct().Order(), moments);
            Assert.True(moments[^1] < SampleCompany.Utc(Today, 0), one.Name);
            Assert.True(one.End is null || one.End.At > SampleCompany.Utc(Today.AddDays(-61), 0), one.Name);
            Assert.Equal(one.End is { Won: false }, one.End?.Reason is not null);
            Assert.True(one.Amount > 0, one.Name);
        }
        Assert.Equal(40, Sales.Opportunities.Select(o => o.Customer).Intersect(Company.Customers().Select(c => c.Code)).Count());
        Assert.Contains(Sales.Opportunities, o => o.End is null && o.CloseOn < Today);
    }

    [Fact]
    public void tasks_are_overdue_for_today_to_come_and_done_and_meetings_held_and_planned()
    {
        var open = Sales.Tasks.Where(t => !t.Done).ToList();
        Assert.All([open.Count(t => t.Due < Today), open.Count(t => t.Due == Today), open.Count(t => t.Due > Today), Sales.Tasks.Count(t => t.Done)], n => Assert.InRange(n, 7, 8));
        Assert.Equal(5, Sales.Meetings.Count(m => m.From < SampleCompany.Utc(Today, 0)));
        Assert.All(Sales.Meetings, m => Assert.False(m.From.AddHours(9).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, m.Subject));
        Assert.Equal(["customer", "lead", "opportunity"], Sales.Tasks.Select(t => t.About.Type).Distinct().Order());
    }
}
