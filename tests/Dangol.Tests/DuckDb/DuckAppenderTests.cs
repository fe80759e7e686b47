using System.Text;
using Dangol.DuckDb;

namespace Dangol.Tests.DuckDb;

public sealed class DuckAppenderTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open(null, new() { Threads = 2, MemoryLimitMb = 512 });
    private readonly DuckConnection _connection;

    public DuckAppenderTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Theory, InlineData(false), InlineData(true)]
    public void rows_of_every_type_arrive_over_many_chunks(bool ahead)
    {
        _connection.Execute("CREATE TABLE t (a BIGINT, b INTEGER, c DOUBLE, d VARCHAR, e DATE, f TIMESTAMP, g UUID, h BOOLEAN, i BLOB)");
        var (day, instant) = (new DateOnly(2010, 12, 1), new DateTime(2010, 12, 1, 8, 26, 0, DateTimeKind.Utc));
        using (var appender = _connection.Appender("t", ahead: ahead))
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (i % 5 == 4)
                {
                    for (var column = 0; column < 9; column++) appender.AddNull();
                }
                else
                {
                    appender.Add((long)i).Add((long)-i).Add(i / 4.0).Add("손님 " + i + (i % 2 == 0 ? "" : " 이름이 매우 긴 손님")).Add(day.AddDays(i)).Add(instant.AddMinutes(i))
                        .Add(new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).Add(i % 2 == 0).AddUtf8([1, 2, (byte)i]);
                }
                appender.EndRow();
            }
            appender.Close();
        }

        Assert.Equal((10_000L, 8_000L), _connection.Rows("SELECT count(*), count(a) FROM t", null, r => (r.Long(0), r.Long(1))).Single());
        var row = _connection.Rows("SELECT * FROM t WHERE a = 9003", null, r => (object?[])[r.Long(0), r.Int(1), r.Double(2), r.String(3), r.Date(4), r.Instant(5), r.Guid(6), r.Bool(7), r.Bytes(8)]).Single();
        Assert.Equal([9003L, -9003, 2250.75, "손님 9003 이름이 매우 긴 손님", day.AddDays(9003), instant.AddMinutes(9003), new Guid(9003, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), false, new byte[] { 1, 2, 9003 & 255 }], row);
        Assert.Equal(0, _connection.Rows("SELECT count(*) FROM t WHERE (a IS NULL) <> (d IS NULL) OR (a IS NULL) <> (g IS NULL)", null, r => r.Long(0)).Single());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void chunk_spans_fill_a_table(bool ahead)
    {
        _connection.Execute("CREATE TABLE t (id BIGINT, amount DOUBLE, name VARCHAR)");
        using var appender = _connection.Appender("t", ahead: ahead);
        Assert.Equal(2048, appender.Capacity);
        for (var done = 0; done < 5000;)
        {
            var count = Math.Min(appender.Capacity, 5000 - done);
            var ids = appender.Column<long>(0);
            var amounts = appender.Column<double>(1);
            for (var i = 0; i < count; i++)
            {
                (ids[i], amounts[i]) = (done + i, (done + i) * 0.5);
                if ((done + i) % 7 == 0) appender.SetNull(2, i);
                else appender.SetUtf8(2, i, Encoding.UTF8.GetBytes(done + i + (i % 2 == 0 ? "" : " 번째 줄, 길게")));
            }
            appender.Flush(count);
            done += count;
        }
        appender.Close();

        Assert.Equal((5000L, 12_497_500L, 6_248_750.0, 5000L - 715), _connection.Rows("SELECT count(*), sum(id), sum(amount), count(name) FROM t", null, r => (r.Long(0), r.Long(1), r.Double(2), r.Long(3))).Single());
        Assert.Equal(0, _connection.Rows("SELECT count(*) FROM t WHERE name IS NOT NULL AND split_part(name, ' ', 1)::BIGINT <> id", null, r => r.Long(0)).Single());
    }

    [Fact]
    public void what_does_not_fit_is_told_by_column()
    {
        _connection.Execute("CREATE TABLE t (a BIGINT, b INTEGER)");
        using var appender = _connection.Appender("t");
        Assert.Contains("column 1 of t is BigInt, it does not take bytes", Assert.Throws<DuckDbException>(() => appender.Add("x")).Message);
        appender.Add(1L);
        Assert.Contains("has only 2 columns", Assert.Throws<DuckDbException>(() => appender.Add(1L)).Message);
        appender.EndRow();
        appender.Add(1L);
        Assert.Contains("has 2 columns, 1 were given", Assert.Throws<DuckDbException>(appender.EndRow).Message);
        Assert.Throws<OverflowException>(() => appender.Add(long.MaxValue));
        Assert.Contains("does not take Double", Assert.Throws<DuckDbException>(() => { _ = appender.Column<double>(1); }).Message);
        Assert.Contains("nowhere", Assert.Throws<DuckDbException>(() => _connection.Appender("nowhere")).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void a_broken_constraint_refuses_the_rows_with_duckdbs_message(bool ahead)
    {
        _connection.Execute("CREATE TABLE t (a BIGINT PRIMARY KEY)");
        using (var appender = _connection.Appender("t", ahead: ahead))
        {
            appender.Add(1L).EndRow();
            appender.Add(1L).EndRow();
            Assert.Contains("t: ", Assert.Throws<DuckDbException>(appender.Close).Message);
        }
        Assert.Equal(0, _connection.Rows("SELECT count(*) FROM t", null, r => r.Long(0)).Single());
    }

    [Fact]
    public void rows_that_were_not_closed_are_thrown_away_and_a_transaction_holds_the_others()
    {
        _connection.Execute("CREATE TABLE t (a BIGINT)");
        using (var appender = _connection.Appender("t")) appender.Add(1L).EndRow();
        using (_connection.Begin())
        {
            using var appender = _connection.Appender("t");
            appender.Add(2L).EndRow();
            appender.Close();
        }
        Assert.Equal(0, _connection.Rows("SELECT count(*) FROM t", null, r => r.Long(0)).Single());
    }
}
