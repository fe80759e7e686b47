using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What is asked through reading connections, which keep their statements ready.</summary>
public sealed class StatementsTests
{
    private const string Upwards = "with recursive n (x) as (select 1 union all select x + 1 from n where x < @last) select x from n";

    [Theory, EveryEngine]
    public async Task a_question_asked_again_answers_for_its_own_values(Engine engine)
    {
        await using var company = await TestCompany.Open(engine);
        for (var i = 0; i < 300; i++)
        {
            await using var read = await company.Store.Read();
            Assert.Equal(i + 1, (await read.List(Upwards, row => row.Long(0), default, ("last", i + 1L))).Count);
            Assert.Equal(i, await read.Number($"select cast(@one as bigint) + {i - 1}", default, ("one", 1L)));
            Assert.Null(await read.First("select 1 where cast(@a as bigint) > cast(@b as bigint)", row => row.TextOrNull(0), default, ("a", i), ("b", 299)));
        }
    }

    [Theory, EveryEngine]
    public async Task a_question_that_failed_or_was_left_half_read_can_be_asked_again(Engine engine)
    {
        await using var company = await TestCompany.Open(engine);
        await using var read = await company.Store.Read();
        await foreach (var number in read.Stream(Upwards, row => row.Long(0), default, ("last", 1_000L)))
            if (number == 3) break;
        Assert.Equal(1_000, (await read.List(Upwards, row => row.Long(0), default, ("last", 1_000L))).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => read.List<long>(Upwards, _ => throw new InvalidOperationException(), default, ("last", 5L)));
        Assert.Equal(5, (await read.List(Upwards, row => row.Long(0), default, ("last", 5L))).Count);
    }

    [Theory, EveryEngine]
    public async Task one_question_may_run_inside_another_of_the_same_words_on_sqlite(Engine engine)
    {
        if (engine != Engine.Sqlite) return;   // the driver of PostgreSQL has one question at a time on a connection
        await using var company = await TestCompany.Open(engine);
        await using var read = await company.Store.Read();
        var sum = 0L;
        await foreach (var number in read.Stream(Upwards, row => row.Long(0), default, ("last", 4L)))
            sum += (await read.List(Upwards, row => row.Long(0), default, ("last", number))).Sum();
        Assert.Equal(1 + 3 + 6 + 10, sum);
    }

    [Theory, EveryEngine]
    public async Task a_try_is_given_up_after_its_steps_and_not_before(Engine engine)
    {
        await using var company = await TestCompany.Open(engine);
        await using var read = await company.Store.Read();
        // The steps of a statement that is kept add up: none of its runs may count for another.
        for (var i = 0; i < 50; i++)
            Assert.Equal(200, (await read.WithinSteps(20_000, () => read.List(Upwards, row => row.Long(0), default, ("last", 200L))))!.Count);
        var many = await read.WithinSteps(20_000, () => read.List(Upwards, row => row.Long(0), default, ("last", 50_000L)));
        Assert.Equal(engine == Engine.Sqlite, many is null);
        Assert.Equal(50_000, (await read.List(Upwards, row => row.Long(0), default, ("last", 50_000L))).Count);
    }
}
