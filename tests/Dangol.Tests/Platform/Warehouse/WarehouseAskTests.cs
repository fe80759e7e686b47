using Dangol.Platform;

namespace Dangol.Tests;

public sealed class WarehouseAskTests
{
    [Theory, EveryWarehouse]
    public async Task the_same_sql_gives_the_same_answers(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var warehouse = company.Company.Warehouse;
        for (var i = 0; i < 5; i++) await WritesTests.New(company, n => (n.Title, n.Size, n.Due) = ($"n{i}", i, i == 2 ? null : new DateOnly(2026, 1 + i, 15)));
        await NotesWarehouse.Load(company);

        Assert.Equal((5L, 10L, 2.0, 3L), (await warehouse.Ask(Actor.System, "select count(*), sum(size), avg(size), count(*) filter (where size > $1) from dim_notes", [1L], r => (r.Long(0), r.Long(1), r.Double(2), r.Long(3))))[0]);
        Assert.Equal((2L, 10.0 / 3), (await warehouse.Ask(Actor.System, "select count(*) / 2, cast(sum(size) as double precision) / 3 from dim_notes", null, r => (r.Long(0), r.Double(1))))[0]);
        Assert.Equal(["n0", "n1", "n3", "n4", "n2"], await warehouse.Ask(Actor.System, "select title from dim_notes order by due", null, r => r.Text(0)));
        Assert.Equal(["n2", "n4", "n3", "n1", "n0"], await warehouse.Ask(Actor.System, "select title from dim_notes order by due desc", null, r => r.Text(0)));
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1), new DateOnly(2026, 4, 1), new DateOnly(2026, 5, 1)],
            await warehouse.Ask(Actor.System, "select date_trunc('month', due) from dim_notes where due is not null order by 1", null, r => r.Date(0)));
        Assert.Equal([1, 2, 3, 4, 5], await warehouse.Ask(Actor.System, "select ntile(5) over (order by size) from dim_notes order by size", null, r => r.Int(0)));
        Assert.Equal(["n1"], await warehouse.Ask(Actor.System, "select title from dim_notes where due = $1 and title = $2 and created_at > $3 and ($4 or false)",
            [new DateOnly(2026, 2, 15), "n1", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), true], r => r.Text(0)));
    }

    [Theory, EveryWarehouse]
    public async Task the_calendar_knows_weeks_quarters_and_weekends(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        await NotesWarehouse.Load(company);
        const string sql = "select date, year, quarter, month, month_start, iso_year, iso_week, weekday, weekend from dim_dates where date = $1";
        async Task<object> Day(int year, int month, int day) => (await company.Company.Warehouse.Ask<object>(Actor.System, sql, [new DateOnly(year, month, day)],
            r => (r.Date(0), r.Int(1), r.Int(2), r.Int(3), r.Date(4), r.Int(5), r.Int(6), r.Int(7), r.Bool(8))))[0];

        Assert.Equal((new DateOnly(2011, 1, 1), 2011, 1, 1, new DateOnly(2011, 1, 1), 2010, 52, 6, true), await Day(2011, 1, 1));
        Assert.Equal((new DateOnly(2024, 12, 30), 2024, 4, 12, new DateOnly(2024, 12, 1), 2025, 1, 1, false), await Day(2024, 12, 30));
        Assert.Equal(21_915, (await company.Company.Warehouse.Ask(Actor.System, "select count(distinct date) from dim_dates", null, r => r.Int(0)))[0]);
    }

    [Theory, EveryWarehouse]
    public async Task asking_never_writes(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        foreach (var sql in new[] { "delete from dim_notes", "drop table dim_notes", "create table mine (i integer)", "insert into dim_dates (year) values (1)" })
            await Assert.ThrowsAnyAsync<Exception>(() => company.Company.Warehouse.Ask(Actor.System, sql, null, r => r.Long(0)));
        Assert.Empty(await company.Company.Warehouse.Ask(Actor.System, "select * from dim_notes", null, r => r.Id(0)));
    }

    [Fact]
    public async Task asking_reads_no_file_of_the_machine()
    {
        await using var company = await NotesWarehouse.Open(Profile.Embedded);
        var file = Path.Combine(company.Company.Place.Folder, "company.key");
        Assert.Contains("disabled", (await Assert.ThrowsAnyAsync<Exception>(() => company.Company.Warehouse.Ask(Actor.System, $"select content from read_blob('{file}')", null, r => r.Text(0)))).Message);
    }

    [Theory, EveryWarehouse]
    public async Task an_answer_that_takes_too_long_is_given_up_and_a_caller_can_stop_it(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        await NotesWarehouse.Load(company);
        const string endless = "select count(*) from dim_dates a, dim_dates b, dim_dates c where a.year + b.year + c.year = 1";

        var refused = await Assert.ThrowsAsync<Refused>(() => company.Company.Warehouse.Ask(Actor.System, endless, null, r => r.Long(0), limit: TimeSpan.FromMilliseconds(50)));
        Assert.Equal("answer_too_slow", refused.Rule);
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => company.Company.Warehouse.Ask(Actor.System, endless, null, r => r.Long(0), leaving.Token));
        Assert.Equal(1, (await company.Company.Warehouse.Ask(Actor.System, "select 1", null, r => r.Int(0)))[0]);
    }

    [Theory, EveryWarehouse]
    public async Task a_question_sees_one_state_while_everything_is_rebuilt(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var warehouse = company.Company.Warehouse;
        for (var i = 0; i < 20; i++) await WritesTests.New(company, n => n.Title = $"n{i}");
        await NotesWarehouse.Load(company);
        using var done = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var asking = Task.Run(async () =>
        {
            var counts = new HashSet<long>();
            do
            {
                counts.Add((await warehouse.Ask(Actor.System, "select count(*) from dim_notes", null, r => r.Long(0)))[0]);
                begun.TrySetResult();
            }
            while (!done.IsCancellationRequested);
            return counts;
        });
        await begun.Task;
        for (var i = 0; i < 5; i++) await warehouse.Rebuild();
        await done.CancelAsync();

        Assert.Equal([20L], await asking);
    }

    [Theory, EveryWarehouse]
    public async Task an_empty_number_is_told(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        Assert.Equal((null, null, null), (await company.Company.Warehouse.Ask(Actor.System, "select sum(size), avg(size), max(due) from dim_notes", null, r => (r.LongOrNull(0), r.DoubleOrNull(1), r.DateOrNull(2))))[0]);
        await Assert.ThrowsAsync<InvalidCastException>(() => company.Company.Warehouse.Ask(Actor.System, "select sum(size) from dim_notes", null, r => r.Long(0)));
    }
}
