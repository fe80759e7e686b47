using Dangol.Platform;
using Dangol.Tests;

namespace Dangol.Crash;

internal static class Scenarios
{
    private static readonly Text Because = Text.Same("A crash test");
    private static readonly Lock Saying = new();

    public static void Say(string line)
    {
        lock (Saying) { Console.Out.WriteLine(line); Console.Out.Flush(); }
    }

    public static Task Done { get; } = new TaskCompletionSource().Task;

    /// <summary>Eight writers at once, without end; each says the key of a note once it was told that the note is kept.</summary>
    public static Task Write(Company company) => Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
    {
        for (var i = 0; ; i++)
        {
            var id = await company.Writes.Run(Actor.System, Because, async change =>
            {
                var note = new Note { Title = $"{writer}-{i}" };
                change.Open<NotesDb>().Add(note);
                await change.Save();
                return note.Id;
            });
            Say(id.ToString());
        }
    })));

    public static Task Add(Change change, string title)
    {
        change.Open<NotesDb>().Add(new Note { Title = title });
        return change.Save();
    }
}

/// <summary>Handles two notes, and stands still in the third: what it wrote is not committed, the checkpoint not moved.</summary>
internal sealed class StopBeforeCheckpoint : JournalReader
{
    private int _seen;

    public override string Name => "see_notes";

    public override bool Wants(JournalEntry entry) => entry is { Type: "note", Operation: Operations.Created };

    public override async Task Handle(Change change, JournalEntry entry, CancellationToken cancel)
    {
        await change.Execute("insert into seen (reader, record_id, title) values (@reader, @id, @title)", cancel, ("reader", Name), ("id", entry.RecordId), ("title", entry.After));
        Scenarios.Say($"handled {++_seen}");
        if (_seen == 3) await Scenarios.Done.WaitAsync(cancel);
    }
}

/// <summary>Adds a note a step with its place, and stands still before the commit of the sixth.</summary>
internal sealed class Steps(Writes writes) : IJob
{
    public sealed record Place(int Next);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        for (var i = run.State<Place>()?.Next ?? 0; ; i++)
            await writes.Run(writes.NewChangeSet(run.Actor, Text.Same("Step")), async change =>
            {
                await Scenarios.Add(change, $"step {i}");
                await run.Checkpoint(change, new Place(i + 1), cancel);
                Scenarios.Say($"step {i}");
                if (i == 5) await Scenarios.Done.WaitAsync(cancel);
                return true;
            }, cancel: cancel);
    }
}
