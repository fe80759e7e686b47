namespace Dangol.Integration;

/// <summary>The places that sell, by province.</summary>
internal sealed class Shops
{
    private readonly int[][] _byProvince;

    public Shops(SampleStore[] stores)
    {
        All = stores;
        _byProvince = Enumerable.Range(0, Places.Count)
            .Select(p => Enumerable.Range(0, stores.Length).Where(s => stores[s].Channel == SampleChannel.Store && stores[s].Address!.Province == Places.Name(p)).ToArray())
            .ToArray();
    }

    public SampleStore[] All { get; }

    /// <summary>A shop of the province, or −1.</summary>
    public int Near(Dice dice, int province)
    {
        var near = _byProvince[province];
        var at = dice.Below(Math.Max(1, near.Length));
        return near.Length == 0 ? -1 : near[at];
    }

    public SampleStore Of(SampleChannel channel, int shop) => channel switch
    {
        SampleChannel.Store => All[shop],
        SampleChannel.Online => All[^2],
        _ => All[^1],
    };
}
