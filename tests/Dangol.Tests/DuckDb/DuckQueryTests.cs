using System.Text;
using Dangol.DuckDb;

namespace Dangol.Tests.DuckDb;

public sealed class DuckQueryTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open(null, new() { Threads = 2, MemoryLimitMb = 512 });
    private readonly DuckConnection _connection;

    public DuckQueryTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void every_type_comes_back_as_it_was_bound()
    {
        var id = Guid.Parse("018f3c5e-7b2a-7c31-9d4e-2b6f8a1c0d3e");
        var instant = new DateTime(1969, 12, 31, 23, 59, 59, 123, 456, DateTimeKind.Utc);
        var day = new DateOnly(1900, 2, 28);
        object?[] args = [true, -7, long.MinValue + 1, Math.PI, "단골 고객이 돌아왔어요", new byte[] { 0, 1, 255 }, id, day, instant, -12345.6789m, null];

        var row = _connection.Rows("SELECT $1::BOOLEAN, $2::INTEGER, $3::BIGINT, $4::DOUBLE, $5::VARCHAR, $6::BLOB, $7::UUID, $8::DATE, $9::TIMESTAMP, $10::DECIMAL(18,4), $11::VARCHAR",
            args, r => (object?[])[r.Bool(0), r.Int(1), r.Long(2), r.Double(3), r.String(4), r.Bytes(5), r.Guid(6), r.Date(7), r.Instant(8), r.Decimal(9), r.String(10)]).Single();

        Assert.Equal(args, row);
    }

    [Fact]
    public void a_uuid_reads_and_sorts_as_its_text()
    {
        Guid[] ids = [Guid.Parse("00000000-0000-0000-0000-000000000001"), Guid.Parse("7fffffff-ffff-ffff-ffff-ffffffffffff"), Guid.Parse("80000000-0000-0000-0000-000000000000"), Guid.Parse("fedcba98-7654-3210-fedc-ba9876543210")];
        var rows = _connection.Rows("SELECT id, id::VARCHAR FROM (VALUES ($1::UUID), ($2::UUID), ($3::UUID), ($4::UUID)) t(id) ORDER BY id",
            [ids[2], ids[0], ids[3], ids[1]], r => (r.Guid(0), r.String(1))).ToList();

        Assert.Equal(ids, rows.Select(row => row.Item1));
        Assert.Equal(ids.Select(id => id.ToString("D")), rows.Select(row => row.Item2));
    }

    [Fact]
    public void nulls_and_values_stand_apart_in_every_column()
    {
        using var result = _connection.Query("""
            SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END, CASE WHEN i % 3 = 0 THEN NULL ELSE 'row ' || i || ' 긴 글자열은 포인터로 간다' END FROM range(5000) t(i)
            """);
        var row = 0L;
        while (result.Next())
        {
            Assert.True(result.Chunk.MayBeNull(0));
            for (var i = 0; i < result.Chunk.Count; i++, row++)
            {
                Assert.Equal(row % 3 == 0, result.Chunk.IsNull(0, i));
                Assert.Equal(row % 3 == 0 ? null : $"row {row} 긴 글자열은 포인터로 간다", result.Chunk.String(1, i));
                if (row % 3 != 0) Assert.Equal(row, result.Chunk.Column<long>(0)[i]);
            }
        }
        Assert.Equal(5000, row);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(100_000)]
    public void a_text_of_any_length_survives(int length)
    {
        var text = new string('a', length);
        Assert.Equal(text, _connection.Rows("SELECT $1", [text], r => r.String(0)).Single());
    }

    [Fact]
    public void sums_and_decimals_are_read_as_what_they_are()
    {
        var row = _connection.Rows("SELECT sum(i), avg(i), 12.50::DECIMAL(5,2), 3.00::DECIMAL(10,2), 7::TINYINT, 8::USMALLINT, 1.5::FLOAT FROM range(10) t(i)", null,
            r => (r.Long(0), r.Double(1), r.Decimal(2), r.Long(3), r.Long(4), r.Long(5), r.Double(6))).Single();

        Assert.Equal((45L, 4.5, 12.5m, 3L, 7L, 8L, 1.5), row);
        Assert.Contains("not a whole number", Assert.Throws<DuckDbException>(() => _connection.Rows("SELECT 12.5::DECIMAL(5,1)", null, r => r.Long(0)).Single()).Message);
        Assert.Throws<OverflowException>(() => _connection.Rows("SELECT sum(9223372036854775807) FROM range(2)", null, r => r.Long(0)).Single());
    }

    [Fact]
    public void instants_and_days_of_every_precision_agree()
    {
        var row = _connection.Rows("SELECT '2011-12-09 12:50:01.5'::TIMESTAMP, '2011-12-09 12:50:01.5'::TIMESTAMP_MS, '2011-12-09 12:50:01'::TIMESTAMP_S, date_trunc('month', DATE '2011-12-09')", null,
            r => (r.Instant(0), r.Instant(1), r.Instant(2), r.Date(3))).Single();

        var instant = new DateTime(2011, 12, 9, 12, 50, 1, 500, DateTimeKind.Utc);
        Assert.Equal((instant, instant, instant.AddMilliseconds(-500), new DateOnly(2011, 12, 1)), row);
        Assert.Equal(DateTimeKind.Utc, row.Item1.Kind);
    }

    [Fact]
    public void a_local_time_is_refused() =>
        Assert.Throws<ArgumentException>(() => _connection.Execute("SELECT $1", [DateTime.Now]));

    [Fact]
    public void a_prepared_statement_runs_again_with_other_values()
    {
        _connection.Execute("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR)");
        using (var insert = _connection.Prepare("INSERT INTO t VALUES ($1, $2)"))
        {
            for (var i = 0L; i < 3; i++) Assert.Equal(1, insert.Bind(1, i).Bind(2, "이름 " + i).Execute());
        }
        Assert.Equal(["이름 0", "이름 1", "이름 2"], _connection.Rows("SELECT name FROM t ORDER BY id", null, r => r.String(0)));
        Assert.Equal(2, _connection.Execute("UPDATE t SET name = '' WHERE id > ?", [0]));
    }

    [Fact]
    public void an_error_carries_duckdbs_own_message()
    {
        Assert.Contains("no_such_table", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT * FROM no_such_table")).Message);
        Assert.Contains("syntax error", Assert.Throws<DuckDbException>(() => _connection.Execute("SELEC 1")).Message);
        Assert.Contains("Could not convert string 'x' to INT32", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT s::INTEGER FROM (VALUES ('x')) t(s)")).Message);
        Assert.Contains("has no statement", Assert.Throws<DuckDbException>(() => _connection.Execute(" ")).Message);
    }

    [Fact]
    public void arguments_that_do_not_fit_the_statement_are_told()
    {
        Assert.Contains("has 2 parameters, 1 arguments", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT $1, $2", [1])).Message);
        Assert.Contains("argument 1 is a Uri", Assert.Throws<DuckDbException>(() => _connection.Query("SELECT $1", [new Uri("https://example.com")])).Message);
        using var statement = _connection.Prepare("SELECT $1");
        Assert.Contains("parameter 2", Assert.Throws<DuckDbException>(() => statement.Bind(2, 1L)).Message);
    }

    [Fact]
    public void a_column_is_not_read_as_another_width()
    {
        using var result = _connection.Query("SELECT 1::INTEGER AS small, 'x' AS text");
        Assert.True(result.Next());
        Assert.Contains("small is Integer, it is not read as Int64", Assert.Throws<DuckDbException>(() => { _ = result.Chunk.Column<long>(0); }).Message);
        Assert.Contains("text is Varchar", Assert.Throws<DuckDbException>(() => { _ = result.Chunk.Column<Int128>(1); }).Message);
        Assert.Contains("no column other; it has small, text", Assert.Throws<DuckDbException>(() => result.Ordinal("other")).Message);
        Assert.False(result.Next());
        Assert.Throws<InvalidOperationException>(() => result.Chunk.Utf8(1, 0).Length);
    }

    [Fact]
    public void null_read_as_a_number_says_which_column() =>
        Assert.Contains("column n is NULL", Assert.Throws<DuckDbException>(() => _connection.Rows("SELECT NULL::BIGINT AS n", null, r => r.Long(0)).Single()).Message);

    [Fact]
    public void a_script_of_many_statements_runs_in_order()
    {
        _connection.Execute("CREATE TABLE a (i INTEGER); INSERT INTO a VALUES (1), (2); INSERT INTO a SELECT i + 10 FROM a;");
        Assert.Equal(26, _connection.Rows("SELECT sum(i) FROM a", null, r => r.Long(0)).Single());
    }

    [Fact]
    public void a_transaction_that_is_not_committed_leaves_nothing()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER)");
        using (_connection.Begin()) _connection.Execute("INSERT INTO t VALUES (1)");
        using (var kept = _connection.Begin())
        {
            _connection.Execute("INSERT INTO t VALUES (2)");
            kept.Commit();
        }
        Assert.Equal([2], _connection.Rows("SELECT i FROM t", null, r => r.Int(0)));
    }

    [Fact]
    public void a_reading_transaction_refuses_to_write()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER)");
        using (_connection.Begin(readOnly: true))
            Assert.Contains("read-only", Assert.Throws<DuckDbException>(() => _connection.Execute("INSERT INTO t VALUES (1)")).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, _connection.Execute("INSERT INTO t VALUES (1)"));
    }

    [Fact]
    public void a_streamed_result_gives_every_row_and_fails_where_it_fails()
    {
        using (var result = _connection.Stream("SELECT i FROM range(1000000) t(i)"))
        {
            var (rows, sum) = (0L, 0L);
            while (result.Next())
                foreach (var i in result.Chunk.Column<long>(0)) (rows, sum) = (rows + 1, sum + i);
            Assert.Equal((1_000_000L, 499_999_500_000L), (rows, sum));
        }
        _connection.Execute("SET threads = 1");   // of several, the first to fail interrupts the others, and DuckDB may report that instead of the cause
        using var broken = _connection.Stream("SELECT CASE WHEN i < 900000 THEN 1 ELSE ('x' || i)::INTEGER END FROM range(1000000) t(i)");
        Assert.Contains("Could not convert", Assert.Throws<DuckDbException>(() => { while (broken.Next()) { } }).Message);
    }

    [Fact]
    public async Task cancelling_stops_a_long_query()
    {
        using var source = new CancellationTokenSource();
        var query = Task.Run(() => _connection.Query("SELECT count(*) FROM range(10000000) a(i), range(10000000) b(j) WHERE i * j % 7 = 3", null, source.Token));
        source.CancelAfter(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        Assert.Equal(1, _connection.Rows("SELECT 1", null, r => r.Int(0)).Single());
    }

    [Fact]
    public void cancelling_before_the_start_runs_nothing() =>
        Assert.Throws<OperationCanceledException>(() => _connection.Execute("CREATE TABLE never (i INTEGER)", null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task two_connections_work_at_once_and_see_what_is_committed()
    {
        _connection.Execute("CREATE TABLE t (i BIGINT)");
        var workers = Enumerable.Range(0, 2).Select(worker => Task.Run(() =>
        {
            using var own = _database.Connect();
            for (var i = 0; i < 200; i++) own.Execute("INSERT INTO t VALUES ($1)", [(long)(worker * 1000 + i)]);
            return own.Rows("SELECT count(*) FROM t WHERE i // 1000 = $1", [worker], r => r.Long(0)).Single();
        }));
        Assert.All(await Task.WhenAll(workers), own => Assert.Equal(200, own));
        Assert.Equal(400, _connection.Rows("SELECT count(*) FROM t", null, r => r.Long(0)).Single());
    }

    [Fact]
    public void text_comes_as_utf8_without_a_copy()
    {
        using var result = _connection.Query("SELECT '홍길동' UNION ALL SELECT NULL ORDER BY 1");
        Assert.True(result.Next());
        Assert.Equal("홍길동", Encoding.UTF8.GetString(result.Chunk.Utf8(0, 0)));
        Assert.True(result.Chunk.Utf8(0, 1).IsEmpty);
    }
}
