namespace Dangol.Analytics;

/// <summary>The newest RFM scores as columns of the customer.</summary>
internal static class RfmColumns
{
    /// <summary>Every group with its name, best first.</summary>
    public static readonly ChoiceType Groups = new(
    [
        new("champions", new("최우수 고객", "Champions"), "ok"), new("loyal", new("단골 고객", "Loyal"), "ok"), new("potential_loyal", new("단골 후보", "Potential loyal"), "info"),
        new("new", new("신규 고객", "New"), "info"), new("promising", new("관심 고객", "Promising"), "info"), new("need_attention", new("관리 필요", "Need attention"), "warn"),
        new("about_to_sleep", new("휴면 직전", "About to sleep"), "warn"), new("at_risk", new("이탈 위험", "At risk"), "bad"), new("cant_lose", new("놓치면 안 될 고객", "Can't lose"), "bad"),
        new("hibernating", new("휴면 고객", "Hibernating")),
    ]);

    private static readonly (string, string?) Orders = ("order", null), Totals = ("order", "total");

    public static readonly PublishedColumns Published = new("customer", "pub_customer_scores", "customer_id",
        new("rfm_group", new("고객군", "Group"), Groups, "group_code") { Tells = Totals },
        new("times_bought", new("구매 횟수", "Times bought"), WholeType.Number, "frequency") { Tells = Orders },
        new("spent", new("구매 금액", "Spent"), MoneyType.Amount, "monetary", "currency") { Tells = Totals },
        new("last_order_on", new("마지막 구매", "Last order"), DateType.Day, "last_on") { Tells = Orders },
        new("rfm_r", new("최근성 점수", "Recency score"), WholeType.Number, "r") { Tells = Orders },
        new("rfm_f", new("빈도 점수", "Frequency score"), WholeType.Number, "f") { Tells = Orders },
        new("rfm_m", new("금액 점수", "Monetary score"), WholeType.Number, "m") { Tells = Totals },
        new("scored_on", new("점수 기준일", "Scored as of"), DateType.Day, "as_of") { Tells = Orders },
        new("rfm_version", new("점수 버전", "Score version"), WholeType.Number, "version") { Tells = Orders }) { Only = ("model", Rfm.Model) };
}
