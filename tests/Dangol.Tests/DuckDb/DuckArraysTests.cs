using Dangol.DuckDb;

namespace Dangol.Tests.DuckDb;

public sealed class DuckArraysTests : IDisposable
{
    private const int Rows = 100_003;
    private readonly DuckDatabase _database = DuckDatabase.Open(null, new() { Threads = 4, MemoryLimitMb = 512 });
    private readonly DuckConnection _connection;

    public DuckArraysTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void arrays_of_every_type_are_read_by_sql()
    {
        var ids = Enumerable.Range(0, Rows).Select(i => new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)).ToArray();
        using var arrays = _connection.Expose("people",
            DuckArray.Of("n", [.. Enumerable.Range(0, Rows).Select(i => (long)i)]), DuckArray.Of("small", [.. Enumerable.Range(0, Rows)], [.. Enumerable.Range(0, Rows).Select(i => i % 10 == 0)]),
            DuckArray.Of("half", [.. Enumerable.Range(0, Rows).Select(i => i / 2.0)]), DuckArray.Of("name", [.. Enumerable.Range(0, Rows).Select(i => i % 4 == 0 ? null : "고객 " + i)]),
            DuckArray.Of("id", ids), DuckArray.Of("day", [.. Enumerable.Range(0, Rows).Select(i => new DateOnly(2000, 1, 1).AddDays(i % 366))]),
            DuckArray.Of("moment", [.. Enumerable.Range(0, Rows).Select(i => DateTime.UnixEpoch.AddSeconds(i))]), DuckArray.Of("odd", [.. Enumerable.Range(0, Rows).Select(i => i % 2 == 1)]));

        Assert.Equal((Rows, (long)Rows * (Rows - 1) / 2), _connection.Rows("SELECT count(*), sum(n) FROM people()", null, r => (r.Int(0), r.Long(1))).Single());
        Assert.Equal(ids[777], _connection.Rows("SELECT id FROM people() WHERE name = $1", ["고객 777"], r => r.Guid(0)).Single());
        Assert.Equal(0, _connection.Rows("""
            SELECT count(*) FROM people() WHERE (small IS NULL) <> (n % 10 = 0) OR small <> n OR half <> n / 2.0 OR (name IS NULL) <> (n % 4 = 0)
            OR day <> DATE '2000-01-01' + (n % 366)::INTEGER OR moment <> TIMESTAMP '1970-01-01' + to_seconds(n) OR odd <> (n % 2 = 1)
            """, null, r => r.Long(0)).Single());
    }

    [Fact]
    public void columns_are_projected_and_a_count_reads_none()
    {
        using var arrays = _connection.Expose("two", DuckArray.Of("a", [1L, 2L]), DuckArray.Of("b", ["x", "y"]));

        Assert.Equal(["y", "x"], _connection.Rows("SELECT b FROM two() ORDER BY b DESC", null, r => r.String(0)));
        Assert.Equal([("y", 2L)], _connection.Rows("SELECT b, a FROM two() WHERE a > 1", null, r => (r.String(0)!, r.Long(1))));
        Assert.Equal(2, _connection.Rows("SELECT count(*) FROM two()", null, r => r.Long(0)).Single());
    }

    [Fact]
    public async Task several_connections_scan_the_same_arrays_at_once()
    {
        var values = Enumerable.Range(0, 1_000_000).Select(i => (long)i).ToArray();
        using var arrays = _connection.Expose("numbers", DuckArray.Of("n", values));
        var sums = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            using var own = _database.Connect();
            return own.Rows("SELECT sum(n), count(DISTINCT n) FROM numbers()", null, r => (r.Long(0), r.Long(1))).Single();
        })));
        Assert.All(sums, sum => Assert.Equal((499_999_500_000L, 1_000_000L), sum));
    }

    [Fact]
    public void what_goes_wrong_in_a_callback_becomes_the_statements_error()
    {
        using var wrong = _connection.Expose("wrong", DuckArray.Of("moment", [DateTime.SpecifyKind(DateTime.UnixEpoch, DateTimeKind.Local)]));
        Assert.Contains("an instant is UTC", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT moment FROM wrong()")).Message);

        var gone = _connection.Expose("gone", DuckArray.Of("a", [1L]));
        gone.Dispose();
        Assert.Contains("gone()", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT a FROM gone()")).Message);
        Assert.Throws<ArgumentException>(() => _connection.Expose("uneven", DuckArray.Of("a", [1L]), DuckArray.Of("b", [1L, 2L])));
    }

    [Fact]
    public void a_name_exposed_again_stands_for_the_new_arrays()
    {
        var before = _connection.Expose("again", DuckArray.Of("a", [1L]));
        Assert.Contains("already exposed", Assert.Throws<DuckDbException>(() => _connection.Expose("AGAIN", DuckArray.Of("a", [1L]))).Message);
        before.Dispose();
        using var after = _connection.Expose("again", DuckArray.Of("b", ["x"]));
        Assert.Equal(["x"], _connection.Rows("SELECT b FROM again()", null, r => r.String(0)));
    }
}
