using System.Globalization;
using Dangol.Platform;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

public sealed class TreeMeaningTests
{
    [Theory, EveryEngine]
    public async Task random_trees_choose_the_same_rows_in_ef_in_sql_and_in_memory(Engine engine)
    {
        using var crowd = await ShopperCrowd.Gather(engine, count: 250, seed: 11);
        var (bound, some) = (0, 0);
        void Agree(Clause clause)
        {
            List<Guid> expected;
            try { expected = crowd.InMemory(clause, Shoppers.At); }
            catch (Refused) { return; }
            bound++;
            if (expected.Count is > 0 and < 250) some++;
            Same(clause, "EF", expected, crowd.ByExpression(clause, Shoppers.At));
            Same(clause, "SQL", expected, crowd.BySql(clause, Shoppers.At));
        }

        Prop.ForAll(RandomTrees.Clauses, Agree).Check(Config.QuickThrowOnFailure.WithMaxTest(Trees).WithReplay(Seed, 1));

        // The generator is worth nothing if its trees are refused, or choose all or none.
        Assert.True(bound > Trees * 0.6, $"only {bound} of {Trees} trees were well typed");
        Assert.True(some > Trees * 0.3, $"only {some} of {Trees} trees chose some and left some");
    }

    [Theory, EveryEngine]
    public async Task a_computed_value_is_the_same_in_ef_in_sql_and_in_memory(Engine engine)
    {
        using var crowd = await ShopperCrowd.Gather(engine, count: 150, seed: 5);
        Prop.ForAll(RandomTrees.Terms, Agree).Check(Config.QuickThrowOnFailure.WithMaxTest(Trees / 4).WithReplay(Seed, 1));

        void Agree(Term term)
        {
            Dictionary<Guid, object?> expected;
            try { expected = crowd.ValuesInMemory(term, Shoppers.At); }
            catch (Refused) { return; }
            Assert.Equal(expected, crowd.ValuesByExpression(term, Shoppers.At));
            Assert.Equal(expected, crowd.ValuesBySql(term, Shoppers.At));
        }
    }

    [Fact]
    public async Task an_empty_value_fails_every_comparison_and_passes_every_negation()
    {
        using var crowd = await ShopperCrowd.Gather(Engine.Sqlite, count: 100, seed: 3);
        var without = crowd.Shoppers.Where(s => s.Age is null).Select(s => s.Id).ToHashSet();
        Assert.NotEmpty(without);
        foreach (var comparison in Enum.GetValues<Operator>().Where(o => o <= Operator.AtLeast))
        {
            var clause = new Clause.Compare(new Term.Field("age"), comparison, new Term.Literal(20));
            Assert.DoesNotContain(crowd.BySql(clause, Shoppers.At), without.Contains);
            Assert.Equal(without.Count, crowd.BySql(new Clause.Not(clause), Shoppers.At).Count(without.Contains));
            Assert.Equal(without.Count, crowd.ByExpression(new Clause.Not(clause), Shoppers.At).Count(without.Contains));
        }
    }

    [Fact]
    public void nothing_that_a_person_wrote_stands_in_the_sql_and_equal_measures_share_a_sub_select()
    {
        var often = new Term.Measure("purchases", Aggregate.Count, Period: new Period.Last(90, PeriodUnit.Day),
            Where: new Clause.Compare(new Term.Field("category"), Operator.Equal, new Term.Literal("'; DROP TABLE customers --")));
        var clause = new Clause.All([
            new Clause.Compare(often, Operator.AtLeast, new Term.Literal(3)), new Clause.Compare(often, Operator.Less, new Term.Literal(10)),
            new Clause.Compare(new Term.Field("name"), Operator.Contains, new Term.Literal("O'Neil"))]);

        var sql = TreeSql.Where(Shoppers.Schema.Bind(clause, Shoppers.At), Shoppers.Sql, firstParameter: 4);

        Assert.Equal(
            "LEFT JOIN (SELECT f.shopper_id AS k, count(*) AS v FROM purchases f WHERE (f.day >= $4 AND f.day <= $5 AND f.category_folded = $6) GROUP BY f.shopper_id) m4_1 ON m4_1.k = c.id",
            sql.Joins);
        Assert.Equal("(COALESCE(m4_1.v, 0) >= $7 AND COALESCE(m4_1.v, 0) < $8 AND strpos(c.name_folded, $9) > 0)", sql.Where);
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31), "'; drop table customers --", 3L, 10L, "o'neil"], sql.Parameters);
    }

    [Theory, InlineData("age", "c.age IS NULL", "c.age IS NOT NULL"), InlineData("code", "(c.code IS NULL OR c.code = '')", "c.code <> ''")]
    public void what_is_empty_is_asked_for_as_an_index_has_it(string field, string empty, string filled)
    {
        string Sql(Operator asked) => TreeSql.Where(Shoppers.Schema.Bind(new Clause.Compare(new Term.Field(field), asked, []), Shoppers.At), Shoppers.Sql).Where;

        Assert.Equal((empty, filled), (Sql(Operator.Empty), Sql(Operator.NotEmpty)));
    }

    [Fact]
    public async Task a_list_filter_reads_as_plain_sql_that_an_index_can_answer()
    {
        using var crowd = await ShopperCrowd.Gather(Engine.Sqlite, count: 1, seed: 1);
        var clause = new Clause.All([
            new Clause.Compare(new Term.Field("name"), Operator.StartsWith, new Term.Literal("김")),
            new Clause.Compare(new Term.Field("code"), Operator.Equal, new Term.Literal("A1")),
            new Clause.Compare(new Term.Field("spent"), Operator.AtLeast, new Term.Literal(new Money(50_000, "KRW")))]);

        var sql = crowd.Db.Set<Shopper>().Where(TreeExpression.Where<Shopper>(Shoppers.Schema.Bind(clause, Shoppers.At), Shoppers.Expressions(crowd.Db)))
            .Select(s => s.Id).ToQueryString();

        Assert.EndsWith(
            """WHERE "s"."name_folded" >= @Value AND "s"."name_folded" < @Value1 AND "s"."code" = @Value2 AND "s"."spent_currency" = @Value3 AND "s"."spent_minor" >= @Value4""",
            sql, StringComparison.Ordinal);
    }

    [Fact]
    public void a_reason_says_which_clause_holds()
    {
        var clause = new Clause.All([
            new Clause.Compare(new Term.Field("shop.region"), Operator.Equal, new Term.Literal("서울")),
            new Clause.Not(new Clause.Compare(new Term.Field("age"), Operator.Less, new Term.Literal(20)))]);
        var shopper = new Shopper { Age = 19, Shop = new() { Region = " 서울 " } };

        var reason = TreeMemory.Why(clause, Shoppers.Schema, Shoppers.At, Shoppers.Memory, shopper);

        Assert.False(reason.Holds);
        Assert.Equal([("지역이 서울인 고객", true), ("나이가 20 미만인 경우가 아닌 고객", false)], reason.Parts.Select(p => (p.Sentence.Ko, p.Holds)));
        Assert.True(reason.Parts[1].Parts[0].Holds);
    }

    private static int Trees => int.TryParse(Environment.GetEnvironmentVariable("DANGOL_TREES"), CultureInfo.InvariantCulture, out var n) ? n : 600;

    private static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("DANGOL_SEED"), CultureInfo.InvariantCulture, out var n) ? n : 20111231;

    private static void Same(Clause clause, string where, List<Guid> expected, List<Guid> found)
    {
        if (!expected.SequenceEqual(found))
            Assert.Fail($"{where} chose {found.Count} rows, memory {expected.Count}: {TreeJson.Write(clause)} ({TreeSentence.Of(clause, Shoppers.Schema).Ko})");
    }
}
