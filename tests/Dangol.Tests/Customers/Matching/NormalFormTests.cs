using Dangol.Customers;

namespace Dangol.Tests;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("  Dr. José  O'Neil-Smith ", "jose oneil smith")]
    [InlineData("홍 길동", "홍길동")]
    [InlineData("홍길동 과장님", "홍길동")]
    [InlineData("홍길동님", "홍길동")]
    [InlineData("김철수 대표이사", "김철수")]
    [InlineData("남궁민수부장", "남궁민수")]
    [InlineData("김이사", "김이사")]
    [InlineData("\u1112\u1169\u11BC\u1100\u1175\u11AF\u1103\u1169\u11BC", "홍길동")]
    [InlineData("???", null)]
    public void a_name_loses_what_is_no_part_of_it(string written, string? name) => Assert.Equal(name, PersonName.Of(written));

    [Theory]
    [InlineData("홍길동", "Hong Gil-dong", "Gildong Hong", "HONG GIL DONG", "Hong, Gildong")]
    [InlineData("이정우", "Lee Jung Woo", "Yi Jeong-u", "Jungwoo Rhee", "LEE JUNGWOO")]
    [InlineData("박현경", "Park Hyun-kyung", "Bak Hyeongyeong", "Hyun Kyung Pak", "park hyunkyung")]
    [InlineData("최영숙", "Choi Young-sook", "Choe Yeongsuk", "Youngsook Choi", "CHOI YOUNG SOOK")]
    [InlineData("남궁민", "Namgung Min", "Min Namkoong", "NAMGOONG MIN", "Namkoong, Min")]
    [InlineData("백승호", "Baek Seung-ho", "Paik Seungho", "Seung Ho Back", "BAEK SEUNGHO")]
    public void a_korean_name_sounds_alike_in_every_spelling(string hangul, params string[] spellings)
    {
        var sound = PersonName.Sound(PersonName.Of(hangul)!);
        Assert.All(spellings, spelling => Assert.Equal(sound, PersonName.Sound(PersonName.Of(spelling)!)));
    }

    [Theory]
    [InlineData("김민수", "김민서")]
    [InlineData("이정우", "이정호")]
    [InlineData("박지영", "박지연")]
    public void other_names_sound_otherwise(string one, string other) => Assert.NotEqual(PersonName.Sound(one), PersonName.Sound(other));

    [Fact]
    public void syllables_are_taken_apart_into_jamo()
    {
        Assert.Equal("ㄱㅏㅄㅅㅏㅁ a", Hangul.Letters("값삼 a"));
        Assert.Equal("ㅎㄱㄷ", Hangul.InitialsOf("홍길동"));
        Assert.Null(Hangul.InitialsOf("홍 길동"));
    }

    [Theory]
    [InlineData("㈜단골", "단골")]
    [InlineData("(주) 단골", "단골")]
    [InlineData("주식회사 단골 테크", "단골테크")]
    [InlineData("단골유한회사", "단골")]
    [InlineData("Dangol Co., Ltd.", "dangol")]
    [InlineData("DANGOL Inc", "dangol")]
    [InlineData("Limited", "limited")]
    public void a_company_loses_its_legal_form(string written, string name) => Assert.Equal(name, CompanyName.Of(written));

    [Theory]
    [InlineData("Jane.Doe+shop@GoogleMail.com", "janedoe@gmail.com")]
    [InlineData("jane.doe@naver.com", "jane.doe@naver.com")]
    [InlineData("mailto:a@b.kr", "a@b.kr")]
    [InlineData("no address", null)]
    public void a_mail_address_is_its_mailbox(string written, string? mailbox) => Assert.Equal(mailbox, EmailAddress.Of(written));

    [Theory]
    [InlineData("124-81-00998", "1248100998")]
    [InlineData("220-81-62517", "2208162517")]
    [InlineData("１２０-８１-４７５２１", "1208147521")]
    [InlineData("123-45-67891", "1234567891")]
    [InlineData("123-45-67890", null)]
    [InlineData("123-45-6789", null)]
    public void a_business_number_is_checked(string written, string? number) => Assert.Equal(number, BusinessNumber.Of(written));

    [Theory]
    [InlineData("서울특별시 강남구 테헤란로 1", "서울시 강남구, 테헤란로 1번지")]
    [InlineData("경기도 수원시 중앙로 3-1", "경기 수원시 중앙로 3-1")]
    [InlineData("12 George St.", "12 george street")]
    [InlineData("5 Mt Vernon Ave", "5 Mount Vernon Avenue")]
    public void an_address_has_one_spelling(string one, string other) => Assert.Equal(PostalAddress.Of(one), PostalAddress.Of(other));

    [Theory]
    [InlineData("1971-06-24", "19710624")]
    [InlineData("1971. 6. 24.", "19710624")]
    [InlineData("1971년 6월 24일", "19710624")]
    [InlineData("24/06/1971", "19710624")]
    [InlineData("24 Jun 1971", "19710624")]
    [InlineData("June 24, 1971", "19710624")]
    [InlineData("19710624", "19710624")]
    [InlineData("710624", "19710624")]
    [InlineData("1836-21-01", "18362101")]
    [InlineData("1971", "1971")]
    [InlineData("soon", null)]
    public void a_day_is_eight_digits(string written, string? day) => Assert.Equal(day, DayText.Of(written, monthFirst: false));

    [Fact]
    public void whether_the_month_stands_first_is_seen_from_the_column()
    {
        Assert.True(DayText.IsMonthFirst(["06/24/1971", "01/02/1980"]));
        Assert.False(DayText.IsMonthFirst(["24/06/1971", "01/02/1980"]));
        Assert.Equal("19710706", DayText.Of("07/06/1971", monthFirst: true));
    }
}
