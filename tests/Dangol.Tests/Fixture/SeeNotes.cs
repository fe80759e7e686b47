using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A reader that writes down each note it was told of; it stumbles over titles that say so, while <see cref="Stumbles"/>.</summary>
internal sealed class SeeNotes(SeeNotes.Mood mood) : JournalReader
{
    internal sealed class Mood
    {
        public bool Stumbles { get; set; } = true;

        public int Tried { get; set; }
    }

    public override string Name => "see_notes";

    public override bool Wants(JournalEntry entry) => entry is { Type: "note", Operation: Operations.Created };

    public override async Task Handle(Change change, JournalEntry entry, CancellationToken cancel)
    {
        var title = JsonDocument.Parse(entry.After!).RootElement.GetProperty("title").GetString()!;
        if (title.StartsWith("stumble", StringComparison.Ordinal))
        {
            mood.Tried++;
            if (mood.Stumbles) throw new InvalidOperationException($"stumbled over {title}");
        }
        await change.Execute("insert into seen (reader, record_id, title) values (@reader, @id, @title)", cancel, ("reader", Name), ("id", entry.RecordId), ("title", title));
    }
}
