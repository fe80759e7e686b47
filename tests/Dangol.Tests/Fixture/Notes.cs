using Dangol.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>A record type and a fact type of the tests' own, to try the write path without any module.</summary>
internal sealed class Note : Record
{
    public string Title { get; set; } = "";
    public string TitleFolded { get; private set; } = "";
    public string? Code { get; set; }
    public string? Phone { get; set; }
    public long Size { get; set; }
    public DateOnly? Due { get; set; }
}

internal sealed class NoteType : RecordType<Note>
{
    public NoteType() : base("note", "notes", new("메모", "Note"))
    {
        Field(n => n.Title, new("제목", "Title")).Required().AtMost(100);
        Folded(n => n.Title, n => n.TitleFolded);
        Field(n => n.Code, new("코드", "Code")).Unique("notes_code");
        Field(n => n.Phone, new("전화번호", "Telephone")).Personal();
        Field(n => n.Size, new("크기", "Size"));
        Field(n => n.Due, new("기한", "Due"));
        Rule(n => { if (n.Size < 0) throw new Refused("negative", "size", new("크기는 0 이상이어야 해요.", "The size must be 0 or more.")); });
    }
}

internal sealed class Tick : Fact
{
    public Guid NoteId { get; set; }
    public int No { get; set; }
    public long Value { get; set; }
}

internal sealed class TickType : FactType<Tick>
{
    public TickType() : base("tick", "ticks", new("눈금", "Tick"))
    {
        Field(t => t.Value, new("값", "Value"));
        Keeps(t => t.NoteId, "note");
    }

    protected override void Map(EntityTypeBuilder<Tick> entity) => entity.HasKey(t => new { t.NoteId, t.No });
}

internal sealed class NotesDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Tick> Ticks => Set<Tick>();

    protected override IEnumerable<DeclaredType> Types => [new NoteType(), new TickType()];
}

internal static class NotesModule
{
    public static void AddNotes(IServiceCollection services)
    {
        services.AddDeclared<NoteType>();
        services.AddDeclared<TickType>();
        services.AddSchema("notes", typeof(NotesModule).Assembly);
    }
}
