namespace Dangol.Analytics;

/// <summary>The length of a cohort's periods.</summary>
public enum CohortPeriod
{
    /// <summary>Seven days from Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>Three calendar months from January.</summary>
    Quarter,
}

/// <summary>Customers who first bought in one period, and how many of them were active in it and in each later one.</summary>
/// <param name="Start">First day of the period.</param>
/// <param name="Active">Customers active in the period itself, the next, …, up to the last of the data.</param>
public sealed record Cohort(DateOnly Start, int[] Active);

/// <summary>Retention by cohort.</summary>
/// <param name="Cohorts">One for each period in which somebody first bought.</param>
/// <param name="LastDay">The last day of the data.</param>
/// <param name="DaysMissing">How many days of the last period are not in the data: its figures are too low.</param>
public sealed record CohortTable(IReadOnlyList<Cohort> Cohorts, DateOnly LastDay, int DaysMissing)
{
    /// <summary>Counts distinct customers by the period of their first line and the periods in which they have any.</summary>
    /// <param name="customer">Number of the customer of each line, 0 or more.</param>
    /// <param name="day">Day of each line, as a day number.</param>
    /// <param name="period">The length of periods.</param>
    public static CohortTable Of(int[] customer, int[] day, CohortPeriod period) => CohortCount.Of(customer, day, period);
}
