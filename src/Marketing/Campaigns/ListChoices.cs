namespace Dangol.Marketing;

/// <summary>A segment or an offer to choose from: its name, and what it means.</summary>
public sealed record Choice(Guid Id, string Name, Text What);

/// <summary>What a campaign can be made of.</summary>
internal sealed class ListChoices(Company company)
{
    private const int Most = 500;

    public async Task<IReadOnlyList<Choice>> Segments(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"select id, name, sentence_ko, sentence_en from segments order by name_folded limit {Most}", row => new Choice(row.Guid(0), row.Text(1), new(row.Text(2), row.Text(3))), cancel);
    }

    public async Task<IReadOnlyList<Choice>> Offers(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"select id, name, body from offers order by name_folded, id limit {Most}", row => new Choice(row.Guid(0), row.Text(1), Text.Same(row.Text(2))), cancel);
    }
}
