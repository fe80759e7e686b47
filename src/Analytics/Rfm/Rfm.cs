namespace Dangol.Analytics;

/// <summary>
/// Recency, frequency, monetary. Recency: days from the last sale to the day of the snapshot. Frequency: distinct sales documents, not lines. Monetary: sum of
/// the sold lines' amounts in one currency. Only what was sold counts: lines with a quantity and a price above zero. Cancellations (negative quantities) are left out of all three.
/// <para>
/// Quintiles, 5 the best. Ties share their mean rank: score = ⌈5 · rank / n⌉ with rank the mean of the places that equal values take, so equal values always get
/// the same score, and a score may stay empty where one value is very common. (The same as pandas' qcut over rank(method='average'), which the tests hold it to.)
/// </para>
/// </summary>
internal static class Rfm
{
    public const string Model = "rfm";

    /// <summary>How ties are broken, as the run's parameters and the screen state it.</summary>
    public const string TieRule = "mean_rank";

    /// <summary>One query on DuckDB and PostgreSQL alike. $1 day of the snapshot, $2 currency.</summary>
    public const string Sql = """
        with sales as (
            select customer_id, cast($1 as date) - max(business_date) as recency, max(business_date) as last_on,
                count(distinct order_id) as frequency, cast(sum(amount) as bigint) as monetary
            from fact_order_lines
            where quantity > 0 and unit_price_micros > 0 and business_date < $1 and currency = $2
                and customer_id <> cast('00000000-0000-0000-0000-000000000000' as uuid)
            group by customer_id),
        ranked as (
            select customer_id, recency, last_on, frequency, monetary, count(*) over () as n,
                rank() over (order by recency desc) + (count(*) over (partition by recency) - 1) / 2.0 as r_rank,
                rank() over (order by frequency) + (count(*) over (partition by frequency) - 1) / 2.0 as f_rank,
                rank() over (order by monetary) + (count(*) over (partition by monetary) - 1) / 2.0 as m_rank
            from sales)
        select customer_id, cast(recency as bigint), last_on, frequency, monetary,
            cast(ceil(5.0 * r_rank / n) as bigint), cast(ceil(5.0 * f_rank / n) as bigint), cast(ceil(5.0 * m_rank / n) as bigint)
        from ranked
        """;

    /// <summary>The named group of a customer by R and F, after the common map of ten.</summary>
    public static string Group(int r, int f) => (r, f) switch
    {
        (5, >= 4) => "champions",
        (>= 3, >= 4) => "loyal",
        (>= 4, 2 or 3) => "potential_loyal",
        (5, _) => "new",
        (4, _) => "promising",
        (3, 3) => "need_attention",
        (3, _) => "about_to_sleep",
        (_, 5) => "cant_lose",
        (_, >= 3) => "at_risk",
        _ => "hibernating",
    };
}
