using System.Text.Json.Nodes;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Batches over HTTP: a verdict for each row, one change set for all.</summary>
public sealed class BatchApiTests
{
    [Theory, EveryEngine]
    public async Task each_row_has_its_verdict_and_none_keeps_another_back(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var (one, two, three) = (await api.Made("""{"name":"하나","code":"A","phone":"01012345678"}"""), await api.Made("""{"name":"둘","code":"B","pieces":2}"""), await api.Made("""{"name":"셋","code":"C"}"""));
        var four = await api.Made("""{"name":"넷","code":"D"}""");
        var done = await api.Post("gadget/batch", $$$"""
            {"rows":[
             {"fields":{"name":"새것","code":"N1","price":{"amount":10,"currency":"USD"},"parent_id":"{{{one}}}"}},
             {"do":"create","fields":{"name":""}},
             {"do":"create","fields":{"name":"같은 코드","code":"A"}},
             {"do":"create","fields":{"name":"같은 코드 또","code":"N1"}},
             {"do":"create","fields":{"name":"없는 상위","parent_id":"00000000-0000-0000-0000-000000000009"}},
             {"do":"create","fields":{"name":"모르는 항목","colour":"red"}},
             {"do":"create","fields":{"name":"음수","pieces":-1}},
             {"do":"create","fields":{"name":"유리","is_fragile":true,"size":"large"}},
             {"do":"update","id":"{{{one}}}","version":1,"fields":{"name":"하나 바뀜","phone":null}},
             {"do":"update","id":"{{{two}}}","version":7,"fields":{"name":"둘 바뀜"}},
             {"do":"update","id":"{{{four}}}","fields":{"code":"C"}},
             {"do":"update","id":"00000000-0000-0000-0000-000000000008","fields":{"name":"없음"}},
             {"do":"update","fields":{"name":"누구"}},
             {"do":"upsert","by":"code","fields":{"code":"C","pieces":3}},
             {"do":"upsert","by":"code","fields":{"code":"N2","name":"새로"}},
             {"do":"upsert","by":"code","fields":{"code":"N2","name":"또 새로"}},
             {"do":"upsert","by":"name","fields":{"name":"x"}},
             {"do":"upsert","by":"code","fields":{"name":"x"}},
             {"do":"delete","id":"{{{three}}}"},
             {"do":"remove"}, 7,
             {"do":"create","fields":{"name":"a"},"more":1}
            ]}
            """);
        Assert.True(done.Code == 200, done.Page.Body);
        var verdicts = done.Json["rows"]!.AsArray();
        Assert.Equal(
        [
            "created", "required name", "duplicate code", "duplicate code", "reference_unknown parent_id", "unknown_field colour", "negative pieces", "required handling", "updated", "version_unknown version", "duplicate code",
            "out_of_reach", "value_wrong id", "updated", "created", "updated", "value_wrong by", "required code", "deleted", "value_wrong do", "json_wrong", "unknown_part more",
        ], verdicts.Select(v => v!["outcome"]!.GetValue<string>() is "refused" ? $"{v["rule"]} {v["field"]}".Trim() : v["outcome"]!.GetValue<string>()));
        Assert.All(verdicts.Where(v => v!["outcome"]!.GetValue<string>() == "refused"), v => Assert.True(v!["ko"]!.GetValue<string>().Any(c => c is >= '가' and <= '힣') && v["en"]!.GetValue<string>().Length > 5));
        Assert.Equal("created 2, deleted 1, refused 16, unchanged 0, updated 3", string.Join(", ", done.Json.AsObject().Where(p => p.Value?.GetValueKind() == System.Text.Json.JsonValueKind.Number).Select(p => $"{p.Key} {p.Value}")));

        var first = await api.Get("gadget/" + one);
        Assert.Equal(("하나 바뀜", true, 2), (first.Text("name"), first.Json["phone"] is null, first.Json["version"]!.GetValue<int>()));
        Assert.Equal(404, (await api.Get("gadget/" + three)).Code);
        // The journal tells before and after of what differs, personal values apart.
        var entries = await Journal(api, done.Text("change_set_id"));
        Assert.Equal(6, entries.Count);
        Assert.Contains(("updated", """{"name":"하나","name_folded":"하나"}""", """{"name":"하나 바뀜","name_folded":"하나 바뀜"}""", """{"before":{"phone":"+821012345678"},"after":{"phone":null}}"""), entries);
        Assert.Contains(("updated", """{"pieces":null}""", """{"pieces":3}""", null), entries);

        var again = await api.Post("gadget/batch", $$$"""{"rows":[{"do":"update","id":"{{{one}}}","fields":{"name":"하나 바뀜"}},{"do":"delete","id":"{{{two}}}","version":1},{"do":"delete","id":"{{{two}}}"}]}""");
        Assert.Equal(["unchanged", "deleted", "refused"], again.Json["rows"]!.AsArray().Select(v => v!["outcome"]!.GetValue<string>()));
        Assert.Equal(404, (await api.Get("gadget/" + two)).Code);
    }

    [Theory, EveryEngine]
    public async Task rows_that_name_the_same_record_are_carried_out_in_their_order_and_meet_only_what_others_changed(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var (one, two) = (await api.Made("""{"name":"하나","code":"A","pieces":1}"""), await api.Made("""{"name":"둘","code":"B"}"""));
        var others = await api.Call("PATCH", "gadget/" + two, """{"pieces":5}""", ("If-Match", "\"1\""));
        Assert.Equal(200, others.Code);
        var done = await api.Post("gadget/batch", $$$"""
            {"rows":[
             {"do":"update","id":"{{{one}}}","version":1,"fields":{"pieces":2}},
             {"do":"update","id":"{{{one}}}","version":1,"fields":{"weight":1.5}},
             {"do":"upsert","by":"code","fields":{"code":"A","pieces":-1}},
             {"do":"upsert","by":"code","fields":{"code":"A","story":"셋째","pieces":3}},
             {"do":"update","id":"{{{two}}}","version":1,"fields":{"name":"둘 바뀜"}},
             {"do":"update","id":"{{{two}}}","version":1,"fields":{"pieces":9}},
             {"do":"delete","id":"{{{two}}}","version":1},
             {"do":"create","fields":{"name":"새","code":"N"}},
             {"do":"update","id":"{{{one}}}","fields":{"code":"M"}}
            ]}
            """);
        Assert.Equal(["updated 2", "updated 3", "negative pieces", "updated 4", "updated 3", "changed_meanwhile pieces", "changed_meanwhile version", "created 1", "updated 5"],
            done.Json["rows"]!.AsArray().Select(v => v!["outcome"]!.GetValue<string>() is "refused" ? $"{v["rule"]} {v["field"]}" : $"{v["outcome"]} {v["version"]}"));
        var (first, second) = (await api.Get("gadget/" + one), await api.Get("gadget/" + two));
        Assert.Equal(("M", 3, 1.5, "셋째"), (first.Text("code"), first.Json["pieces"]!.GetValue<int>(), first.Json["weight"]!.GetValue<double>(), first.Text("story")));
        Assert.Equal(("둘 바뀜", 5), (second.Text("name"), second.Json["pieces"]!.GetValue<int>()));
        var often = await api.Post("gadget/batch", $$$"""{"rows":[{{{string.Join(',', Enumerable.Range(0, 51).Select(i => $$$"""{"do":"update","id":"{{{one}}}","fields":{"pieces":{{{100 + i}}}}}"""))}}}]}""");
        Assert.Equal((50, "named_too_often"), (often.Json["updated"]!.GetValue<int>(), often.Json["rows"]![50]!["rule"]!.GetValue<string>()));
    }

    [Theory, EveryEngine]
    public async Task rows_that_change_different_fields_of_every_type_leave_each_others_alone(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        const string all = """
            "story":"옛날에","pieces":7,"weight":1.25,"price":{"amount":1200,"currency":"KRW"},"piece_micros":{"amount":0.5,"currency":"USD"},"share":0.5,"made_on":"2026-02-03","seen_at":"2026-02-03T04:05:06.007Z",
            "is_fragile":true,"size":"medium","colours":["red","clear"],"tags":["vip","서울"],"email":"A@example.com","phone":"010-1234-5678","website":"https://example.com","handling":"살살"
            """;
        var model = await api.Get("gadget/" + await api.Made($$"""{"name":"본",{{all}}}"""));
        var (full, bare, kept) = (await api.Made("""{"name":"가득"}"""), await api.Made($$"""{"name":"빈",{{all}}}"""), await api.Made($$"""{"name":"둔",{{all}}}"""));
        var emptied = model.Json.AsObject().Select(f => f.Key).Where(name => all.Contains($"\"{name}\":", StringComparison.Ordinal) && name is not ("size" or "is_fragile")).ToList();
        var done = await api.Post("gadget/batch", $$$"""
            {"rows":[{"do":"update","id":"{{{full}}}","fields":{{{{all}}}}},
             {"do":"update","id":"{{{bare}}}","fields":{"is_fragile":null,{{{string.Join(',', emptied.Select(name => $"\"{name}\":null"))}}}}},
             {"do":"update","id":"{{{kept}}}","fields":{"name":"둔 것"}}]}
            """);
        Assert.Equal(3, done.Json["updated"]!.GetValue<int>());
        var (one, two, three) = ((await api.Get("gadget/" + full)).Json, (await api.Get("gadget/" + bare)).Json, (await api.Get("gadget/" + kept)).Json);
        Assert.True(emptied.Count > 12);
        foreach (var name in emptied)
            Assert.Equal((name, Said(model.Json, name), null, Said(model.Json, name)), (name, Said(one, name), Said(two, name), Said(three, name)));
        Assert.Equal(("빈", "둔 것", "medium"), (two["name"]!.GetValue<string>(), three["name"]!.GetValue<string>(), one["size"]!.GetValue<string>()));

        await api.Site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, Guid.Parse(done.Text("change_set_id"))));
        var (back, again) = ((await api.Get("gadget/" + full)).Json, (await api.Get("gadget/" + bare)).Json);
        foreach (var name in emptied) Assert.Equal((name, null, Said(model.Json, name)), (name, name == "made_on" ? null : Said(back, name), Said(again, name)));

        static string? Said(System.Text.Json.Nodes.JsonNode record, string name) => record[name]?.ToJsonString() is { } said and not "[]" ? said : null;
    }

    [Theory, EveryEngine]
    public async Task what_other_records_refer_to_is_not_removed_and_says_so(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var (pipeline, free) = (await Made("pipeline", """{"name":"쓰이는 과정","position":7}"""), await Made("pipeline", """{"name":"빈 과정","position":8}"""));
        await Made("stage", $$"""{"name":"첫 단계","pipeline_id":"{{pipeline}}","position":1,"probability":0.5}""");
        Assert.Equal((409, "in_use", (string?)null), (await api.Call("DELETE", "pipeline/" + pipeline, null)).Problem());
        var browser = await api.Site.SignedIn();
        var refused = await browser.Submit(await browser.Get("/pipelines/" + pipeline), $"/pipelines/{pipeline}/delete");
        Assert.Equal(409, refused.Code);
        Assert.Contains("단계가 영업 과정 항목에서 이 기록을 쓰고 있어 삭제할 수 없어요.", refused.Words, StringComparison.Ordinal);
        var done = await api.Post("pipeline/batch", $$"""{"rows":[{"do":"delete","id":"{{pipeline}}"},{"do":"delete","id":"{{free}}"}]}""");
        Assert.Equal(["in_use", "deleted"], done.Json["rows"]!.AsArray().Select(v => (v!["rule"] ?? v["outcome"])!.GetValue<string>()));
        Assert.Equal((200, 404), ((await api.Get("pipeline/" + pipeline)).Code, (await api.Get("pipeline/" + free)).Code));

        async Task<string> Made(string type, string json)
        {
            var made = await api.Post(type, json);
            Assert.True(made.Code == 201, made.Page.Body);
            return made.Text("id");
        }
    }

    [Theory, EveryEngine]
    public async Task a_large_batch_is_one_change_set_and_can_be_taken_back(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        const int many = 2_500;
        string Rows(Func<int, string> row) => $$"""{"rows":[{{string.Join(',', Enumerable.Range(0, many).Select(row))}}]}""";
        var made = await api.Post("gadget/batch", Rows(i => $$$"""{"fields":{"name":"물건 {{{i}}}","code":"C{{{i}}}","pieces":{{{i}}},"email":"a{{{i}}}@example.com"}}"""));
        Assert.Equal((many, many), (made.Json["created"]!.GetValue<int>(), (int)await api.Site.Count("select count(*) from gadgets")));
        var changed = await api.Post("gadget/batch", Rows(i => $$$"""{"do":"upsert","by":"code","fields":{"code":"C{{{i}}}","pieces":{{{i + (i % 2) + 1}}},"email":null}}"""));
        Assert.Equal(many, changed.Json["updated"]!.GetValue<int>());
        Assert.Equal(many, await api.Site.Count("select count(*) from journal where change_set_id = @set and operation = 'updated'", ("set", Guid.Parse(changed.Text("change_set_id")))));
        Assert.Equal((many, 0), (await api.Site.Count("select count(*) from gadgets where version = 2"), await api.Site.Count("select count(*) from gadgets where email is not null or email_folded is not null")));

        await Undo(changed);
        Assert.Equal((many, many), (await api.Site.Count("select count(*) from gadgets where email is not null"), await api.Site.Count("select count(*) from gadgets where 'C' || pieces = code")));
        var gone = await api.Post("gadget/batch", Rows(i => $$"""{"do":"delete","id":"{{made.Json["rows"]![i]!["id"]}}"}"""));
        Assert.Equal((many, 0), (gone.Json["deleted"]!.GetValue<int>(), await api.Site.Count("select count(*) from gadgets")));
        await Undo(gone);
        Assert.Equal((many, many), (await api.Site.Count("select count(*) from gadgets where email is not null"), await api.Site.Count("select count(*) from gadgets where keeper_id is not null and name_folded = name")));

        async Task Undo(ApiAnswered answered)
        {
            var report = await api.Site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, Guid.Parse(answered.Text("change_set_id"))));
            Assert.Equal((many, 0), (report.Records, report.Conflicts.Count));
        }
    }

    [Theory, EveryEngine]
    public async Task a_batch_that_comes_twice_is_carried_out_once_and_goes_on_where_it_broke_off(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var key = ("Idempotency-Key", "batch-1");
        var json = $$"""{"rows":[{{string.Join(',', Enumerable.Range(0, 1_500).Select(i => $$$"""{"fields":{"name":"물건 {{{i}}}"}}"""))}}]}""";
        var first = await api.Post("gadget/batch", json, key);
        Assert.Equal(1_500, first.Json["created"]!.GetValue<int>());
        var second = await api.Post("gadget/batch", json, key);
        Assert.Equal((first.Page.Body, "true"), (second.Page.Body, second.Header("Idempotency-Replayed")));
        Assert.Equal((422, "idempotency_key_reused", "Idempotency-Key"), (await api.Post("gadget/batch", """{"rows":[{"fields":{"name":"x"}}]}""", key)).Problem());
        Assert.Equal((1_500, 2), (await api.Site.Count("select count(*) from gadgets"), await api.Site.Count("select count(*) from api_answers")));

        // As if the program had been killed between the two chunks.
        await using (var raw = await Raw(api))
        await using (var command = raw.CreateCommand())
        {
            command.CommandText = "delete from api_answers where part = 2";
            await command.ExecuteNonQueryAsync();
        }
        var resumed = await api.Post("gadget/batch", json, key);
        Assert.Equal((1_500, first.Text("change_set_id")), (resumed.Json["created"]!.GetValue<int>(), resumed.Text("change_set_id")));
        Assert.Equal(2_000, await api.Site.Count("select count(*) from gadgets"));
        Assert.Equal(2_000, await api.Site.Count("select count(*) from journal where change_set_id = @set", ("set", Guid.Parse(first.Text("change_set_id")))));
    }

    [Theory, EveryEngine]
    public async Task what_is_no_batch_is_refused_as_a_whole(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        Assert.Equal((422, "rows_missing", "rows"), (await api.Post("gadget/batch", "{}")).Problem());
        Assert.Equal((422, "rows_missing", "rows"), (await api.Post("gadget/batch", """{"rows":[]}""")).Problem());
        Assert.Equal((422, "unknown_part", "items"), (await api.Post("gadget/batch", """{"items":[]}""")).Problem());
        Assert.Equal((422, "too_many_rows", "rows"), (await api.Post("gadget/batch", $$"""{"rows":[{{string.Join(',', Enumerable.Repeat("{}", 10_001))}}]}""")).Problem());
        Assert.Equal(0, await api.Site.Count("select count(*) from change_sets where origin = 'api'"));
    }

    [Theory, EveryEngine]
    public async Task rows_out_of_reach_are_not_there(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 30, seed: 11);
        var me = gadgets.People[1].Id;
        var clerk = new Actor(me, "clerk", Language.Korean, Origin.Api, new Own());
        var rows = gadgets.All.Select(g => new BatchRow(BatchDo.Update, new() { ["weight"] = 77.5 }) { Id = g.Id })
            .Append(new(BatchDo.Create, new() { ["name"] = "내 것", ["parent_id"] = gadgets.All.First(g => g.OwnerId != me).Id }))
            .Append(new(BatchDo.Create, new() { ["name"] = "남의 것", ["owner_id"] = gadgets.People[0].Id })).ToList();
        var set = gadgets.Company.Writes.NewChangeSet(clerk, new("시험", "A test"));
        var verdicts = await gadgets.Company.Get<BatchRecords>().Run(set, gadgets.Type, rows, null, default);
        foreach (var (gadget, verdict) in gadgets.All.Zip(verdicts))
            Assert.Equal(gadget.OwnerId == me ? (BatchOutcome.Updated, null) : (BatchOutcome.Refused, "out_of_reach"), (verdict.Outcome, verdict.Why?.Rule));
        Assert.Equal(["reference_unknown", "out_of_reach"], verdicts[^2..].Select(v => v.Why?.Rule));
        Assert.Equal(gadgets.All.Count(g => g.OwnerId == me), await gadgets.Company.Count("select count(*) from gadgets where weight = 77.5"));
        var gone = await gadgets.Company.Get<BatchRecords>().Run(set, gadgets.Type, [.. gadgets.All.Select(g => new BatchRow(BatchDo.Delete, []) { Id = g.Id })], null, default);
        Assert.Equal(gadgets.All.Count(g => g.OwnerId == me), gone.Count(v => v.Outcome == BatchOutcome.Deleted));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refused>(() => gadgets.Company.Get<BatchRecords>().Run(gadgets.Company.Writes.NewChangeSet(clerk with { Rights = Rights.Nothing }, new("시험", "A test")), gadgets.Type, rows, null, default))).Status);
    }

    private static async Task<System.Data.Common.DbConnection> Raw(ApiCaller api)
    {
        System.Data.Common.DbConnection raw = api.Site.Company.Place.Postgres is { } postgres
            ? new Npgsql.NpgsqlConnection(postgres)
            : new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(api.Site.Company.Place.Folder, "dangol.db")};Pooling=false");
        await raw.OpenAsync();
        return raw;
    }

    private static async Task<List<(string, string?, string?, string?)>> Journal(ApiCaller api, string set)
    {
        await using var read = await api.Site.Company.Store.Read();
        var entries = await read.List("select operation, before, after, personal from journal where change_set_id = @set", row => (row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3)), default, ("set", Guid.Parse(set)));
        // Both engines keep the same object; the order of its members and blanks are their own.
        return entries.ConvertAll(e => (e.Item1, Even(e.Item2), Even(e.Item3), Even(e.Item4)));
    }

    private static string? Even(string? json) => json is null ? null : JsonNode.Parse(json)!.ToJsonString(JournalJson.Options);

    private sealed class Own : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override Clause? Reach(Permission permission) => permission.Type == "gadget" ? new Clause.Compare(new Term.Field("owner_id"), Operator.Equal, new Term.Me()) : null;
    }
}
