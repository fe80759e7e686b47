using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Marketing;

/// <summary>Whether Marketing's steps of the loop have anything to do by themselves: a job that would only say so is not started.</summary>
internal static class LoopDue
{
    /// <summary>A segment was not counted today.</summary>
    public static Task<bool> Segments(IServiceProvider scope, CancellationToken cancel) => Any(scope, company => ("""
        from segments s left join segment_counts n on n.segment_id = s.id where n.segment_id is null or n.as_of < @today
        """, [("today", company.Today)]), cancel);

    /// <summary>Messages wait, or a launch is not worked off, and nobody paused or stopped it.</summary>
    public static Task<bool> Sending(IServiceProvider scope, CancellationToken cancel) => Any(scope, company => ("""
        from campaign_launches l join launch_progresses n on n.launch_id = l.id
        where not exists (select 1 from campaign_pauses p where p.campaign_id = l.campaign_id) and not exists (select 1 from campaign_stops s where s.campaign_id = l.campaign_id)
            and (n.done < n.total or exists (select 1 from deliveries d where d.campaign_id = l.campaign_id and d.state = 'reserved' and (d.not_before is null or d.not_before <= @now)))
        """, [("now", company.Clock.GetUtcNow().UtcDateTime)]), cancel);

    /// <summary>A campaign was launched of which responses may come in, or none was ever collected.</summary>
    public static Task<bool> Responses(IServiceProvider scope, CancellationToken cancel) => Any(scope, company => ("""
        from campaign_launches l where l.window_ends_on >= @since or not exists (select 1 from responses r where r.campaign_id = l.campaign_id)
        """, [("since", company.Today.AddDays(-MarketingLoop.DaysAfterWindow))]), cancel);

    private static async Task<bool> Any(IServiceProvider scope, Func<Company, (string From, (string, object?)[] Args)> ask, CancellationToken cancel)
    {
        var company = scope.GetRequiredService<Company>();
        var (from, args) = ask(company);
        await using var read = await company.Store.Read(cancel);
        return await read.Number($"select count(*) from (select 1 {from} limit 1) found", cancel, args) > 0;
    }
}
