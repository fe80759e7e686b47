using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Every type of field with every one of its operators chooses the same rows in the store as in memory.</summary>
public sealed class FieldOperatorTests
{
    private const int Tries = 6;

    [Theory, EveryEngine]
    public async Task every_field_with_every_operator_chooses_the_rows_that_memory_chooses(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 180, seed: 21);
        var random = new Random(3);
        var (asked, some, types) = (0, 0, new HashSet<string>());
        foreach (var column in gadgets.Columns.Own.Concat(gadgets.Columns.All.Where(c => c.Path is "parent.name" or "parent.price" or "parent.made_on" or "keeper.name")))
            foreach (var comparison in column.Type.Operators)
                for (var i = 0; i < Tries; i++)
                    foreach (var negated in (bool[])[false, true])
                    {
                        Clause clause = new Clause.Compare(new Term.Field(column.Path), comparison, Values(gadgets, column, comparison, random));
                        if (negated) clause = new Clause.Not(clause);
                        var expected = gadgets.Which(clause);
                        var found = await Chosen(gadgets, clause);
                        Assert.True(expected.SetEquals(found), $"{column.Path} {comparison} {clause}: {found.Count} instead of {expected.Count}");
                        types.Add(column.Type.Name);
                        asked++;
                        if (expected.Count is > 0 and < 180) some++;
                    }

        // Worth nothing if a type is left out, or if all or none are chosen.
        Assert.Equal(21, types.Count);
        Assert.True(some > asked / 2, $"only {some} of {asked} chose some and left some");
    }

    [Theory, EveryEngine]
    public async Task relative_days_and_me_choose_the_rows_that_memory_chooses(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 120, seed: 5);
        foreach (var path in (string[])["made_on", "seen_at", "created_at"])
            foreach (var period in (Period[])[new Period.Last(2, PeriodUnit.Day), new Period.Next(3, PeriodUnit.Day), new Period.Named(PeriodName.ThisMonth), new Period.Dates(new DateOnly(2026, 11, 20), null)])
                await Same(gadgets, new Clause.Within(new Term.Field(path), period));
        foreach (var path in (string[])["owner_id", "keeper_id"]) await Same(gadgets, new Clause.Compare(new Term.Field(path), Operator.Equal, new Term.Me()));
        await Same(gadgets, new Clause.Compare(new Term.Field("made_on"), Operator.AtLeast, new Term.Today(-1)));
        await Same(gadgets, new Clause.Compare(new Term.Field("seen_at"), Operator.AtMost, new Term.Today(0)));
    }

    [Theory, EveryEngine]
    public async Task a_value_of_several_is_found_whole_and_not_by_a_part_of_another(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 120, seed: 8);
        foreach (var (path, value) in (ReadOnlySpan<(string, string)>)[("colours", "red"), ("tags", "vip"), ("tags", "서울")])
        {
            var found = Chosen(gadgets, new Clause.Compare(new Term.Field(path), Operator.Contains, new Term.Literal(value))).Result;
            Assert.Equal(gadgets.All.Where(g => ManyType.Split((string?)gadgets.Value(path, g)).Contains(value)).Select(g => g.Id).Order(), found.Order());
            Assert.NotEmpty(found);
        }
    }

    [Theory, EveryEngine]
    public async Task a_part_is_found_in_large_and_small_letters_where_no_folded_column_is(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 120, seed: 9);
        Assert.Null(gadgets.Columns.Find("story").Folded);
        var there = gadgets.All.Where(g => (gadgets.Value("story", g) as string)?.StartsWith("line one", StringComparison.Ordinal) is true).Select(g => g.Id).Order().ToList();
        Assert.NotEmpty(there);
        foreach (var (comparison, part) in (ReadOnlySpan<(Operator, string)>)[(Operator.Contains, "NE o"), (Operator.Contains, "LINE TWO"), (Operator.StartsWith, "LiNe"), (Operator.StartsWith, "line ONE")])
            Assert.Equal(there, Chosen(gadgets, new Clause.Compare(new Term.Field("story"), comparison, new Term.Literal(part))).Result.Order());
    }

    private static async Task Same(Gadgets gadgets, Clause clause)
    {
        var expected = gadgets.Which(clause);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), (await Chosen(gadgets, clause)).Order());
    }

    private static async Task<List<Guid>> Chosen(Gadgets gadgets, Clause clause)
    {
        var list = await Patiently(() => gadgets.List(new() { Columns = ["name"], Filter = clause, Size = 500 }));
        Assert.Equal(list.Count, new CappedCount(list.Rows.Count, More: false));
        return [.. list.Rows.Select(r => r.Id)];
    }

    /// <summary>A list gives up after a time on the clock, which a machine that does much else may let pass.</summary>
    private static async Task<RecordList> Patiently(Func<Task<RecordList>> list)
    {
        for (var tries = 1; ; tries++)
        {
            try { return await list(); }
            catch (Refused slow) when (slow.Rule == "list_too_slow" && tries < 5) { await Task.Delay(200); }
        }
    }

    private static Seq<Term> Values(Gadgets gadgets, RecordColumn column, Operator comparison, Random random)
    {
        var count = comparison switch { Operator.Empty or Operator.NotEmpty => 0, Operator.Between => 2, Operator.In or Operator.NotIn => random.Next(1, 4), _ => 1 };
        var there = gadgets.All.Select(g => gadgets.Value(column.Path, g)).Where(v => v is not null and not "").ToList();
        var values = Enumerable.Range(0, count).Select(_ => there[random.Next(there.Count)]!).ToList();
        if (comparison == Operator.Between) values.Sort(Comparer<object>.Create((a, b) => (a, b) switch { (Money x, Money y) => x.Minor.CompareTo(y.Minor), (UnitPrice x, UnitPrice y) => x.Micros.CompareTo(y.Micros), _ => Comparer<object>.Default.Compare(a, b) }));
        return values.Select(v => (Term)new Term.Literal(Asked(v, column, comparison, random))).ToSeq();
    }

    private static object Asked(object value, RecordColumn column, Operator comparison, Random random) => value switch
    {
        double number => (decimal)number,
        string text when column.Type is ManyType => ManyType.Split(text)[0],
        // A part of the text, in other letters where folding evens them out.
        string text when comparison is Operator.Contains or Operator.StartsWith => text.Trim()[..Math.Max(char.IsSurrogate(text.Trim()[0]) ? 2 : 1, random.Next(text.Trim().Length))].ToUpperInvariant(),
        string text when column.Folded is not null => text.ToUpperInvariant(),
        _ => value,
    };
}
