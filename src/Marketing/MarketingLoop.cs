using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dangol.Marketing;

/// <summary>What Marketing does at each turn of the loop: counts its segments, sends what is due, collects what came back. Nothing is done twice.</summary>
internal sealed class MarketingLoop(Company company, SegmentQuery query, AssignContacts assign, SendCampaign send, CollectResponses collect, ReadResult results, MailSettings mail,
    ILogger<MarketingLoop> log)
{
    private static readonly Text Counting = new("세그먼트 집계", "Count segments");

    /// <summary>Responses are looked for as long after the window, since sales come in late.</summary>
    internal const int DaysAfterWindow = 60;

    /// <summary>Counts every segment as of today.</summary>
    public async Task<LoopResult> RefreshSegments(Actor actor, CancellationToken cancel)
    {
        actor.Must(Segment.View);
        var (segments, faults, members) = (await Trees(cancel), new LoopFaults(log), 0L);
        foreach (var (id, name, tree) in segments)
            await faults.Try(name, async () => members += (await RefreshSegment(actor, id, TreeParser.Clause(tree), cancel)).Members, cancel);
        return faults.Beside(new(segments.Count, new($"세그먼트 {segments.Count:N0}개의 고객 {members:N0}명을 셌어요", $"counted {Many(members, "customer")} in {Many(segments.Count, "segment")}")));
    }

    /// <summary>Goes on with launches that were interrupted, and sends what waits.</summary>
    public async Task<LoopResult> SendDue(Actor actor, CancellationToken cancel)
    {
        var (faults, running, sent, waiting) = (new LoopFaults(log), 0, 0L, 0L);
        foreach (var campaign in await Launched(actor, FindCampaign.Launched, cancel)) await faults.Try(campaign.Name, () => One(campaign), cancel);
        var ever = await Number("select count(*) from deliveries where state = 'confirmed'", cancel);
        if (running == 0) return faults.Beside(new(ever, new("보낼 메일이 없었어요", "there was no mail to send")));
        return faults.Beside(new(ever, waiting > 0
            ? new($"캠페인 {running:N0}개에서 {sent:N0}통을 보냈고 {waiting:N0}통이 남았어요", $"sent {Many(sent, "message")} of {Many(running, "campaign")}, {waiting:N0} waiting")
            : new($"캠페인 {running:N0}개에서 {sent:N0}통을 보냈어요", $"sent {Many(sent, "message")} of {Many(running, "campaign")}")));

        async Task One(CampaignCard campaign)
        {
            if (!campaign.Launch!.IsComplete) await assign.Run(actor, campaign.Id, null, cancel);
            if (!campaign.IsMail || !campaign.MaySend) return;
            var before = await send.Read(campaign.Id, cancel);
            if (before.Waiting + before.BeingSent == 0) return;
            running++;
            if (mail.IsSet)
            {
                try { await send.Run(actor, campaign.Id, cancel: cancel); }
                // A job is at it: what it leaves waits for the next turn.
                catch (Refused refused) when (refused.Rule == SendCampaign.Already) { /* and is counted below */ }
            }
            var after = await send.Read(campaign.Id, cancel);
            (sent, waiting) = (sent + after.Confirmed - before.Confirmed, waiting + after.Waiting);
        }
    }

    /// <summary>Collects responses of the campaigns whose window is open, or closed not long ago or not long before the last sale that is known.</summary>
    public async Task<LoopResult> CollectDue(Actor actor, CancellationToken cancel)
    {
        var (faults, campaigns, written) = (new LoopFaults(log), 0, 0L);
        foreach (var campaign in (await Launched(actor, FindCampaign.ToCollect, cancel)).Where(c => c.Launch!.IsComplete))
            await faults.Try(campaign.Name, async () =>
            {
                campaigns++;
                var collected = await collect.Run(actor, campaign.Id, cancel);
                written += collected.Written + collected.Gone;
            }, cancel);
        return faults.Beside(new(await Number("select count(*) from responses", cancel), new($"캠페인 {campaigns:N0}개에서 새로 들어오거나 바뀐 반응이 {written:N0}건이에요", $"{Many(written, "response")} of {Many(campaigns, "campaign")} new or changed")));
    }

    /// <summary>Says of each of these campaigns whether it worked.</summary>
    public async Task<LoopResult> ReadLift(Actor actor, CancellationToken cancel)
    {
        var (faults, verdicts) = (new LoopFaults(log), new List<Text>());
        var measured = await Measured(actor, cancel);
        foreach (var campaign in measured)
            await faults.Try(campaign.Name, async () =>
            {
                var verdict = (await results.Run(actor, campaign.Id, cancel)).Verdict.Headline;
                verdicts.Add(new($"{campaign.Name}: {verdict.Ko}", $"{campaign.Name}: {verdict.En}"));
            }, cancel);
        return faults.Beside(new(measured.Count, verdicts.Count == 0
            ? new("효과를 잴 캠페인이 아직 없어요", "no campaign to measure yet")
            : new(string.Join("; ", verdicts.Select(v => v.Ko)), string.Join("; ", verdicts.Select(v => v.En)))));
    }

    /// <summary>The campaigns of which it is said: those whose window is open or closed not long ago, and the latest.</summary>
    internal async Task<List<CampaignCard>> Measured(Actor actor, CancellationToken cancel) => [.. (await Launched(actor, FindCampaign.ToMeasure, cancel)).Where(c => c.Launch!.IsComplete)];

    /// <summary>Counts one segment and keeps the count.</summary>
    internal async Task<SegmentCount> RefreshSegment(Actor actor, Guid id, Clause tree, CancellationToken cancel)
    {
        var count = await query.Count(actor, tree, company.Today, cancel);
        await company.Writes.Run(Actor.System, Counting, change => change.Execute("""
            insert into segment_counts (segment_id, as_of, members, customers, counted_at) values (@segment, @day, @members, @customers, @now)
            on conflict (segment_id) do update set as_of = excluded.as_of, members = excluded.members, customers = excluded.customers, counted_at = excluded.counted_at
            """, cancel, ("segment", id), ("day", company.Today), ("members", count.Members), ("customers", count.Customers), ("now", change.Now)), cancel);
        return count;
    }

    internal static void AddSteps(IServiceCollection services)
    {
        services.AddLoopStep(new(50, "segments", new("세그먼트", "Segments"), "chart-pie", "/segments",
            (scope, actor, cancel) => scope.GetRequiredService<MarketingLoop>().RefreshSegments(actor, cancel)) { Every = TimeSpan.FromHours(1), IsDue = LoopDue.Segments, TellsOf = ["customer"] });
        services.AddLoopStep(new(60, "campaigns", new("캠페인 발송", "Campaigns"), "speakerphone", "/campaigns/mail",
            (scope, actor, cancel) => scope.GetRequiredService<MarketingLoop>().SendDue(actor, cancel)) { Every = TimeSpan.FromMinutes(5), IsDue = LoopDue.Sending, TellsOf = ["customer", "campaign"] });
        services.AddLoopStep(new(70, "responses", new("반응", "Responses"), "message-reply", "/campaigns/responses",
            (scope, actor, cancel) => scope.GetRequiredService<MarketingLoop>().CollectDue(actor, cancel)) { Every = TimeSpan.FromHours(1), IsDue = LoopDue.Responses, TellsOf = ["customer", "campaign"] });
        services.AddLoopStep(new(80, "lift", new("효과", "Lift"), "trending-up", "/campaigns/measured",
            (scope, actor, cancel) => scope.GetRequiredService<MarketingLoop>().ReadLift(actor, cancel)) { TellsOf = ["customer", "campaign"] });
    }

    private static string Many(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    private async Task<long> Number(string sql, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.Number(sql, cancel);
    }

    private async Task<List<(Guid Id, string Name, string Tree)>> Trees(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List("select id, name, tree from segments order by id", row => (row.Guid(0), row.Text(1), row.Text(2)), cancel);
    }

    private async Task<List<CampaignCard>> Launched(Actor actor, Func<Session, DateOnly, CancellationToken, Task<List<CampaignCard>>> which, CancellationToken cancel)
    {
        // Sales that end long ago (a file of past years) are today for the campaigns of their time.
        var last = (await company.Warehouse.Ask(actor, "select max(business_date) from fact_order_lines", null, row => row.DateOrNull(0), cancel))[0] ?? company.Today;
        var since = (last < company.Today ? last : company.Today).AddDays(-DaysAfterWindow);
        await using var read = await company.Store.Read(cancel);
        return await which(read, since, cancel);
    }
}
