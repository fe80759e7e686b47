using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>
/// Handles entries of the journal into the operational database: at least once, in order, with its checkpoint in the same transaction as what it writes. An
/// entry that fails five times is parked, shown to the administrator, and the reader goes on.
/// </summary>
public abstract class JournalReader
{
    /// <summary>The reader's name; its checkpoint and its parked entries stand under it.</summary>
    public abstract string Name { get; }

    /// <summary>What people call the work it does.</summary>
    public virtual Text Label => Text.Same(Name);

    /// <summary>Is this entry for it? Decided by its type, record and operation: its values are not read before.</summary>
    public abstract bool Wants(JournalEntry entry);

    /// <summary>Handles one entry; what it writes through <paramref name="change"/> is committed together with the checkpoint.</summary>
    public abstract Task Handle(Change change, JournalEntry entry, CancellationToken cancel);

    /// <summary>
    /// Makes ready many entries (without their values) at once, before the write begins, so that people wait for no more than the writing; null where it handles one by
    /// one. When the write fails, they are handled one by one.
    /// </summary>
    /// <returns>What is to be written.</returns>
    public virtual Task<Func<Change, Task>?> Ready(Session read, IReadOnlyList<JournalEntry> entries, CancellationToken cancel) => Task.FromResult<Func<Change, Task>?>(null);

    /// <summary>The reason that the journal shows for what the reader writes.</summary>
    public virtual Text Reason => new($"자동 처리: {Label.Ko}", $"Automatic: {Label.En}");
}

/// <summary>The readers that the modules registered, for one company.</summary>
public sealed class JournalReaders(IServiceProvider services, IEnumerable<JournalReaders.Kind> kinds, JournalRunner runner)
{
    /// <summary>A registered reader.</summary>
    public sealed record Kind(Type Type);

    /// <summary>All of them.</summary>
    public IEnumerable<JournalReader> All => kinds.Select(kind => (JournalReader)services.GetRequiredService(kind.Type));

    /// <summary>The reader of that name, or null where no module has it any more.</summary>
    public JournalReader? Named(string name) => All.FirstOrDefault(reader => reader.Name == name);

    /// <summary>Lets every reader handle all there is now: for commands that serve nothing.</summary>
    /// <returns>How many entries were handled.</returns>
    public async Task<int> CatchUp(CancellationToken cancel = default)
    {
        var handled = 0;
        foreach (var reader in All) handled += await runner.CatchUp(reader, cancel);
        return handled;
    }
}
