using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A line of the log as it is looked at.</summary>
public sealed record AccessLine(Guid Id, DateTime At, Guid ActorId, string Actor, string Ip, string Action, string Type, IReadOnlyList<Guid> Records, long Count, long Strangers, string Fields, string? Reason);

/// <summary>Something that a reviewer should look at.</summary>
/// <param name="Actor">Who.</param>
/// <param name="ActorId">Their key.</param>
/// <param name="What">What is odd, in words.</param>
/// <param name="Count">How much of it.</param>
/// <param name="Kind">night, bulk, strangers or export: how to find its lines.</param>
public sealed record OddUse(string Actor, Guid ActorId, Text What, long Count, string Kind);

/// <summary>A month of the log.</summary>
public sealed record AccessMonth(string Month, long Lines, long Records, IReadOnlyList<OddUse> Odd, IReadOnlyList<AccessLine> Latest, Keyset? Next, string? ReviewedBy, DateTime? ReviewedAt, string? Note, long Broken)
{
    /// <summary>How many of the lines are the use of whoever looks: somebody else had better review those.</summary>
    public long Own { get; init; }
}

/// <summary>
/// The monthly review of who saw whose personal data (the safety measures want one, and that reasons of downloads are checked): it finds use at night, use of many
/// records, use of other people's customers, and exports, and it proves that no line was changed or taken out.
/// </summary>
internal sealed class ReviewAccess(Company company)
{
    /// <summary>May see the log.</summary>
    public static readonly Permission View = new("personal_access", Actions.View);

    /// <summary>May say that a month was reviewed.</summary>
    public static readonly Permission Review = new("personal_access", "review");

    internal static readonly Text Title = new("개인정보 접속기록", "Access to personal data");

    private const int PerPage = 50, NightFrom = 22, NightUntil = 6, ManyADay = 200, StrangersAMonth = 20;

    public async Task<AccessMonth> Run(Actor actor, string? month, string? kind, Guid? who, Keyset? after, CancellationToken cancel = default)
    {
        actor.Must(View);
        await company.PersonalLog.Settle();
        var first = DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) ? asked : new DateOnly(company.Today.Year, company.Today.Month, 1);
        var (from, to) = (Start(first), Start(first.AddMonths(1)));
        var name = first.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await using var read = await company.Store.Read(cancel);
        var lines = await read.List($"""
            select id, at, actor_id, actor_name, ip, action, record_type, record_ids, records, strangers, fields, reason from personal_accesses
            where at >= @from and at < @to{(who is null ? "" : " and actor_id = @who")}{Only(read.Engine, kind)}{(after is null ? "" : " and (at, id) < (@at, @id)")} order by at desc, id desc limit {PerPage + 1}
            """, Map, cancel, ("from", from), ("to", to), ("who", who), ("at", after?.Value is { } place ? DateTime.Parse(place, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : DateTime.UnixEpoch), ("id", after?.Id ?? Guid.Empty), ("zone", Offset(first)));
        var next = lines.Count > PerPage ? new Keyset(lines[PerPage - 1].At.ToString("O", CultureInfo.InvariantCulture), lines[PerPage - 1].Id) : null;
        var (count, records) = await read.First("select count(*), coalesce(sum(records), 0) from personal_accesses where at >= @from and at < @to", row => (row.Long(0), row.Long(1)), cancel, ("from", from), ("to", to));
        var review = await read.First("select reviewer_name, reviewed_at, note, lines from personal_reviews where month = @month", row => (By: row.Text(0), At: (DateTime?)row.Instant(1), Note: row.TextOrNull(2), Lines: row.LongOrNull(3)), cancel, ("month", name));
        // What a review saw is still there, however the chain ends now.
        var gone = review is { Lines: { } seen, At: { } then } ? Math.Max(0, seen - await read.Number("select count(*) from personal_accesses where at >= @from and at < @to and at <= @then", cancel, ("from", from), ("to", to), ("then", then))) : 0;
        return new(name, count, records, await Odd(read, from, to, first, cancel), [.. lines.Take(PerPage)], next, review.By, review.At, review.Note, await Broken(read, first, first.AddMonths(1), cancel) + gone)
        {
            Own = await read.Number("select count(*) from personal_accesses where at >= @from and at < @to and actor_id = @me", cancel, ("from", from), ("to", to), ("me", actor.Id)),
        };
    }

    /// <summary>Notes that a month was reviewed.</summary>
    public async Task Done(Actor actor, string month, string? note, CancellationToken cancel = default)
    {
        actor.Must(Review);
        if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) throw new Refused("month_wrong", "month", new("달을 읽지 못했어요. 예: 2026-11", "The month could not be read. Example: 2026-11"));
        ResidentNumbers.MustNotBeIn(note, "note");
        await company.PersonalLog.Settle();
        await company.Writes.Run(actor, new("접속기록 점검", "Access log reviewed"), change => change.Execute("""
            insert into personal_reviews (month, reviewed_at, reviewed_by, reviewer_name, note, lines)
            select @month, @now, @by, @name, @note, count(*) from personal_accesses where at >= @from and at < @to and at <= @now
            on conflict (month) do update set reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by, reviewer_name = excluded.reviewer_name, note = excluded.note, lines = excluded.lines
            """, cancel, ("month", month), ("now", change.Now), ("by", actor.Id), ("name", actor.Name), ("note", string.IsNullOrWhiteSpace(note) ? null : note.Trim()), ("from", Start(first)), ("to", Start(first.AddMonths(1)))), cancel);
    }

    /// <summary>How many lines of these days don't fit the chain that they stand in: changed, taken out, or put in.</summary>
    public static async Task<long> Broken(Session read, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var (broken, chain, before, expected) = (0L, "", "", 1L);
        // Where chains go on from: few, one a node and day.
        var ends = (await read.List("""
            select f.follows, e.hash from personal_accesses f left join personal_accesses e on e.id = f.follows where f.business_date >= @from and f.business_date < @to and f.seq = 1 and f.follows is not null
            """, row => (Line: row.Guid(0), Hash: row.TextOrNull(1)), cancel, ("from", from), ("to", to))).DistinctBy(e => e.Line).ToDictionary(e => e.Line, e => e.Hash);
        await foreach (var row in read.Stream("""
            select business_date, node, seq, hash, at, actor_id, actor_name, ip, origin, action, record_type, record_ids, records, strangers, fields, reason, follows from personal_accesses
            where business_date >= @from and business_date < @to order by business_date, node, seq
            """, r => (Day: r.Date(0), Node: r.Text(1), Seq: r.Long(2), Hash: r.Text(3), Follows: r.GuidOrNull(16), Line: (At: r.Instant(4), Actor: r.Guid(5), Name: r.Text(6), Ip: r.Text(7), Origin: r.Text(8), Action: r.Text(9), Type: r.Text(10), Ids: r.Text(11), Records: r.Long(12), Strangers: r.Long(13), Fields: r.Text(14), Reason: r.TextOrNull(15))), cancel, ("from", from), ("to", to)))
        {
            var key = $"{row.Day:O} {row.Node}";
            if (key != chain) (chain, before, expected) = (key, row.Follows is { } end ? ends.GetValueOrDefault(end) ?? "" : "", 1);
            var l = row.Line;
            if (row.Seq != expected || row.Hash != PersonalLog.RowHash(before, DateTime.SpecifyKind(l.At, DateTimeKind.Utc), row.Day, row.Node, row.Seq, l.Actor, l.Name, l.Ip, l.Origin, l.Action, l.Type, l.Ids, l.Records, l.Strangers, l.Fields, l.Reason)) broken++;
            (before, expected) = (row.Hash, row.Seq + 1);
        }
        return broken;
    }

    private async Task<IReadOnlyList<OddUse>> Odd(Session read, DateTime from, DateTime to, DateOnly first, CancellationToken cancel)
    {
        const string Month = "at >= @from and at < @to";
        (string, object?)[] args = [("from", from), ("to", to), ("zone", Offset(first))];
        var odd = new List<OddUse>();
        odd.AddRange(await read.List($"select actor_name, actor_id, sum(records) from personal_accesses where {Month}{Only(read.Engine, "night")} group by actor_name, actor_id order by 3 desc",
            row => new OddUse(row.Text(0), row.Guid(1), new($"밤({NightFrom}시–{NightUntil}시)에 본 기록", $"records seen at night ({NightFrom}:00–{NightUntil}:00)"), row.Long(2), "night"), cancel, args));
        odd.AddRange(await read.List($"""
            select actor_name, actor_id, max(seen) from (select actor_name, actor_id, business_date, sum(records) as seen from personal_accesses where {Month} group by actor_name, actor_id, business_date) d
            where seen >= {ManyADay} group by actor_name, actor_id order by 3 desc
            """, row => new OddUse(row.Text(0), row.Guid(1), new("하루에 본 기록이 많음", "many records in one day"), row.Long(2), "bulk"), cancel, args));
        odd.AddRange(await read.List($"select actor_name, actor_id, sum(strangers) from personal_accesses where {Month} and action <> 'exported' group by actor_name, actor_id having sum(strangers) >= {StrangersAMonth} order by 3 desc",
            row => new OddUse(row.Text(0), row.Guid(1), new("자기 고객이 아닌 기록", "records that were not their own"), row.Long(2), "strangers"), cancel, args));
        odd.AddRange(await read.List($"select actor_name, actor_id, sum(records) from personal_accesses where {Month} and action = 'exported' group by actor_name, actor_id order by 3 desc",
            row => new OddUse(row.Text(0), row.Guid(1), new("파일로 내보낸 기록", "records exported as a file"), row.Long(2), "export"), cancel, args));
        return odd;
    }

    /// <summary>The condition of a kind of odd use; the hour is that of the company's clock.</summary>
    private static string Only(Engine engine, string? kind)
    {
        var hour = engine == Engine.Sqlite ? "((at / 1000 + @zone) / 3600 % 24)" : "extract(hour from (at at time zone 'UTC') + @zone * interval '1 second')";
        return kind switch
        {
            "night" => $" and ({hour} >= {NightFrom} or {hour} < {NightUntil})",
            "strangers" => " and strangers > 0 and action <> 'exported'",
            "export" => " and action = 'exported'",
            _ => "",
        };
    }

    private DateTime Start(DateOnly day) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), company.Profile.TimeZone);

    private long Offset(DateOnly day) => (long)company.Profile.TimeZone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue)).TotalSeconds;

    private static AccessLine Map(Row row) => new(row.Guid(0), row.Instant(1), row.Guid(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), JsonSerializer.Deserialize<List<Guid>>(row.Text(7))!, row.Long(8), row.Long(9), row.Text(10), row.TextOrNull(11));

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/settings/personal-data", async (string? month, string? kind, Guid? who, string? after, ReviewAccess review, Actor actor, CancellationToken cancel) =>
            Page.Of<ReviewAccessPage>(Title, new { Month = await review.Run(actor, month, kind, who, Keyset.Of(after), cancel), Kind = kind, Who = who })).Needs(View);
        site.MapGet("/api/v1/access/personal-data", async (string? month, string? kind, Guid? who, string? after, ReviewAccess review, Actor actor, CancellationToken cancel) =>
            Results.Json(await review.Run(actor, month, kind, who, Keyset.Of(after), cancel), JournalJson.Options)).Needs(View);
        site.MapPost("/settings/personal-data/review", async ([FromForm] string month, [FromForm] string? note, HttpContext context, ReviewAccess review, Actor actor, CancellationToken cancel) =>
        {
            await review.Done(actor, month, note, cancel);
            Toast.Done(context, new("점검했다고 적었어요.", "Noted as reviewed."));
            return Page.Next("/settings/personal-data?month=" + Uri.EscapeDataString(month));
        }).Needs(Review);
    }
}
