using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>What a campaign offers, as it reads.</summary>
internal sealed record CampaignOffer(Guid Id, string Name, string Code, string Body);

/// <summary>What was frozen when a campaign was launched, and how far its members have been worked off.</summary>
internal sealed record CampaignLaunched(Guid Id, DateTime At, Guid By, DateOnly ContactOn, DateOnly WindowEndsOn, int Members, int Done)
{
    /// <summary>True once every member is in the contact history.</summary>
    public bool IsComplete => Done >= Members;
}

/// <summary>A campaign with what it refers to: for pages, checks and sending.</summary>
internal sealed record CampaignCard
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required string Name { get; init; }
    public required string Channel { get; init; }
    public required Guid SegmentId { get; init; }
    public required int SegmentVersion { get; init; }
    public required string SegmentName { get; init; }
    public required string Tree { get; init; }
    public required Text Sentence { get; init; }
    public required CampaignOffer? Offer { get; init; }
    public required string Subject { get; init; }
    public required string Body { get; init; }
    public required int ControlShare { get; init; }
    public required int WindowDays { get; init; }
    public required DateOnly? ContactOn { get; init; }
    public required Money? Budget { get; init; }
    public required int? WantedLift { get; init; }
    public required long? NeededControl { get; init; }
    public required CampaignLaunched? Launch { get; init; }
    public required DateTime? PausedAt { get; init; }
    public required string? PausedWhy { get; init; }
    public required DateTime? StoppedAt { get; init; }

    public bool IsMail => Channel == Channels.Email;

    /// <summary>May something of it go out now?</summary>
    public bool MaySend => Launch is not null && PausedAt is null && StoppedAt is null;
}

/// <summary>Reads campaigns.</summary>
internal static class FindCampaign
{
    private const string Sql = """
        select c.id, c.version, c.name, c.channel, c.segment_id, s.version, s.name, coalesce(l.tree, s.tree), coalesce(l.sentence_ko, s.sentence_ko), coalesce(l.sentence_en, s.sentence_en),
            o.id, o.name, o.code, coalesce(l.offer_text, o.body), c.subject, c.body, c.control_share, c.window_days, c.contact_on, c.budget, c.currency,
            l.id, l.created_at, l.created_by, l.contact_on, l.window_ends_on, l.members, coalesce(n.done, 0), p.created_at, t.created_at, p.reason, c.wanted_lift, c.needed_control
        from campaigns c join segments s on s.id = c.segment_id left join offers o on o.id = c.offer_id left join campaign_launches l on l.campaign_id = c.id
            left join launch_progresses n on n.launch_id = l.id left join campaign_pauses p on p.campaign_id = c.id left join campaign_stops t on t.campaign_id = c.id
        """;

    /// <summary>One campaign.</summary>
    /// <exception cref="Refused"><c>campaign_unknown</c></exception>
    public static async Task<CampaignCard> Run(Session read, Guid id, CancellationToken cancel) =>
        await read.First($"{Sql} where c.id = @id", Map, cancel, ("id", id)) ?? throw SaveCampaign.Unknown();

    /// <summary>One campaign, read on a connection of its own.</summary>
    public static async Task<CampaignCard> Run(Company company, Guid id, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await Run(read, id, cancel);
    }

    /// <summary>The latest campaigns first, those before a key.</summary>
    public static Task<List<CampaignCard>> List(Session read, Guid? before, int limit, CancellationToken cancel) =>
        read.List($"{Sql} {(before is null ? "" : "where c.id < @before")} order by c.id desc limit {limit}", Map, cancel, before is null ? [] : [("before", before)]);

    /// <summary>Those that were launched and of whose window a part may still be uncounted.</summary>
    public static Task<List<CampaignCard>> Launched(Session read, DateOnly since, CancellationToken cancel) =>
        read.List($"{Sql} where l.window_ends_on >= @since order by l.id", Map, cancel, ("since", since));

    /// <summary>As above, and the latest in any case: what it came to is worth saying until there is another.</summary>
    public static Task<List<CampaignCard>> ToMeasure(Session read, DateOnly since, CancellationToken cancel) =>
        read.List($"{Sql} where l.window_ends_on >= @since or l.id in (select id from campaign_launches order by id desc limit 1) order by l.id", Map, cancel, ("since", since));

    /// <summary>Those whose responses may have changed: as above, and those of which none were ever collected, such as a campaign that ran elsewhere.</summary>
    public static Task<List<CampaignCard>> ToCollect(Session read, DateOnly since, CancellationToken cancel) =>
        read.List($"{Sql} where l.window_ends_on >= @since or l.id is not null and not exists (select 1 from responses r where r.campaign_id = c.id) order by l.id", Map, cancel, ("since", since));

    private static CampaignCard Map(Row row) => new()
    {
        Id = row.Guid(0), Version = row.Int(1), Name = row.Text(2), Channel = row.Text(3), SegmentId = row.Guid(4), SegmentVersion = row.Int(5), SegmentName = row.Text(6),
        Tree = row.Text(7), Sentence = new(row.Text(8), row.Text(9)),
        Offer = row.GuidOrNull(10) is { } offer ? new(offer, row.Text(11), row.Text(12), row.Text(13)) : null,
        Subject = row.Text(14), Body = row.Text(15), ControlShare = row.Int(16), WindowDays = row.Int(17), ContactOn = row.DateOrNull(18),
        Budget = row.LongOrNull(19) is { } budget ? new(budget, row.Text(20)) : null,
        Launch = row.GuidOrNull(21) is { } launch ? new(launch, row.Instant(22), row.Guid(23), row.Date(24), row.Date(25), row.Int(26), row.Int(27)) : null,
        PausedAt = row.InstantOrNull(28), StoppedAt = row.InstantOrNull(29), PausedWhy = row.TextOrNull(30),
        WantedLift = (int?)row.LongOrNull(31), NeededControl = row.LongOrNull(32),
    };
}
