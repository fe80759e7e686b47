namespace Dangol.Integration;

/// <summary>Where people of the sample company live: provinces by their share of the people, real districts, common road names.</summary>
internal static class Places
{
    /// <summary>시도, share of the people in per mille, first and last two digits of its postal codes, districts.</summary>
    private static readonly (string Name, double Share, int ZipFrom, int ZipTo, string[] Districts)[] Provinces =
    [
        ("서울특별시", 182, 1, 8, Split("강남구 강동구 강북구 강서구 관악구 광진구 구로구 노원구 도봉구 동대문구 동작구 마포구 서대문구 서초구 성동구 성북구 송파구 양천구 영등포구 용산구 은평구 종로구 중구")),
        ("경기도", 265, 10, 18, Split("고양시|덕양구 고양시|일산동구 과천시 광명시 광주시 구리시 군포시 김포시 남양주시 부천시 성남시|분당구 성남시|수정구 수원시|영통구 수원시|팔달구 시흥시 안산시|단원구 안양시|동안구 양평군 오산시 용인시|수지구 용인시|기흥구 의정부시 이천시 파주시 평택시 하남시 화성시")),
        ("인천광역시", 58, 21, 23, Split("계양구 남동구 미추홀구 부평구 서구 연수구 강화군")),
        ("강원특별자치도", 30, 24, 26, Split("강릉시 동해시 속초시 원주시 춘천시 홍천군 평창군")),
        ("충청북도", 31, 27, 29, Split("제천시 청주시|상당구 청주시|흥덕구 충주시 음성군 진천군")),
        ("세종특별자치시", 7, 30, 30, [""]),
        ("충청남도", 41, 31, 33, Split("공주시 논산시 당진시 서산시 아산시 천안시|동남구 천안시|서북구 홍성군")),
        ("대전광역시", 28, 34, 35, Split("대덕구 동구 서구 유성구 중구")),
        ("경상북도", 50, 36, 40, Split("경산시 경주시 구미시 김천시 안동시 영주시 포항시|남구 포항시|북구 칠곡군")),
        ("대구광역시", 46, 41, 43, Split("남구 달서구 동구 북구 서구 수성구 중구 달성군")),
        ("울산광역시", 21, 44, 45, Split("남구 동구 북구 중구 울주군")),
        ("부산광역시", 64, 46, 49, Split("금정구 남구 동래구 부산진구 북구 사상구 사하구 수영구 연제구 영도구 해운대구 기장군")),
        ("경상남도", 63, 50, 53, Split("거제시 김해시 밀양시 사천시 양산시 진주시 창원시|성산구 창원시|마산합포구 통영시 함안군")),
        ("전북특별자치도", 34, 54, 56, Split("군산시 김제시 남원시 익산시 전주시|완산구 전주시|덕진구 정읍시 완주군")),
        ("전라남도", 35, 57, 59, Split("광양시 나주시 목포시 순천시 여수시 무안군 해남군")),
        ("광주광역시", 28, 61, 62, Split("광산구 남구 동구 북구 서구")),
        ("제주특별자치도", 13, 63, 63, Split("서귀포시 제주시")),
    ];

    private static readonly double[] ProvinceWeights = Weights.Cumulative(Provinces.Select(p => p.Share));

    private static readonly string[] Roads = Split("중앙로 시청로 평화로 번영로 장미로 은행나무로 매화로 벚꽃로 한마음로 문화로 체육관로 대학로 역전로 강변로 호수로 산성로 남문로 북문로 동문로 서문로 새말로 양지로 청솔로 햇살로 "
        + "느티나무로 솔밭로 들꽃로 봉화로 향교로 옥계로 덕산로 금산로 용마로 백운로 청룡로 망월로 송정로 신흥로 상록로 두레로 어울림로 가람로 다솜로 해오름로 미래로 과학로 효자로 우정로 교육로 공단로");

    public static int Count => Provinces.Length;

    public static string Name(int province) => Provinces[province].Name;

    public static int Draw(Dice dice) => dice.Drawn(ProvinceWeights);

    /// <summary>An address in a province, most of them flats.</summary>
    public static SampleAddress Address(Dice dice, int province)
    {
        var (name, _, from, to, districts) = Provinces[province];
        var zip = (from + dice.Below(to - from + 1)) * 1000 + dice.Below(1000);
        var district = dice.Pick<string>(districts).Replace('|', ' ');
        var road = dice.Pick<string>(Roads);
        if (dice.Chance(0.35)) road += $"{1 + dice.Below(60)}번길";
        road += $" {1 + dice.Below(180)}";
        if (dice.Chance(0.08)) road += $"-{1 + dice.Below(20)}";
        var detail = dice.Unit() switch
        {
            < 0.65 => $"{101 + dice.Below(20)}동 {1 + dice.Below(20)}{1 + dice.Below(6):00}호",
            < 0.85 => $"{1 + dice.Below(5)}층",
            _ => null,
        };
        return new SampleAddress($"{zip:00000}", name, district, road, detail);
    }

    private static string[] Split(string words) => words.Split(' ');
}
