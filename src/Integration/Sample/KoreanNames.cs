using System.Globalization;
using System.Text;

namespace Dangol.Integration;

/// <summary>
/// Names as Koreans bear them: surnames by the shares of the 2015 census in round figures, given names by sex and decade of birth, some people from abroad.
/// The lists are common names; together they name nobody in particular.
/// </summary>
internal static class KoreanNames
{
    /// <summary>Surname, per mille of the people, passport spelling.</summary>
    private static readonly (string Name, double Share, string Roman)[] Surnames =
    [
        ("김", 215, "kim"), ("이", 147, "lee"), ("박", 84, "park"), ("최", 47, "choi"), ("정", 43, "jung"), ("강", 24, "kang"), ("조", 21, "cho"),
        ("윤", 21, "yoon"), ("장", 20, "jang"), ("임", 17, "lim"), ("한", 16, "han"), ("오", 15, "oh"), ("서", 15, "seo"), ("신", 15, "shin"),
        ("권", 14, "kwon"), ("황", 14, "hwang"), ("안", 14, "ahn"), ("송", 14, "song"), ("류", 13, "ryu"), ("전", 11, "jeon"), ("홍", 11, "hong"),
        ("고", 9, "ko"), ("문", 9, "moon"), ("양", 9, "yang"), ("손", 9, "son"), ("배", 8, "bae"), ("백", 8, "baek"), ("허", 7, "heo"),
        ("유", 7, "yoo"), ("남", 6, "nam"), ("심", 5, "shim"), ("노", 5, "noh"), ("하", 5, "ha"), ("곽", 4, "kwak"), ("성", 4, "sung"), ("차", 4, "cha"),
        ("주", 4, "joo"), ("우", 4, "woo"), ("구", 4, "koo"), ("민", 5, "min"), ("나", 5, "na"), ("진", 5, "jin"), ("지", 5, "ji"), ("엄", 5, "eom"),
        ("채", 5, "chae"), ("원", 5, "won"), ("천", 4, "cheon"), ("방", 4, "bang"), ("공", 4, "kong"), ("현", 4, "hyun"), ("함", 4, "ham"),
        ("변", 4, "byun"), ("염", 2, "yeom"), ("여", 2, "yeo"), ("추", 2, "choo"), ("도", 2, "do"), ("소", 2, "so"), ("석", 2, "seok"), ("선", 2, "sun"),
        ("설", 2, "seol"), ("마", 2, "ma"), ("길", 2, "gil"), ("연", 2, "yeon"), ("표", 2, "pyo"), ("명", 2, "myung"), ("기", 2, "ki"), ("반", 2, "ban"),
        ("남궁", 0.4, "namgung"), ("황보", 0.3, "hwangbo"), ("제갈", 0.2, "jegal"), ("선우", 0.1, "sunwoo"), ("독고", 0.1, "dokgo"),
    ];

    private static readonly double[] SurnameWeights = Weights.Cumulative(Surnames.Select(s => s.Share));

    /// <summary>By sex, then by decade of birth: up to 1949, the fifties … the nineties, from 2000.</summary>
    private static readonly string[][][] Given =
    [
        [
            Split("영자 정자 순자 춘자 경자 옥자 명자 숙자 정순 화자 영순 정숙 순옥 말순 복순 금자 옥순 영희 종순 필순"),
            Split("영숙 정숙 영희 명숙 경숙 순자 정희 순옥 영자 현숙 춘자 옥순 정순 미자 혜숙 명자 경희 영순 금순 숙희"),
            Split("미숙 미경 경희 경숙 영숙 미영 영미 정희 명숙 은주 혜경 현숙 은숙 정숙 영희 미정 선희 순희 혜숙 경미"),
            Split("은주 미경 은정 미영 현주 은영 현정 선영 지영 미정 수진 정은 은경 지연 혜진 윤정 소영 유진 현숙 경아"),
            Split("지영 지은 지혜 은정 혜진 수진 은영 은주 현정 미영 민정 유진 보람 아름 선영 정은 수정 지연 혜정 윤정"),
            Split("유진 민지 수빈 지원 지현 지은 현지 은지 예진 예지 지수 수진 혜진 다은 소연 하은 가영 슬기 채원 나연"),
            Split("서연 민서 서현 지민 수빈 유진 민지 지우 예은 하은 수민 채원 서영 예원 지원 윤서 다은 가은 은서 소율"),
        ],
        [
            Split("영수 영호 영식 정웅 영길 정수 정식 종수 상철 영철 병철 창수 기호 갑수 만수 춘식 용식 복남 정호 종식"),
            Split("영수 영철 영호 영식 성수 성호 상철 종수 상호 정호 병철 광수 용수 경수 영길 진호 기철 창호 동수 명수"),
            Split("영수 성호 영호 영철 정호 상호 진호 성수 경수 상철 종호 용호 재호 광호 병철 동현 기호 승호 영진 태호"),
            Split("정훈 성호 성훈 상훈 성진 지훈 성민 정호 영호 동현 재훈 승호 상현 준호 진우 경호 민수 영진 현우 태훈"),
            Split("지훈 성민 현우 정훈 동현 준호 성훈 민수 상훈 준영 재현 진우 성진 승현 민호 종현 대현 상현 영훈 태현"),
            Split("지훈 동현 현우 성민 민재 준영 승현 재현 준호 상현 민수 진우 성현 우진 정현 태현 민석 건우 도현 승우"),
            Split("민준 서준 현우 지훈 동현 준서 민재 건우 예준 우진 도윤 지호 승민 시우 현준 유찬 지환 준혁 하준 은우"),
        ],
    ];

    /// <summary>First and second syllables of names that no list has, by sex; used more for those born after 1965.</summary>
    private static readonly (string First, string Second)[] Syllables =
        [("가나다도라민보서선소수슬승시아연영예유윤은이인재정지진채하해현혜효", "경나라란림미민빈선송수아안애연영예온우원유윤은이인정주지진하현희"),
         ("건경광규기대도동명무민병상서석선성세수승시연영용우원윤은인재정종주준지진찬창철태하한현형호", "건경구규균근기길남대덕도동렬룡명모무민범빈상석섭성수식안열영오완용우욱운원윤인일재정주준중진찬창철태택표학한혁현형호환훈휘희")];

    private static readonly (string Country, string Family, string GivenNames)[] Abroad =
    [
        ("VN", "Nguyen Tran Le Pham Hoang Vu Dang", "Lan Hoa Mai Thao Linh Minh Tuan Duc Huong Trang"), ("CN", "Wang Li Zhang Liu Chen Yang Zhao", "Wei Fang Min Jing Lei Yan Tao Xin Mei Jun"),
        ("PH", "Santos Reyes Cruz Garcia Ramos Flores", "Maria Jose Angel Grace Mark Joy Rowena Jay"), ("US", "Smith Johnson Miller Davis Wilson Clark", "James Emily Michael Sarah David Laura Kevin Anna"),
        ("UZ", "Karimov Rakhimov Yusupov Aliev Tashkentova", "Aziz Dilnoza Timur Nodira Rustam Gulnora"), ("MN", "Batbayar Ganbold Enkhtuya Dorj Bold", "Bat Oyun Temuujin Saran Altan Nomin"),
        ("JP", "Sato Suzuki Tanaka Watanabe Ito Nakamura", "Yuki Haruka Kenji Aiko Takumi Naoko"), ("TH", "Srisai Wongchai Suwan Thongchai", "Somchai Malee Niran Ploy Anong"),
    ];

    /// <summary>Full name as written, its Latin letters in lower case (family, given) for mail addresses, and the nationality.</summary>
    public static (string Name, string Family, string Given, string Country) Draw(Dice dice, SampleSex sex, int birthYear)
    {
        if (dice.Chance(0.02)) return Foreign(dice);
        var (family, _, roman) = Surnames[dice.Drawn(SurnameWeights)];
        var given = GivenName(dice, sex, birthYear);
        return (family + given, roman, Romanized(given), "KR");
    }

    /// <summary>A Korean given name for somebody of this age.</summary>
    private static string GivenName(Dice dice, SampleSex sex, int birthYear)
    {
        var decade = Math.Clamp((birthYear - 1940) / 10, 0, 6);
        if (dice.Chance(birthYear < 1965 ? 0.75 : 0.5)) return dice.Pick<string>(Given[(int)sex][decade]);
        var (first, second) = Syllables[(int)sex];
        char one = dice.Pick<char>(first), two = dice.Pick<char>(second);
        return dice.Chance(0.02) ? one.ToString() : one == two ? one.ToString() + second[(second.IndexOf(two, StringComparison.Ordinal) + 1) % second.Length] : $"{one}{two}";
    }

    private static (string Name, string Family, string Given, string Country) Foreign(Dice dice)
    {
        var (country, families, givens) = dice.Pick<(string, string, string)>(Abroad);
        string family = dice.Pick<string>(Split(families)), given = dice.Pick<string>(Split(givens));
        if (dice.Chance(0.03)) return (given, "id", given.ToLowerInvariant(), country);           // a single name, as passports of some countries have
        var easternOrder = country is "VN" or "CN" or "JP";
        return (easternOrder ? $"{family} {given}" : $"{given} {family}", family.ToLowerInvariant(), given.ToLowerInvariant(), country);
    }

    /// <summary>Revised Romanization, syllable by syllable, without the sound changes between them; what is no Hangul is left out.</summary>
    internal static string Romanized(string hangul)
    {
        var latin = new StringBuilder(hangul.Length * 3);
        foreach (var syllable in hangul)
        {
            var n = syllable - 0xAC00;
            if (n is < 0 or >= 11172) continue;
            latin.Append(CultureInfo.InvariantCulture, $"{Initials[n / 588]}{Medials[n % 588 / 28]}{Finals[n % 28]}");
        }
        return latin.ToString();
    }

    private static readonly string[] Initials = Split("g kk n d tt r m b pp s ss - j jj ch k t p h").Select(s => s.Trim('-')).ToArray();
    private static readonly string[] Medials = Split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i");
    private static readonly string[] Finals = Split("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t").Select(s => s.Trim('-')).ToArray();

    private static string[] Split(string words) => words.Split(' ');
}
