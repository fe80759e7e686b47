using Dangol.Platform;
using FsCheck;
using FsCheck.Fluent;

namespace Dangol.Tests;

public sealed class TreeJsonTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(7, 1);

    [Fact]
    public void every_tree_comes_back_from_its_json_and_its_url() => Prop.ForAll(RandomTrees.Clauses, clause =>
    {
        var json = TreeJson.Write(clause);
        var back = TreeParser.Clause(json);
        Assert.Equal(clause, back);
        Assert.Equal(json, TreeJson.Write(back));
        Assert.Equal(clause, TreeParser.FromUrl(TreeJson.ToUrl(clause)));
        Assert.DoesNotContain(TreeJson.ToUrl(clause), c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'));
    }).Check(Many);

    [Fact]
    public void every_term_comes_back_from_its_json() =>
        Prop.ForAll(RandomTrees.Terms, term => Assert.Equal(term, TreeParser.Term(TreeJson.Write(term)))).Check(Many);

    [Fact]
    public async Task the_canonical_form_is_one_for_every_order_and_means_the_same()
    {
        using var crowd = await ShopperCrowd.Gather(Engine.Sqlite, count: 80, seed: 8);
        Prop.ForAll(RandomTrees.Clauses, clause =>
        {
            var canonical = TreeJson.Canonical(clause);
            Assert.Equal(TreeJson.Write(canonical), TreeJson.Write(TreeJson.Canonical(canonical)));
            Assert.Equal(TreeJson.Write(canonical), TreeJson.Write(TreeJson.Canonical(Backwards(clause))));
            List<Guid> chosen;
            try { chosen = crowd.InMemory(clause, Shoppers.At); }
            catch (Refused) { return; }
            Assert.Equal(chosen, crowd.InMemory(canonical, Shoppers.At));
        }).Check(Many);

        static Clause Backwards(Clause clause) => clause switch
        {
            Clause.All(var clauses) => new Clause.All([new Clause.All(clauses.Reverse().Select(Backwards).ToSeq())]),
            Clause.Any(var clauses) => new Clause.Any(clauses.Concat(clauses).Reverse().Select(Backwards).ToSeq()),
            Clause.Not(var inner) => new Clause.Not(new Clause.Not(new Clause.Not(Backwards(inner)))),
            Clause.Compare { Operator: Operator.In or Operator.NotIn } c => c with { Values = c.Values.Reverse().ToSeq() },
            _ => clause,
        };
    }

    [Fact]
    public void the_json_of_version_1_stays_as_it_is()
    {
        const string Json = """{"v":1,"tree":["all",["ge",{"m":"purchases","take":"sum","of":"amount","cur":"KRW","when":["last",90,"day"],"where":["in",{"f":"category"},"커피","차"]},{"money":100000,"cur":"KRW"}],["any",["not",["empty",{"f":"owner"}]],["eq",{"f":"owner"},{"me":true}]],["between",{"f":"joined"},{"date":"2026-01-01"},{"today":-7}],["this_month",{"f":"seen"}],["lt",{"f":"seen"},{"at":"2026-01-31T15:00:00.5Z"}],["dates",{"f":"due"},"2026-01-01",null],["gt",["round",["mul",{"f":"score"},1.50],2],-3],["ne",{"f":"id"},{"id":"018f3c5e-0000-7000-8000-000000000001"}],["eq",{"f":"vip"},true],["eq",{"f":"code"},null]]}""";
        var clause = TreeParser.Clause(Json);
        Shoppers.Schema.Bind(clause, Shoppers.At);
        Assert.Equal(Json.Replace("1.50", "1.5", StringComparison.Ordinal), TreeJson.Write(clause));
        Assert.Equal(["code", "due", "id", "joined", "owner", "purchases", "score", "seen", "vip"], TreeSize.Names(clause));
    }

    [Theory]
    [InlineData("", "tree_not_readable")]
    [InlineData("[]", "tree_not_readable")]
    [InlineData("""{"tree":["all"]}""", "tree_not_readable")]
    [InlineData("""{"v":2,"tree":["all"]}""", "tree_version_unknown")]
    [InlineData("""{"v":1,"tree":["every"]}""", "tree_unknown_node")]
    [InlineData("""{"v":1,"tree":["all"],"more":1}""", "tree_unknown_node")]
    [InlineData("""{"v":1,"tree":["eq",{"sql":"1"},1]}""", "tree_unknown_node")]
    [InlineData("""{"v":1,"tree":["eq",{"f":"a","g":1},1]}""", "tree_unknown_node")]
    [InlineData("""{"v":1,"tree":["eq",{"f":null},1]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"f":"a"},1e400]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"f":"a"},99999999999999999999]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"f":"a"},{"date":"2026-02-30"}]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"f":"a"},{"date":null}]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["last",{"f":"a"},1,"fortnight"]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"money":1},1]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["eq",{"m":"p","take":"median"},1]}""", "tree_not_readable")]
    [InlineData("""{"v":1,"tree":["not",["all"],["all"]]}""", "tree_unknown_node")]
    public void what_is_not_a_tree_is_refused(string json, string rule)
    {
        var refused = Assert.Throws<Refused>(() => TreeParser.Clause(json));
        Assert.Equal(rule, refused.Rule);
        Assert.NotEqual(refused.Text.Ko, refused.Text.En);
    }

    [Fact]
    public void a_tree_beyond_the_limits_is_refused()
    {
        Assert.Equal("tree_too_deep", Assert.Throws<Refused>(() => TreeParser.Clause(Nested(21))).Rule);
        Assert.Equal("tree_too_deep", Assert.Throws<Refused>(() => TreeParser.Clause(Nested(5000))).Rule);
        TreeParser.Clause(Nested(20));
        Assert.Equal("tree_too_large", Assert.Throws<Refused>(() => TreeParser.Clause(Wide(67))).Rule);
        TreeParser.Clause(Wide(66));
        Assert.Equal("tree_too_large", Assert.Throws<Refused>(() => TreeParser.Clause(new string(' ', TreeParser.MaxLength + 1))).Rule);
        Assert.Equal("tree_list_too_long", Assert.Throws<Refused>(() => TreeParser.Clause(Listed(1001))).Rule);
        Shoppers.Schema.Bind(TreeParser.Clause(Listed(1000)), Shoppers.At);
        Assert.Equal("tree_too_large", Assert.Throws<Refused>(() => Shoppers.Schema.Bind(Powers(13), Shoppers.At)).Rule);
        Shoppers.Schema.Bind(Powers(12), Shoppers.At);

        static string Nested(int depth) => "{\"v\":1,\"tree\":" + string.Concat(Enumerable.Repeat("[\"not\",", depth - 1)) + "[\"all\"]" + new string(']', depth - 1) + "}";
        static string Wide(int leaves) => "{\"v\":1,\"tree\":[\"all\"" + string.Concat(Enumerable.Repeat(",[\"eq\",{\"f\":\"age\"},1]", leaves)) + "]}";
        static string Listed(int values) => "{\"v\":1,\"tree\":[\"in\",{\"f\":\"age\"}" + string.Concat(Enumerable.Range(0, values).Select(n => $",{n}")) + "]}";
        static Term Powers(int n) => Enumerable.Range(0, n).Aggregate((Term)new Term.Literal(2), (term, _) => new Term.Calculate(new Term.Field("score"), Arithmetic.Multiply, term));
    }
}
