using System.Globalization;
using Dangol.Customers;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>
/// Korean customers with second and third records of some, as several shops and an old system would have them: honorifics, blanks, passports' spelling, a wrong jamo, another telephone, a moved household,
/// provinces by short and long names, namesakes and families at one address. Which rows are one person is known.
/// </summary>
internal static class KoreanPeople
{
    public static readonly string[] Headings = ["고객번호", "이름", "생년월일", "휴대전화", "이메일", "주소", "우편번호"];

    private static readonly (string Long, string Short, string[] Towns)[] Provinces =
    [
        ("서울특별시", "서울", ["강남구", "마포구", "송파구", "노원구", "관악구", "종로구"]), ("경기도", "경기", ["수원시 영통구", "성남시 분당구", "고양시 일산동구", "용인시 기흥구", "부천시"]),
        ("부산광역시", "부산시", ["해운대구", "사하구", "부산진구"]), ("전라북도", "전북", ["전주시 덕진구", "익산시"]), ("제주특별자치도", "제주", ["제주시", "서귀포시"]), ("대전광역시", "대전", ["유성구", "서구"]),
    ];

    private static readonly string[] Streets = "테헤란로 한밭대로 중앙로 동성로 월드컵로 올림픽로 백제대로 광안로 수영로 번영로 신림로 대학로 첨단로 문화로 은행로 학동로 양재대로 봉은사로".Split(' ');
    private static readonly string[] Providers = ["naver.com", "gmail.com", "daum.net", "kakao.com"];

    /// <summary>The rows, and for each whose it is.</summary>
    public static (string[][] Rows, int[] Person) Make(int people, int seed)
    {
        var dice = new Dice(seed, Topic.Person, people);
        var (rows, person) = (new List<string[]>(), new List<int>());
        string? address = null, code = null;
        for (var p = 0; p < people; p++)
        {
            // One in five lives where the last one does.
            var isFamily = address is not null && dice.Chance(0.2);
            var first = Person(dice, isFamily ? address : null, isFamily ? code : null);
            (address, code) = (first.Address, first.Code);
            var records = dice.Chance(0.6) ? 1 : dice.Chance(0.7) ? 2 : 3;
            for (var r = 0; r < records; r++)
            {
                rows.Add(Written(dice, r == 0 ? first : Damaged(dice, first), rows.Count));
                person.Add(p);
            }
        }
        return ([.. rows], [.. person]);
    }

    public static MatchColumn[] Columns(string[][] rows) => [.. Headings.Select((heading, c) => new MatchColumn(heading, row => rows[row][c]))];

    private sealed record Someone(string Name, string Family, string Given, DateTime? Birth, string Phone, string Email, string Address, string Code);

    private static Someone Person(Dice dice, string? address, string? code)
    {
        var year = 1945 + dice.Below(60);
        var (name, family, given, _) = KoreanNames.Draw(dice, (SampleSex)dice.Below(2), year);
        var (_, province, towns) = dice.Pick<(string, string, string[])>(Provinces);
        address ??= $"{province} {dice.Pick<string>(towns)} {dice.Pick<string>(Streets)} {1 + dice.Below(400)}";
        code ??= (10000 + dice.Below(500) * 100 + dice.Below(30)).ToString("00000", CultureInfo.InvariantCulture);
        return new(name, family, given, new DateTime(year, 1, 1).AddDays(dice.Below(365)), Phone(dice), Mail(dice, family, given, year), address, code);
    }

    private static Someone Damaged(Dice dice, Someone one)
    {
        var name = one.Name;
        if (dice.Chance(0.15)) name = Misspelling.Of(dice, name);
        else if (dice.Chance(0.15) && one.Name.Length is 2 or 3 && name.All(c => c is >= '가' and <= '힣')) name = dice.Chance(0.5) ? $"{one.Given} {one.Family}" : $"{one.Family.ToUpperInvariant()} {one.Given.ToUpperInvariant()}";
        return one with
        {
            Name = name,
            Birth = dice.Chance(0.1) ? null : dice.Chance(0.08) ? one.Birth!.Value.AddDays(dice.Chance(0.5) ? 1 : 10) : one.Birth,
            Phone = dice.Chance(0.2) ? Phone(dice) : dice.Chance(0.1) ? "" : one.Phone,
            Email = dice.Chance(0.3) ? "" : dice.Chance(0.3) ? Mail(dice, one.Family, one.Given, one.Birth!.Value.Year) : one.Email,
            Address = dice.Chance(0.15) ? $"경기 수원시 {dice.Pick<string>(Streets)} {1 + dice.Below(300)}" : one.Address,
            Code = dice.Chance(0.2) ? "" : one.Code,
        };
    }

    private static string[] Written(Dice dice, Someone one, int row)
    {
        var isHangul = one.Name.All(c => c is >= '가' and <= '힣');
        var name = isHangul && one.Name.Length >= 3 && dice.Chance(0.1) ? one.Name + dice.Pick<string>(["님", " 고객님", " 과장", " 씨"]) : isHangul && dice.Chance(0.05) ? one.Name[..1] + " " + one.Name[1..] : one.Name;
        var phone = one.Phone.Length == 0 ? "" : dice.Below(3) switch { 0 => one.Phone, 1 => $"{one.Phone[..3]}-{one.Phone[3..7]}-{one.Phone[7..]}", _ => $"+82 {one.Phone[1..3]} {one.Phone[3..7]} {one.Phone[7..]}" };
        var address = one.Address;
        foreach (var (whole, brief, _) in Provinces)
            if (dice.Chance(0.5) && address.StartsWith(brief + " ", StringComparison.Ordinal)) address = whole + address[brief.Length..];
        var birth = one.Birth is not { } day ? "" : day.ToString(dice.Chance(0.5) ? "yyyy-MM-dd" : "yyyy. M. d.", CultureInfo.InvariantCulture);
        return [$"C{row + 1:000000}", name, birth, phone, dice.Chance(0.1) ? one.Email.ToUpperInvariant() : one.Email, address, one.Code];
    }

    private static string Phone(Dice dice) => $"010{2000 + dice.Below(8000)}{dice.Below(10000):0000}";

    private static string Mail(Dice dice, string family, string given, int year) => $"{(dice.Chance(0.5) ? given + family : family + given)}{(dice.Chance(0.5) ? year % 100 : dice.Below(1000))}@{dice.Pick<string>(Providers)}";
}
