using System.Globalization;

namespace Dangol.Integration;

/// <summary>
/// The sales work of the sample company, whose business customers buy for their houses: leads, opportunities with the stages they came through, tasks and
/// meetings, on days around the first one after the company's last. How much there is follows the company's size up to 1200 people, and grows no further.
/// </summary>
internal sealed class SampleSales
{
    private const int MostLeads = 60, MostOpportunities = 40, MostTasks = 30, MostMeetings = 10, PeopleForAll = 1_200;
    private const int Opens = 9 * 3600, Closes = 18 * 3600;

    private static readonly string[] JobTitles = ["대표", "구매팀장", "총무팀 과장", "경영지원팀 대리", "운영 매니저", "실장"];
    private static readonly string[] Sources = ["web", "web", "referral", "referral", "event", "call", "advertising", "partner", "other"];
    private static readonly string[] WhyUnqualified = ["no_need", "no_budget", "no_answer", "wrong_contact", "competitor"];
    private static readonly string[] Deals = ["정기 납품", "단체 주문", "명절 선물", "개점 비품", "분기 납품"];

    /// <summary>Twenty leads in a row.</summary>
    private static readonly string[] States = [.. "n w q u n w n w q n w u n w q n w n u q".Split(' ').Select(s => s switch { "n" => "new", "w" => "working", "q" => "qualified", _ => "unqualified" })];

    /// <summary>In which open stage, from 0, an opportunity stands that has not ended, by the last digit of its number.</summary>
    private static readonly int[] Stands = [0, 0, 1, 0, 2, 0, 0, 3, 1, 1];

    private static readonly Dictionary<string, string[]> LeadSteps = new(StringComparer.Ordinal)
    {
        ["new"] = ["첫 전화하기", "회사 소개 자료 보내기", "문의 내용 확인하기"], ["working"] = ["다시 전화하기", "샘플 보내기", "구매 담당자 확인하기"], ["qualified"] = ["방문 상담 잡기", "견적 요청 받기", "거래 조건 정리하기"],
    };

    private static readonly string[][] StageSteps =
        [["필요한 수량 물어보기", "첫 상담 잡기"], ["샘플 보내기", "납품 주기 확인하기"], ["견적서 보내기", "제안 내용 설명하기"], ["계약 조건 맞추기", "납품 일정 정하기"]];

    private static readonly (string Reason, string Note)[] Losses =
        [("price", "다른 곳 견적보다 비쌈"), ("competitor", "쓰던 곳과 계약을 이어 가기로 함"), ("budget", "올해 예산이 줄어듦"), ("timing", "내년에 다시 보기로 함"), ("no_answer", "견적 뒤로 연락이 닿지 않음"), ("product", "원하는 용량이 없음")];

    private static readonly Dictionary<string, string[]> Todos = new(StringComparer.Ordinal)
    {
        ["opportunity"] = ["견적서 보내기", "계약 조건 확인하기", "납품 일정 협의하기", "샘플 써 본 느낌 물어보기"], ["lead"] = ["전화하기", "소개 자료 보내기", "구매 담당자 확인하기", "방문 일정 잡기"],
        ["customer"] = ["불편 접수 처리 결과 알리기", "다시 구매 안내 전화", "반품 처리 확인하기", "배송지 다시 확인하기"],
    };

    private readonly int _seed, _people;
    private readonly DateOnly _today;
    private readonly IReadOnlyList<SampleProduct> _products;
    private readonly Dictionary<string, string> _categories;
    private readonly PhoneNumbers _phones;

    /// <param name="people">How many there are; the opportunities are spread over them.</param>
    /// <param name="today">The day around which all of it is.</param>
    /// <param name="nameOf">What a person's first record is called.</param>
    public SampleSales(int seed, int people, DateOnly today, IReadOnlyList<SampleCategory> categories, IReadOnlyList<SampleProduct> products, Func<int, string> nameOf)
    {
        (_seed, _people, _today, _products, _phones) = (seed, people, today, products, new(seed));
        _categories = categories.ToDictionary(c => c.Name.Ko, c => c.Code, StringComparer.Ordinal);
        Leads = [.. Enumerable.Range(0, Of(MostLeads)).Select(Lead)];
        Opportunities = [.. Enumerable.Range(0, Of(MostOpportunities)).Select(Opportunity)];
        Tasks = [.. Enumerable.Range(0, Of(MostTasks)).Select(i => Task(i, nameOf))];
        Meetings = [.. Enumerable.Range(0, Of(MostMeetings)).Select(Meeting)];
    }

    public SampleLead[] Leads { get; }
    public SampleOpportunity[] Opportunities { get; }
    public SampleTask[] Tasks { get; }
    public SampleMeeting[] Meetings { get; }

    private int Of(int most) => (int)Math.Clamp((long)_people * most / PeopleForAll, 1, most);

    private SampleLead Lead(int i)
    {
        var dice = new Dice(_seed, Topic.Sales, i);
        var (organisation, kind) = Buyers.Of(i);
        var sex = dice.Chance(0.5) ? SampleSex.Female : SampleSex.Male;
        var (name, family, given, _) = KoreanNames.Draw(dice, sex, _today.Year - 27 - dice.Below(33));
        var (status, product) = (States[i % States.Length], Wanted(dice, kind).Product);
        return new(Key("lead", i), name, organisation, dice.Pick<string>(JobTitles),
            // Nobody among the customers has a mailbox that ends like this, nor a number of this part of the series.
            string.Create(CultureInfo.InvariantCulture, $"{given}.{family}.b{i + 1}@{dice.Pick<string>(People.Domains)}"), _phones.Of(2 * SampleCompany.MostPeople + i),
            dice.Pick<string>(Sources), status, status == "unqualified" ? dice.Pick<string>(WhyUnqualified) : null,
            status switch { "qualified" => dice.Chance(0.6) ? "hot" : "warm", "unqualified" => "cold", "working" => dice.Chance(0.6) ? "warm" : "cold", _ => dice.Chance(0.5) ? "warm" : null },
            product.Name.Ko, LeadSteps.TryGetValue(status, out var steps) ? dice.Pick<string>(steps) : null, steps is null ? null : _today.AddDays(dice.Below(17) - 5));
    }

    private SampleOpportunity Opportunity(int i)
    {
        var dice = new Dice(_seed, Topic.Sales, 1_000 + i);
        var (buyer, kind) = Buyers.Of(MostLeads + i);
        var (category, product) = Wanted(dice, kind);
        var pieces = 20 + 10 * dice.Below(28);
        // Of forty, eight are won and six lost.
        var (won, lost) = (i % 5 == 0, i % 20 is 3 or 8 or 13);
        var stage = won ? StageSteps.Length - 1 : lost ? 1 + dice.Below(StageSteps.Length - 1) : Stands[i % Stands.Length];
        var day = _today.AddDays(won || lost ? -1 - dice.Below(55) : -1 - dice.Below(18));
        var (loss, end) = (Losses[i / 3 % Losses.Length], default(SampleEnd));
        var closeOn = _today.AddDays(dice.Below(60) - 8);
        if (won || lost)
        {
            end = new(Office(dice, day), won, won ? null : loss.Reason, won ? null : loss.Note);
            (closeOn, day) = (day.AddDays(dice.Below(11) - 5), day.AddDays(-2 - dice.Below(12)));
        }
        var entered = new DateTime[stage + 1];
        for (var s = stage; s >= 0; s--)
        {
            entered[s] = Office(dice, day);
            day = day.AddDays(-2 - dice.Below(13));
        }
        return new(Key("opportunity", i), $"{buyer} {category} {dice.Pick<string>(Deals)}", buyer, SampleCompany.Code((int)((long)i * _people / Of(MostOpportunities))),
            product.Price * pieces / 10_000 * 10_000, closeOn, dice.Pick<string>(Sources), end is null ? dice.Pick<string>(StageSteps[stage]) : null,
            end is null ? _today.AddDays(dice.Below(15) - 4) : null, entered, end, $"{product.Name.Ko} {pieces}개 기준이에요.");
    }

    /// <summary>Of four tasks in a row one is overdue, one for today, one for the days to come, and one is done.</summary>
    private SampleTask Task(int i, Func<int, string> nameOf)
    {
        var dice = new Dice(_seed, Topic.Sales, 2_000 + i);
        var due = (i % 4) switch { 0 => _today.AddDays(-1 - dice.Below(9)), 1 => _today, 2 => _today.AddDays(1 + dice.Below(6)), _ => _today.AddDays(-2 - dice.Below(10)) };
        var person = (int)((2L * i + 1) * _people / (2 * Of(MostTasks)));
        var (about, who) = (i % 3) switch
        {
            0 => AboutOpportunity(i),
            1 => (new SampleAbout("lead", Leads[i % Leads.Length].Key, null), $"{Leads[i % Leads.Length].Organisation} {Leads[i % Leads.Length].Name}"),
            _ => (new SampleAbout("customer", SampleCompany.Code(person), SampleCompany.Code(person)), nameOf(person)),
        };
        return new(Key("task", i), $"{who} · {dice.Pick<string>(Todos[about.Type])}", due, (dice.Below(5)) switch { 0 => "high", 4 => "low", _ => "normal" }, i % 4 == 3, about);
    }

    /// <summary>Held and planned in turns, within two weeks on working days.</summary>
    private SampleMeeting Meeting(int i)
    {
        var dice = new Dice(_seed, Topic.Sales, 3_000 + i);
        var held = i % 2 == 0;
        var day = held ? _today.AddDays(-3 - dice.Below(11)) : _today.AddDays(dice.Below(12));
        day = day.AddDays(day.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 });
        var (about, who) = i % 3 == 2 ? (new SampleAbout("lead", Leads[i % Leads.Length].Key, null), Leads[i % Leads.Length].Organisation) : AboutOpportunity(i);
        var from = SampleCompany.Utc(day, 3600 * (10 + dice.Below(7)));
        return new(Key("meeting", i), $"{who} {(about.Type == "lead" ? "첫 상담" : "납품 상담")}", from, from.AddHours(1), dice.Chance(0.6) ? $"{who} 회의실" : "단골상회 본사", held ? "필요한 수량과 납품 주기를 확인함" : null, about);
    }

    private (SampleAbout About, string Who) AboutOpportunity(int i)
    {
        var open = Array.FindAll(Opportunities, o => o.End is null);
        var one = open.Length == 0 ? Opportunities[0] : open[i % open.Length];
        return (new("opportunity", one.Key, one.Customer), one.Buyer);
    }

    private (string Category, SampleProduct Product) Wanted(Dice dice, BuyerKind kind)
    {
        var category = dice.Pick<string>(kind.Needs);
        return (category, dice.Pick<SampleProduct>(_products.Where(p => p.Category == _categories[category]).ToArray()));
    }

    private static DateTime Office(Dice dice, DateOnly day) => SampleCompany.Utc(day, Opens + dice.Below(Closes - Opens));

    private static string Key(string type, int i) => string.Create(CultureInfo.InvariantCulture, $"{LoadSample.Source}-{type}-{i + 1:000}");
}
