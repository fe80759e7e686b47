using Dangol.Platform;

namespace Dangol.Tests;

public sealed class IdsTests
{
    [Fact]
    public void keys_come_in_the_order_in_which_they_were_asked_for()
    {
        var ids = new Ids(TimeProvider.System, seed: 1);
        var keys = Enumerable.Range(0, 20_000).Select(_ => ids.Next()).ToList();
        Assert.Equal(keys, keys.OrderBy(k => Convert.ToHexString(k.ToByteArray(bigEndian: true)), StringComparer.Ordinal));
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(7, key.Version));
    }
}
