using Dangol.Platform;

namespace Dangol.Tests;

public sealed class AheadTests
{
    [Fact]
    public async Task the_next_is_read_while_the_one_before_is_worked_on_and_all_come_in_their_order()
    {
        var (read, begun, taken) = (0, new TaskCompletionSource(), new List<string>());
        await foreach (var some in Ahead.Of(() =>
        {
            if (++read == 2) begun.SetResult();
            return Task.FromResult(read <= 3 ? $"{read}" : null);
        }))
        {
            // Would wait without end if the second were read only after this.
            await begun.Task;
            taken.Add(some);
        }
        Assert.Equal(["1", "2", "3"], taken);
    }

    [Fact]
    public async Task what_goes_wrong_in_reading_comes_after_what_was_read_before_and_nothing_reads_on_after_the_end()
    {
        var (read, taken) = (0, new List<string>());
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var some in Ahead.Of(() => Task.FromResult(++read == 2 ? throw new InvalidOperationException("wrong") : (string?)"1"))) taken.Add(some);
        });
        Assert.Equal(("1", 2), (Assert.Single(taken), read));

        var (ended, gate) = (false, new TaskCompletionSource());
        var reading = 0;
        await using (var some = Ahead.Of(async () =>
        {
            if (++reading == 1) return "1";
            await gate.Task;
            ended = true;
            return "2";
        }).GetAsyncEnumerator())
        {
            Assert.True(await some.MoveNextAsync());
            gate.SetResult();
        }
        Assert.True(ended);
    }

    [Fact]
    public async Task a_chunk_becomes_as_large_as_people_can_wait_for()
    {
        var clock = new HandClock();
        var size = new ChunkSize(clock);
        Assert.Equal(500, size.Rows);
        Assert.Equal([1_000, 1_500, 1_500], await Sizes(TimeSpan.FromMicroseconds(20), 3));
        // A slow one halves it at once; it never falls so low that commits are all there is, nor grows beyond bounds.
        Assert.Equal([750, 375, 300, 300], await Sizes(TimeSpan.FromMicroseconds(100), 4));
        Assert.Equal(50, (await Sizes(TimeSpan.FromMilliseconds(20), 5))[^1]);
        Assert.Equal(2_000, (await Sizes(TimeSpan.Zero, 9))[^1]);
        // The last chunk of all, which is small, is no sign that larger ones are quick.
        await size.Learn(3, () => Task.FromResult(true));
        Assert.Equal(2_000, size.Rows);

        async Task<List<int>> Sizes(TimeSpan perRow, int chunks)
        {
            var sizes = new List<int>();
            for (var i = 0; i < chunks; i++)
            {
                await size.Learn(size.Rows, () => { clock.Advance(perRow * size.Rows); return Task.FromResult(true); });
                sizes.Add(size.Rows);
            }
            return sizes;
        }
    }
}
