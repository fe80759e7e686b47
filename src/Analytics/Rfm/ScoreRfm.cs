using System.Text.Json;

namespace Dangol.Analytics;

/// <summary>What a run of RFM did.</summary>
internal sealed record RfmRun(int Version, DateOnly AsOf, string Currency, int Customers, int Removed, double QuerySeconds);

/// <summary>Scores every customer by recency, frequency and monetary, and writes the scores back with their day and version.</summary>
internal sealed class ScoreRfm(Company company, Warehouse warehouse, Writes writes, Store store, TimeProvider clock)
{
    private const int RowsPerChunk = 4_000;
    private static readonly Text Reason = new("RFM 점수 계산", "RFM scores");

    /// <summary>Runs the model where lines were sold, or taken back, since its last run.</summary>
    public async Task<RfmRun?> RunIfDue(Actor actor, CancellationToken cancel = default)
    {
        await using (var read = await store.Read(cancel))
        {
            var last = await read.First("select parameters from score_runs where model = @model order by id desc limit 1", row => row.Text(0), cancel, ("model", Rfm.Model));
            if (last is not null && JsonDocument.Parse(last).RootElement.TryGetProperty("sold", out var sold) && sold.GetString() == await Sold(actor, cancel)) return null;
        }
        return await Run(actor, null, cancel);
    }

    /// <summary>Runs the model.</summary>
    /// <param name="actor">Who lets it run.</param>
    /// <param name="asOf">Day of the snapshot; the day after the last sale where none is given, and never after tomorrow.</param>
    /// <param name="cancel">Stops between chunks; what is written stays, and the next run completes it.</param>
    public async Task<RfmRun> Run(Actor actor, DateOnly? asOf = null, CancellationToken cancel = default)
    {
        actor.Must(ScoreRun.Run);
        var currency = await Currency(actor, cancel);
        var day = asOf ?? await DayAfterLastSale(actor, currency, cancel);
        var sold = await Sold(actor, cancel);
        var began = clock.GetTimestamp();
        var rows = await warehouse.Ask(actor, Rfm.Sql, [day, currency], row => new Scored(row.Id(0), (int)row.Long(1), row.Date(2), row.Long(3), row.Long(4),
            (byte)row.Long(5), (byte)row.Long(6), (byte)row.Long(7)), cancel, TimeSpan.FromMinutes(5));
        var seconds = clock.GetElapsedTime(began).TotalSeconds;

        int version;
        await using (var read = await store.Read(cancel))
            version = (int)await read.Number("select coalesce(max(model_version), 0) from score_runs where model = @model", cancel, ("model", Rfm.Model)) + 1;
        var set = writes.NewChangeSet(actor, Reason) with { Final = new("다시 계산하면 바뀌는 점수예요.", "Scores are derived: run the model again.") };
        foreach (var chunk in rows.Chunk(RowsPerChunk))
            await writes.Run(set, change => change.Bulk(Array.ConvertAll(chunk, s => s.ToScore(version, day, currency)), OnExisting.Replace, "customer_id, model", cancel), cancel: cancel);
        var removed = await writes.Run(set, async change =>
        {
            var gone = await change.TakeBack<CustomerScore>("model = @model and version < @version", cancel, ("model", Rfm.Model), ("version", version));
            change.Open<AnalyticsDb>().Add(ScoreRun.Of(Rfm.Model, version, day, rows.Count,
                JsonSerializer.Serialize(new { tie_rule = Rfm.TieRule, currency, sales_only = true, sold })));
            await change.Save(cancel);
            return gone;
        }, cancel: cancel);
        return new(version, day, currency, rows.Count, removed, seconds);
    }

    /// <summary>The company's own currency, or the one in which most was sold where nothing was sold in its own: amounts are never added across currencies.</summary>
    private async Task<string> Currency(Actor actor, CancellationToken cancel)
    {
        var sold = await warehouse.Ask(actor, "select currency, count(*) from fact_order_lines group by currency order by 2 desc, 1", null, row => row.Text(0)!, cancel);
        return sold.Contains(company.Profile.Currency) || sold.Count == 0 ? company.Profile.Currency : sold[0];
    }

    /// <summary>What the scores stand on, in short: it changes whenever a line comes or goes.</summary>
    private async Task<string> Sold(Actor actor, CancellationToken cancel) =>
        (await warehouse.Ask(actor, "select count(*), cast(coalesce(sum(amount), 0) as bigint), max(business_date) from fact_order_lines", null,
            row => $"{row.Long(0)} {row.Long(1)} {row.DateOrNull(2):yyyy-MM-dd}", cancel))[0];

    private async Task<DateOnly> DayAfterLastSale(Actor actor, string currency, CancellationToken cancel)
    {
        var last = await warehouse.Ask(actor, "select max(business_date) from fact_order_lines where quantity > 0 and unit_price_micros > 0 and currency = $1 and business_date <= $2",
            [currency, company.Today], row => row.DateOrNull(0), cancel);
        return (last[0] ?? company.Today).AddDays(1);
    }

    private readonly record struct Scored(Guid Customer, int Recency, DateOnly LastOn, long Frequency, long Monetary, byte R, byte F, byte M)
    {
        public CustomerScore ToScore(int version, DateOnly asOf, string currency) => new()
        {
            CustomerId = Customer, Model = Rfm.Model, Version = version, AsOf = asOf, RecencyDays = Recency, LastOn = LastOn, Frequency = Frequency, Monetary = Monetary,
            Currency = currency, R = R, F = F, M = M, GroupCode = Rfm.Group(R, F),
        };
    }
}
