namespace Dangol.Integration;

/// <summary>The call centre: every order by telephone is a call, and one order in twenty brings a question or a complaint some days later.</summary>
internal sealed class Calls(int seed, TradingTime time)
{
    private const int Opens = 9 * 3600, Closes = 18 * 3600;

    private static readonly string[] Agents = ["김하늘", "이보라", "박서진", "최유라", "정다혜", "강민경", "조은솔", "윤태리", "장혜원", "임가람", "한지우", "오세린"];

    private static readonly double[] Topics = Weights.Cumulative([0.44, 0.24, 0.2, 0.12]);

    private static readonly (SampleTopic Topic, int Seconds, double Resolved, string[] Notes)[] Kinds =
    [
        (SampleTopic.Delivery, 150, 0.9, ["배송 예정일 문의, 내일 도착 안내", "경비실 보관 여부 확인", "배송지 변경 요청", "부재중 재배송 요청"]),
        (SampleTopic.Product, 210, 0.95, ["사용법 문의", "성분 문의, 상세 페이지 안내", "재입고 일정 문의", "사은품 구성 문의"]),
        (SampleTopic.Refund, 260, 0.8, ["단순 변심 반품 요청", "다른 상품으로 교환 요청", "환불 진행 상황 문의", "결제 취소 요청"]),
        (SampleTopic.Complaint, 380, 0.55, ["상품 파손, 재발송 요청", "오배송, 회수 요청", "상담 대기 시간에 불만", "유통기한 짧음, 교환 요청"]),
    ];

    /// <summary>Calls of a person about these orders, in the order of the orders.</summary>
    public IEnumerable<SampleCall> About(int person, List<SampleOrder> orders)
    {
        var dice = new Dice(seed, Topic.Calls, person);
        foreach (var order in orders)
        {
            // A campaign's order takes no chance from the dice, so that the calls about the others stay.
            if (order.ByCampaign) continue;
            if (order.Channel == SampleChannel.Phone)
            {
                var talk = 120 + (int)(150 * dice.Exponential());
                yield return new SampleCall(order.Number + "-T", order.Customer, person, order.At.AddSeconds(-talk), order.BusinessDate, SampleTopic.Order,
                    order.Number, talk, dice.Pick<string>(Agents), true, "전화 주문 접수");
            }
            if (!dice.Chance(0.05)) continue;
            var kind = Kinds[dice.Drawn(Topics)];
            int days = 1 + dice.Below(6), second = Opens + dice.Below(Closes - Opens), seconds = 30 + (int)(kind.Seconds * dice.Exponential());
            var (agent, resolved, note) = (dice.Pick<string>(Agents), dice.Chance(kind.Resolved), dice.Pick<string>(kind.Notes));
            var date = order.BusinessDate.AddDays(days);
            if (date > time.Date(time.Days - 1)) continue;
            yield return new SampleCall(order.Number + "-Q", order.Customer, person, SampleCompany.Utc(date, second), date, kind.Topic, order.Number, seconds,
                agent, resolved, note);
        }
    }
}
