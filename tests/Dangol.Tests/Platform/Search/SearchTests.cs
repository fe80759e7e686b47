using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Tests;

public sealed class SearchTests
{
    [Theory]
    [InlineData("김철수", "철수", true), InlineData("김철수", "김철", true), InlineData("김철수", "ㄱㅊㅅ", true), InlineData("김철수", "김ㅊ", true), InlineData("김철수", "김처", false), InlineData("김철수", "수김", false)]
    [InlineData("김 철수", "ㅊㅅ", true), InlineData("01012345678", "5678", true), InlineData("01012345678", "3456", true), InlineData("minsu@example.com", "exam", true), InlineData("Café Müller", "MÜLL", true)]
    public void what_holds_a_word_has_all_of_its_tokens(string content, string query, bool holds)
    {
        var (folded, words) = (Grams.Typed(Fold.Of(content)), Grams.Words(Grams.Typed(Fold.Of(query))).ToList());
        Assert.Equal(holds, words.TrueForAll(w => Grams.Holds(folded, w)));
        if (holds) Assert.Empty(Grams.Asked(string.Concat(words)).Except(Grams.Of(folded)));
    }

    [Theory, EveryEngine]
    public async Task people_are_found_by_what_one_remembers_of_them(Engine engine)
    {
        await using var shop = await Shop(engine);
        foreach (var query in new[] { "김철수", "철수", "ㄱㅊㅅ", "ㄱㅊ", "김ㅊㅅ", "김", "5678", "010-1234-5678", "+82 10 1234 5678", "chulsoo", "chulsoo@example.com", "example chul", "행복 철수" })
            Assert.Equal((query, "김철수"), (query, string.Join('|', await Found(shop, query))));
        foreach (var query in new[] { "ㅊㄱ", "9999", "철수야", "", "  ", "!!", "\"", "' or 1=1", "a*" }) Assert.Empty(await Found(shop, query));
        Assert.Equal(["박영희", "박영희 동생"], await Found(shop, "박영희"));
    }

    [Theory, EveryEngine]
    public async Task the_index_follows_every_change(Engine engine)
    {
        await using var shop = await Shop(engine);
        var type = shop.Company.Company.Declarations.Named("lead");
        var id = await shop.New("lead", new() { ["name"] = "이나영" });
        Assert.Equal("이나영", Assert.Single(await Found(shop, "나영")));
        var saved = await shop.Edit.Change(Actor.System, type, id, 1, new() { ["name"] = "이하나" });
        Assert.Empty(await Found(shop, "나영"));
        Assert.Equal("이하나", Assert.Single(await Found(shop, "ㅎㄴ")));
        await shop.Company.Get<UndoChangeSet>().Run(Actor.System, saved.ChangeSetId);
        Assert.Equal("이나영", Assert.Single(await Found(shop, "나영")));
        await shop.Edit.Delete(Actor.System, type, id);
        Assert.Empty(await Found(shop, "나영"));
        Assert.Equal(await shop.Company.Count("select count(*) from leads"), await shop.Company.Count("select count(*) from search_documents where type = 'lead'"));
    }

    [Theory, EveryEngine]
    public async Task a_change_of_what_nobody_searches_by_leaves_the_document_as_it_is(Engine engine)
    {
        await using var shop = await Shop(engine);
        var type = shop.Company.Company.Declarations.Named("lead");
        var id = await shop.New("lead", new() { ["name"] = "이나영", ["phone"] = "+821055556666" });
        await Found(shop, "나영");
        await shop.New("lead", new() { ["name"] = "나중에 온 사람" });   // so that a document written anew has another number
        await Found(shop, "나영");
        var first = await Document();
        await shop.Edit.Change(Actor.System, type, id, 1, new() { ["rating"] = "hot" });
        await Found(shop, "나영");
        Assert.Equal(first, await Document());
        await shop.Edit.Change(Actor.System, type, id, 2, new() { ["phone"] = "+821077778888" });
        Assert.Equal("이나영", Assert.Single(await Found(shop, "77778888")));
        Assert.Empty(await Found(shop, "55556666"));
        Assert.NotEqual(first, await Document());
        // What was removed and made again between two looks says what it said; what was only removed says nothing.
        var gone = await shop.Edit.Delete(Actor.System, type, id);
        await shop.Company.Get<UndoChangeSet>().Run(Actor.System, gone.ChangeSetId);
        Assert.Equal("이나영", Assert.Single(await Found(shop, "77778888")));
        await shop.Edit.Delete(Actor.System, type, id);
        Assert.Empty(await Found(shop, "나영"));

        Task<long> Document() => shop.Company.Count("select id from search_documents where record_id = @id", ("id", id));
    }

    [Theory, EveryEngine]
    public async Task who_may_not_see_a_record_does_not_find_it(Engine engine)
    {
        await using var shop = await Shop(engine);
        await Found(shop, "철수");
        var search = shop.Company.Get<SearchRecords>();
        var nobody = new Actor(Guid.NewGuid(), "아무나", Language.Korean, Origin.Web, Rights.Nothing);
        Assert.Empty((await search.Run(nobody, "철수", null, 10)).Records);
        var own = new Actor(Guid.NewGuid(), "판매원", Language.Korean, Origin.Web, new OwnOnly());
        Assert.Empty((await search.Run(own, "철수", null, 10)).Records);
        var type = shop.Company.Company.Declarations.Named("lead");
        await shop.Edit.Create(own, type, new() { ["name"] = "김철수 둘째" });
        await Read(shop);
        Assert.Equal("김철수 둘째", Assert.Single((await search.Run(own, "철수", null, 10)).Records).Title);
    }

    [Theory, EveryEngine]
    public async Task one_type_alone_can_be_searched_and_customers_are_found_too(Engine engine)
    {
        await using var shop = await Shop(engine);
        await shop.Company.Writes.Run(Actor.System, new("시험", "A test"), change => shop.Company.Get<CustomerIntake>().Resolve(change, "shop", [new("C-1") { Name = "김철수", Phone = "+821098765432" }], default));
        await Read(shop);
        var search = shop.Company.Get<SearchRecords>();
        Assert.Equal(["customer", "lead"], (await search.Run(Actor.System, "김철수", null, 10)).Records.Select(r => r.Type.Name).Order());
        Assert.Equal("customer", Assert.Single((await search.Run(Actor.System, "김철수", "customer", 10)).Records).Type.Name);
        Assert.True((await search.Run(Actor.System, "김철수", null, 1)).More);
    }

    [Theory, EveryEngine]
    public async Task what_the_limit_cuts_off_is_said_to_be_there(Engine engine)
    {
        await using var shop = await Shop(engine);
        await Read(shop);
        var search = shop.Company.Get<SearchRecords>();
        Assert.False((await search.Run(Actor.System, "원두 견적", null, 10)).More);
        // Newer than the only record that fits are many that have the tokens but not the words: more than are looked at first, and then more than are looked at at all.
        await shop.New("lead", new() { ["name"] = "가나다라" });
        await Read(shop);
        Assert.Equal("가나다라", Assert.Single((await search.Run(Actor.System, "나다라", null, 10)).Records).Title);
        await Tokens(100_000, 600);
        Assert.Equal("가나다라", Assert.Single((await search.Run(Actor.System, "나다라", null, 10)).Records).Title);
        await Tokens(200_000, 8_000);
        Assert.True((await search.Run(Actor.System, "나다라", null, 10)).More);

        async Task Tokens(int from, int count)
        {
            var numbers = $"with recursive n (x) as (select {from} union all select x + 1 from n where x < {from + count})";
            foreach (var sql in engine == Engine.Sqlite
                ? new[]
                {
                    $"{numbers} insert into search_grams (rowid, tokens) select x, '나다 다라' from n",
                    $"{numbers} insert into search_documents (id, type, record_id, title, content, whose) select x, 'lead', randomblob(16), '나다 다라', '나다 다라', 0 from n",
                }
                : [$"insert into search_documents (type, record_id, title, content, whose, tokens) select 'lead', gen_random_uuid(), '나다 다라', '나다 다라', 0, array_to_tsvector(array['나다', '다라']) from generate_series(1, {count})"])
                await shop.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute(sql, default));
        }
    }

    [Theory]
    [InlineData("단골상회", "단골 상회"), InlineData("박지현", "박지 지현"), InlineData("01000012345", "0100 0012 2345"), InlineData("example", "exa mpl ple"), InlineData("철수", "철수"), InlineData("김", "ˆ김"), InlineData("777", "ˆ777")]
    public void a_word_is_asked_for_by_tokens_side_by_side(string query, string tokens) => Assert.Equal(tokens.Split(' '), Grams.Asked(query));

    [Theory, EveryEngine]
    public async Task the_index_is_made_anew_and_a_run_that_broke_off_goes_on(Engine engine)
    {
        await using var shop = await Shop(engine);
        await Read(shop);
        var rebuild = shop.Company.Get<RebuildSearch>();
        // A document of nothing, and one that says something else than its record: what a restored or damaged index has.
        await shop.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute("update search_documents set record_id = @id where title = '박영희'", default, ("id", Guid.NewGuid())));
        Assert.Equal(["박영희 동생"], await Found(shop, "박영희"));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rebuild.Run(Actor.System, (_, _) => stop.CancelAsync(), stop.Token));
        await shop.New("lead", new() { ["name"] = "최철수" });
        var all = await shop.Company.Count("select count(*) from leads");
        var resumed = await rebuild.Run(Actor.System);
        Assert.True(resumed.Resumed);
        Assert.Equal(["박영희", "박영희 동생"], await Found(shop, "박영희"));
        Assert.Equal(["최철수", "김철수"], await Found(shop, "철수"));
        Assert.Equal(all, await shop.Company.Count("select count(*) from search_documents where type = 'lead'"));
        var anew = await rebuild.Run(Actor.System);
        Assert.Equal((false, await shop.Company.Count("select count(*) from search_documents")), (anew.Resumed, anew.Records));
        Assert.Equal(["최철수", "김철수"], await Found(shop, "철수"));
        Assert.Equal(0, await shop.Company.Count("select count(*) from search_rebuilds"));
        await Assert.ThrowsAsync<Refused>(() => rebuild.Run(new Actor(Guid.NewGuid(), "아무나", Language.Korean, Origin.Web, Rights.Nothing)));
    }

    private sealed class OwnOnly : Rights
    {
        public override bool Allows(Permission permission) => true;
        public override bool MaySet(string type, string field) => true;
        public override Clause? Reach(Permission permission) => new Clause.Compare(new Term.Field("owner_id"), Operator.Equal, new Term.Me());
    }

    private static async Task<Sale> Shop(Engine engine)
    {
        var shop = await Sale.Open(engine);
        await shop.New("lead", new() { ["name"] = "김철수", ["organisation"] = "행복상사", ["phone"] = "+821012345678", ["email"] = "chulsoo@example.com" });
        await shop.New("lead", new() { ["name"] = "박영희 동생" });
        await shop.New("lead", new() { ["name"] = "박영희" });
        return shop;
    }

    private static async Task Read(Sale shop)
    {
        await shop.Company.Settled();
        var company = shop.Company.Company;
        await shop.Company.Get<JournalRunner>().CatchUp(new IndexRecords(company.Declarations));
    }

    private static async Task<List<string>> Found(Sale shop, string query)
    {
        await Read(shop);
        return [.. (await shop.Company.Get<SearchRecords>().Run(Actor.System, query, null, 20)).Records.Select(r => r.Title)];
    }
}
