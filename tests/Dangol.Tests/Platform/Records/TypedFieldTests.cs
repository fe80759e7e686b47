using System.Globalization;
using System.Text.Json.Nodes;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>How each type of field reads what people type, in Korean and English notation, and what it gives back.</summary>
public sealed class TypedFieldTests
{
    private static readonly GadgetType Type = new();
    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    [Theory]
    [InlineData("price", "₩1,234", "₩1,234")]
    [InlineData("price", "￦１，２３４", "₩1,234")]
    [InlineData("price", "500만", "₩5,000,000")]
    [InlineData("price", "500만 원", "₩5,000,000")]
    [InlineData("price", "1억 2,000만", "₩120,000,000")]
    [InlineData("price", "3천만원", "₩30,000,000")]
    [InlineData("price", "1조 5천억", "₩1,500,000,000,000")]
    [InlineData("price", "2만5천", "₩25,000")]
    [InlineData("price", "1.5억", "₩150,000,000")]
    [InlineData("price", "-1,234원", "−₩1,234")]
    [InlineData("price", "−₩1,234", "−₩1,234")]
    [InlineData("price", "$12.5", "$12.50")]
    [InlineData("price", "USD 12.50", "$12.50")]
    [InlineData("price", "12.50 EUR", "€12.50")]
    [InlineData("price", "KWD 1.234", "KWD 1.234")]
    [InlineData("piece_micros", "0.001", "₩0.001")]
    [InlineData("piece_micros", "₩1,234", "₩1,234")]
    [InlineData("piece_micros", "12.5원", "₩12.5")]
    [InlineData("piece_micros", "2만5천", "₩25,000")]
    [InlineData("piece_micros", "-£0.001", "−£0.001")]
    [InlineData("piece_micros", "USD 3", "$3.00")]
    [InlineData("piece_micros", "KWD 1.2345", "KWD 1.2345")]
    [InlineData("piece_micros", "0.0000001", null)]
    [InlineData("piece_micros", "99999999999", null)]
    [InlineData("piece_micros", "비쌈", null)]
    [InlineData("pieces", "１,２３４", "1,234")]
    [InlineData("pieces", "3만", "30,000")]
    [InlineData("pieces", "1백", "100")]
    [InlineData("price", "3천5백만", "₩35,000,000")]
    [InlineData("pieces", "만", null)]
    [InlineData("pieces", "1.5", null)]
    [InlineData("pieces", "1e5", null)]
    [InlineData("pieces", "99999999999999999999", null)]
    [InlineData("weight", "-1,234.5", "−1,234.5")]
    [InlineData("weight", "NaN", null)]
    [InlineData("weight", "1,2.3.4", null)]
    [InlineData("share", "12.5%", "12.5%")]
    [InlineData("share", "12.5", "12.5%")]
    [InlineData("share", "12.5 ％", "12.5%")]
    [InlineData("share", "많이", null)]
    [InlineData("made_on", "2026. 11. 21.", "2026. 11. 21.")]
    [InlineData("made_on", "2026년 11월 21일", "2026. 11. 21.")]
    [InlineData("made_on", "2026.11.21", "2026. 11. 21.")]
    [InlineData("made_on", "2026-11-21", "2026. 11. 21.")]
    [InlineData("made_on", "20261121", "2026. 11. 21.")]
    [InlineData("made_on", "21 Nov 2026", "2026. 11. 21.")]
    [InlineData("made_on", "November 21, 2026", "2026. 11. 21.")]
    [InlineData("made_on", "오늘", "2026. 11. 21.")]
    [InlineData("made_on", "2026. 2. 30.", null)]
    [InlineData("made_on", "다음 주", null)]
    [InlineData("seen_at", "2026. 11. 21. 15:04", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026년 11월 21일 9:05", "2026. 11. 21. 09:05")]
    [InlineData("seen_at", "2026. 11. 21. 오후 3:04", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026. 11. 21. 오전 12:30", "2026. 11. 21. 00:30")]
    [InlineData("seen_at", "2026년 11월 21일 오후 3시 4분", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026-11-21 3:04 PM", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026-11-21T15:04", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026-11-21T06:04:00Z", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026-11-21T15:04:00+09:00", "2026. 11. 21. 15:04")]
    [InlineData("seen_at", "2026-11-21 25:00", null)]
    [InlineData("seen_at", "2026-11-21 오후 13:00", null)]
    [InlineData("is_fragile", "예", "예")]
    [InlineData("is_fragile", "네", "예")]
    [InlineData("is_fragile", "아니요", "아니요")]
    [InlineData("is_fragile", "No", "아니요")]
    [InlineData("is_fragile", "글쎄요", null)]
    [InlineData("size", "중간", "중간")]
    [InlineData("size", "MEDIUM", "중간")]
    [InlineData("size", "거대함", null)]
    [InlineData("colours", "초록, 빨강", "빨강, 초록")]
    [InlineData("colours", "Dark red; red", "빨강, 진한 빨강")]
    [InlineData("colours", "보라", null)]
    [InlineData("tags", "#VIP, vip, 서울", "vip, 서울")]
    [InlineData("tags", "가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다라마바사아자차카타파하", null)]
    [InlineData("email", "Kim.Min@Example.COM", "Kim.Min@example.com")]
    [InlineData("email", "홍길동", null)]
    [InlineData("email", "a@b", null)]
    [InlineData("phone", "010-1234-5678", "010-1234-5678")]
    [InlineData("phone", "０１０ 1234 5678", "010-1234-5678")]
    [InlineData("phone", "+82 (0)10-1234-5678", "010-1234-5678")]
    [InlineData("phone", "02-555-1234", "02-555-1234")]
    [InlineData("phone", "02) 6000-1234", "02-6000-1234")]
    [InlineData("phone", "031-555-1234", "031-555-1234")]
    [InlineData("phone", "1588-1234", "1588-1234")]
    [InlineData("phone", "0505-123-4567", "0505-123-4567")]
    [InlineData("phone", "+1 415 555 0100", "+14155550100")]
    [InlineData("phone", "전화 없음", null)]
    [InlineData("phone", "1234", null)]
    [InlineData("website", "example.com/안내", "https://example.com/안내")]
    [InlineData("website", "javascript:alert(1)", null)]
    [InlineData("website", "ftp://example.com", null)]
    [InlineData("business_number", "120-81-47521", "120-81-47521")]
    [InlineData("business_number", "1208147521", "120-81-47521")]
    [InlineData("business_number", "120-81-47522", null)]
    [InlineData("business_number", "120-81-4752", null)]
    [InlineData("parent_id", "어제 그 물건", null)]
    [InlineData("name", "  두\u0007 줄\n이름 ", "두  줄 이름")]
    [InlineData("story", "첫 줄\r\n둘째 줄", "첫 줄\n둘째 줄")]
    public void it_reads_what_people_type_or_refuses_it_at_the_field(string name, string typed, string? shown)
    {
        var field = Type.Fields.Single(f => f.Name == name);
        var at = At(field);
        if (shown is null)
        {
            foreach (var read in (Func<object?>[])[() => field.Type.Parse(typed, at), () => field.Type.OfJson(JsonValue.Create(typed), at)])
            {
                var refused = Assert.Throws<Refused>(() => { read(); });
                Assert.Equal((name, 422), (refused.Field, refused.Status));
                Assert.DoesNotMatch("[가-힣]{2}.*[A-Za-z]{9}", refused.Text.Ko.Replace(typed, ""));
            }
            return;
        }
        var value = field.Type.Parse(typed, at);
        Assert.NotNull(value);
        Assert.Equal(shown, field.Type.Show(value, new Format(Language.Korean, Seoul, TimeProvider.System)));
        // What stands in a control, and what the API answers, is read back as the same value; the currency is that of the record.
        if (FieldType.CurrencyOf(value) is { } currency) at = at with { Currency = currency };
        Assert.Equal(value, field.Type.Parse(field.Type.Edit(value, at), at));
        Assert.Equal(value, field.Type.OfJson(JsonNode.Parse(field.Type.ToJson(value)!.ToJsonString()), At(field)));
        Assert.Equal(value, field.Type.OfJson(JsonValue.Create(typed), at));
    }

    [Fact]
    public void blank_is_nothing_in_every_type()
    {
        foreach (var field in Type.Fields)
        {
            foreach (var blank in (string?[])[null, "", "  ", "\u3000"]) Assert.Null(field.Type.Parse(blank, At(field)));
            Assert.Null(field.Type.OfJson(null, At(field)));
            Assert.True(field.Type.ToJson(null) is null or JsonArray { Count: 0 });
        }
    }

    [Fact]
    public void json_of_another_kind_is_refused_at_the_field()
    {
        string[] kinds = ["{}", "[]", "[[]]", "[1]", "true", "1", "1.5", "1e400", "{\"amount\":\"x\"}", "{\"amount\":1,\"currency\":\"won\"}", "{\"amount\":1.234,\"currency\":\"USD\"}", "\"\\u0000\""];
        var refusals = 0;
        foreach (var field in Type.Fields)
            foreach (var kind in kinds)
            {
                try { field.Type.OfJson(JsonNode.Parse(kind), At(field)); }
                catch (Refused refused)
                {
                    Assert.Equal(field.Name, refused.Field);
                    refusals++;
                }
            }
        Assert.True(refusals > Type.Fields.Count * 6, $"only {refusals} were refused");
    }

    [Fact]
    public void every_value_survives_its_way_through_json_a_control_and_the_address_of_a_page()
    {
        var random = new Random(12);
        foreach (var field in Type.Fields)
            for (var i = 0; i < 40; i++)
            {
                var value = Any(field, random);
                var at = FieldType.CurrencyOf(value) is { } currency ? At(field) with { Currency = currency } : At(field);
                Assert.Equal(value, field.Type.OfJson(JsonNode.Parse(field.Type.ToJson(value)!.ToJsonString()), at));
                Assert.Equal(value, field.Type.Parse(field.Type.Edit(value, at), at));
                if (field.Type.Sorts) Assert.Equal(value switch { Money money => money.Minor, UnitPrice price => price.Micros, _ => value }, field.Type.OfKey(field.Type.ToKey(value)));
                foreach (var language in Enum.GetValues<Language>()) Assert.NotEqual("", field.Type.Show(value, new Format(language, Seoul, TimeProvider.System)));
            }
    }

    private static FieldContext At(Field field) => new(field, new DateOnly(2026, 11, 21), Seoul, "KRW");

    private static object Any(Field field, Random random) => field.Type switch
    {
        WholeType => random.NextInt64(-9_007_199_254_740_991, 9_007_199_254_740_991),
        PercentType => random.Next(-1000, 1000) / 1000.0,
        DecimalType => Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(1, 9)), random.Next(6)),
        MoneyType => new Money(random.NextInt64(-9_000_000_000_000, 9_000_000_000_000), random.Next(3) switch { 0 => "KRW", 1 => "USD", _ => "KWD" }),
        UnitPriceType => new UnitPrice(random.NextInt64(-9_000_000_000_000, 9_000_000_000_000), random.Next(3) switch { 0 => "KRW", 1 => "USD", _ => "KWD" }),
        DateType => new DateOnly(2026, 1, 1).AddDays(random.Next(-9000, 9000)),
        // To the minute: so far goes what stands in a control.
        InstantType => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(-9_000_000, 9_000_000)),
        YesNoType => random.Next(2) == 0,
        ChoiceType choice => choice.Choices[random.Next(choice.Choices.Count)].Value,
        ChoicesType => "|red|dark_red|",
        TagsType => "|vip|서울|",
        EmailType => string.Create(CultureInfo.InvariantCulture, $"Kim{random.Next()}@example.com"),
        PhoneType => random.Next(3) switch { 0 => $"+8210{random.Next(100_000_000):D8}", 1 => $"+822{random.Next(2_000_000, 99_999_999)}", _ => $"+8215{random.Next(1_000_000):D6}" },
        UrlType => $"https://example.com/{random.Next()}?q=가",
        BusinessNumberType => "1208147521",
        ReferenceType => Guid.CreateVersion7(),
        _ => "가나다 ABC",
    };
}
