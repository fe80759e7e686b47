namespace Dangol.Platform;

/// <summary>
/// <c>dim_dates</c>: every day from 1990 to 2049 with its year, quarter, month, ISO week and weekday (Monday is 1). It is made, not loaded; the same SQL runs on both
/// engines.
/// </summary>
internal static class DateDimension
{
    public const string Name = "dim_dates";

    public static string Create(string table) => $"""
        create table {table} (date date, year integer, quarter integer, month integer, month_start date, iso_year integer, iso_week integer, weekday integer, weekend boolean)
        """;

    public static string Fill(string table) => $"""
        insert into {table}
        select cast(d as date), cast(extract(year from d) as integer), cast(extract(quarter from d) as integer), cast(extract(month from d) as integer),
            cast(date_trunc('month', d) as date), cast(extract(isoyear from d) as integer), cast(extract(week from d) as integer),
            cast(extract(isodow from d) as integer), extract(isodow from d) >= 6
        from generate_series(timestamp '1990-01-01', timestamp '2049-12-31', interval '1 day') as t(d)
        """;
}
