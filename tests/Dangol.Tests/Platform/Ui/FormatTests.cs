using Dangol.Platform;

namespace Dangol.Tests;

public sealed class FormatTests
{
    private static readonly DateTime Now = new(2026, 11, 21, 6, 4, 0, DateTimeKind.Utc);
    private readonly Format _ko = new(Language.Korean, Seoul, new Still());
    private readonly Format _en = new(Language.English, Seoul, new Still());

    private static TimeZoneInfo Seoul => TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    [Theory]
    [InlineData(9_999, "₩9,999", "₩9,999")]
    [InlineData(10_000, "1만 원", "₩10K")]
    [InlineData(123_456_789, "1억 2,345만 원", "₩123.5M")]
    [InlineData(300_000_000, "3억 원", "₩300M")]
    [InlineData(-1_234_567_890_000, "−12,345억 6,789만 원", "−₩1,234.6B")]
    public void won_is_shortened_by_myriads_in_korean_and_by_thousands_in_english(long won, string ko, string en)
    {
        Assert.Equal(ko, _ko.ShortMoney(new Money(won, "KRW")));
        Assert.Equal(en, _en.ShortMoney(new Money(won, "KRW")));
    }

    [Fact]
    public void another_currency_keeps_its_sign_in_both_languages()
    {
        Assert.Equal("£1.2M", _ko.ShortMoney(new Money(123_456_789, "GBP")));
        Assert.Equal("−£12.50", _en.Money(new Money(-1_250, "GBP")));
    }

    [Fact]
    public void a_day_is_the_day_in_the_company_s_zone()
    {
        var late = new DateTime(2026, 11, 20, 15, 30, 0, DateTimeKind.Utc);
        Assert.Equal("2026. 11. 21.", _ko.Date(late));
        Assert.Equal("21 Nov 2026", _en.Date(late));
        Assert.Equal("2026. 11. 21. 00:30", _ko.Instant(late));
    }

    [Theory]
    [InlineData(0, "방금", "just now")]
    [InlineData(3, "3분 전", "3 min ago")]
    [InlineData(61, "1시간 전", "1 h ago")]
    [InlineData(60 * 24 * 6, "6일 전", "6 d ago")]
    [InlineData(60 * 24 * 7, "2026. 11. 14.", "14 Nov 2026")]
    [InlineData(-90, "1시간 뒤", "in 1 h")]
    public void the_near_past_and_future_are_said_by_their_distance(int minutesAgo, string ko, string en)
    {
        Assert.Equal(ko, _ko.Ago(Now.AddMinutes(-minutesAgo)));
        Assert.Equal(en, _en.Ago(Now.AddMinutes(-minutesAgo)));
    }

    [Theory]
    [InlineData(3.24, "3.2초", "3.2 s")]
    [InlineData(250, "4분 10초", "4 min 10 s")]
    [InlineData(7500, "2시간 5분", "2 h 5 min")]
    [InlineData(3600, "1시간", "1 h")]
    public void spans_have_at_most_two_units(double seconds, string ko, string en)
    {
        Assert.Equal(ko, _ko.Span(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(en, _en.Span(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void what_is_no_number_is_a_dash()
    {
        Assert.Equal("–", _ko.Percent(double.NaN));
        Assert.Equal("–", _ko.Number(double.PositiveInfinity));
        Assert.Equal("−4.0%", _ko.Change(-.04));
        Assert.Equal("+12.3%", _ko.Change(.123));
    }

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
