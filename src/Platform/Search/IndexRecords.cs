namespace Dangol.Platform;

/// <summary>Keeps the search index beside the records: reads the journal, and writes what changed records say now.</summary>
internal sealed class IndexRecords(Declarations declarations) : JournalReader
{
    private const int PerStatement = 500;

    /// <summary>Under this name its checkpoint stands.</summary>
    public const string Reader = "search";

    public override string Name => Reader;

    public override Text Label => new("검색 색인", "Search index");

    public override bool Wants(JournalEntry entry) => entry.RecordId is not null && entry.Operation != Operations.Event && declarations.Has(entry.Type) && IsSearched(declarations.Named(entry.Type));

    public override async Task Handle(Change change, JournalEntry entry, CancellationToken cancel) => await (await Ready(change.Session, [entry], cancel))!(change);

    public override async Task<Func<Change, Task>?> Ready(Session read, IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        var renewed = new List<(DeclaredType Type, Guid[] Ids, List<Document> Found)>();
        foreach (var of in entries.GroupBy(e => e.Type, StringComparer.Ordinal))
            foreach (var some in of.GroupBy(e => e.RecordId!.Value).Chunk(PerStatement))
            {
                var (type, same) = (declarations.Named(of.Key), new HashSet<Guid>());
                var said = await Say(read, type, [.. some.Select(s => s.Key)], cancel);
                // Many edits are of what nobody searches by: then its document stands, as nobody else writes it.
                var known = await Known(read, [.. some.Where(s => s.Any(e => e.Operation != Operations.Created)).Select(s => s.Key)], cancel);
                said.RemoveAll(s => known.Contains(s.In) && same.Add(s.In.Record));
                Guid[] ids = [.. some.Select(s => s.Key).Where(id => !same.Contains(id))];
                if (ids.Length > 0) renewed.Add((type, ids, said.ConvertAll(s => Document.Of(type, s))));
            }
        return async change =>
        {
            foreach (var (type, ids, found) in renewed) await Renew(change, type, ids, found, cancel);
        };
    }

    /// <summary>Types that the search finds: those with a name, pages and at least one searchable field.</summary>
    public static bool IsSearched(DeclaredType type) => type is { Pages: not null, TitleField: not null } && type.Fields.Any(f => f.IsSearchable);

    /// <summary>What a record says, and whose it is.</summary>
    private sealed record Said(Indexed In, Whose Whose);

    /// <summary>What the index has of a record.</summary>
    private sealed record Indexed(Guid Record, string Title, string Content, long? Whose);

    /// <summary>What records say now; those that are gone say nothing.</summary>
    private static Task<List<Said>> Say(Session read, DeclaredType type, Guid[] ids, CancellationToken cancel)
    {
        var fields = type.Fields.Where(f => f.IsSearchable).ToList();
        return read.List($"select id, {type.TitleField!.Name}, {(type.Grain == Grain.Record ? "owner_id, team_id" : "null, null")}{string.Concat(fields.Select(f => ", " + f.Name))} from {type.Table} where {read.In<Guid>("id", "ids")}",
            row => Of(row, fields), cancel, ("ids", ids));
    }

    /// <summary>What the index has of records.</summary>
    private static async Task<HashSet<Indexed>> Known(Session read, Guid[] ids, CancellationToken cancel) => ids.Length == 0 ? [] :
        [.. await read.List($"select record_id, title, content, whose from search_documents where {read.In<Guid>("record_id", "ids")}", row => new Indexed(row.Guid(0), row.Text(1), row.Text(2), row.LongOrNull(3)), cancel, ("ids", ids))];

    private static Said Of(Row row, List<Field> fields)
    {
        const int First = 4;
        var (said, whose) = (new List<string>(), new Whose(row.GuidOrNull(2), row.GuidOrNull(3)));
        for (var i = 0; i < fields.Count; i++)
        {
            if (row.IsNull(i + First)) continue;
            said.Add(AsFound(fields[i].Type, fields[i].Type.Read(row, i + First)));
        }
        return new(new(row.Guid(0), row.TextOrNull(1) ?? "", string.Join('\n', said), whose.Number), whose);
    }

    /// <summary>A value as it is found: a telephone number as people dial it, in one run of digits, so that any four of them in a row find it.</summary>
    internal static string AsFound(FieldType type, object value) => type is PhoneType ? new([.. PhoneNumber.Show(value.ToString()!).Where(char.IsAsciiDigit)]) : Grams.Typed(Fold.Of(value.ToString()!));

    /// <summary>Writes anew what the index has of these records.</summary>
    internal static async Task Renew(Change change, DeclaredType type, Guid[] ids, CancellationToken cancel)
    {
        // In the order of the keys asked for: the newest are found first.
        var said = (await Say(change.Session, type, ids, cancel)).ToDictionary(s => s.In.Record);
        await Renew(change, type, ids, [.. ids.Where(said.ContainsKey).Select(id => Document.Of(type, said[id]))], cancel);
    }

    private static async Task Renew(Change change, DeclaredType type, Guid[] ids, List<Document> found, CancellationToken cancel)
    {
        var known = change.Session.In<Guid>("record_id", "ids");
        if (change.Session.Engine == Engine.Sqlite)
        {
            await change.Execute($"delete from search_grams where rowid in (select id from search_documents where {known})", cancel, ("ids", ids));
            await change.Execute($"delete from search_documents where {known}", cancel, ("ids", ids));
            if (found.Count == 0) return;
            // There is one writer, so the next numbers are its own.
            var last = await change.Session.Number("select max(coalesce((select max(id) from search_documents), 0), coalesce((select upto from search_upgrades), 0))", cancel);
            foreach (var document in found) document.No = ++last;
            await RowWriter.Insert(change.Session, Documents, found, OnExisting.Fail, null, change.Set.Id, cancel);
            await RowWriter.Insert(change.Session, Tokens, found, OnExisting.Fail, null, change.Set.Id, cancel);
            return;
        }
        await change.Execute($"delete from search_documents where {known}", cancel, ("ids", ids));
        if (found.Count == 0) return;
        await change.Execute("""
            insert into search_documents (type, record_id, title, content, whose, tokens)
            select @type, f.id, f.title, f.content, f.whose, array_to_tsvector(string_to_array(f.tokens, ' ')) from unnest(@found, @titles, @contents, @whose, @tokens) f (id, title, content, whose, tokens)
            """, cancel, ("type", type.Name), ("found", found.ConvertAll(d => d.Id).ToArray()), ("titles", found.ConvertAll(d => d.Title).ToArray()),
            ("contents", found.ConvertAll(d => d.Content).ToArray()), ("whose", found.ConvertAll(d => d.Whose).ToArray()), ("tokens", found.ConvertAll(d => d.Tokens).ToArray()));
    }

    private static readonly RowShape<Document> Documents = Shape("search_documents", ("id", nameof(Document.No)), ("type", nameof(Document.Type)), ("record_id", nameof(Document.Id)), ("title", nameof(Document.Title)),
        ("content", nameof(Document.Content)), ("whose", nameof(Document.Whose)));

    private static readonly RowShape<Document> Tokens = Shape("search_grams", ("rowid", nameof(Document.No)), ("tokens", nameof(Document.Tokens)));

    private static RowShape<Document> Shape(string table, params (string Column, string Property)[] columns) => new(table, [.. columns.Select(c => (c.Column, typeof(Document).GetProperty(c.Property)!))]);

    private sealed record Document(string Type, Guid Id, string Title, string Content, long Whose, string Tokens)
    {
        public long No { get; set; }

        public static Document Of(DeclaredType type, Said said)
        {
            var tokens = Grams.Of(said.In.Content);
            tokens.Add(Grams.OfType(type.Name));
            tokens.Add(Grams.Whole + Joined(said.In.Title));
            tokens.UnionWith(said.Whose.Tokens);
            return new(type.Name, said.In.Record, said.In.Title, said.In.Content, said.Whose.Number, string.Join(' ', tokens));
        }
    }

    /// <summary>A title without blanks and signs, as one token.</summary>
    internal static string Joined(string title) => string.Concat(Grams.Words(Grams.Typed(title)));
}
