using System.Globalization;
using System.Text;
using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>
/// Hands a call or letter list over as a file: the treated, without those who opted out since. Who took it, why, how many rows and the file's SHA-256 are kept, in the log of access to
/// personal data too. Only who took it may have the file, for seven days.
/// </summary>
internal sealed class TakeList(Company company)
{
    private const int PageSize = 2000, NotedRecords = 100;
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly Text Reason = new("발송 명단 내려받기", "Take a list out");

    /// <summary>What was handed over.</summary>
    public sealed record Taken(Guid List, string File, int Rows);

    private sealed record Line(Guid Id, string Number, string Name, string? Phone, string? Postal, string? Region, string? City, string? Address, string? Country);

    /// <summary>Writes the list.</summary>
    /// <param name="actor">Who takes it.</param>
    /// <param name="campaignId">Of which campaign.</param>
    /// <param name="why">Why, in ten characters or more.</param>
    /// <param name="cancel">Stops in between; nothing is kept then.</param>
    /// <exception cref="Refused"><c>not_launched</c>, <c>no_list</c> (an e-mail campaign), <c>not_ready</c>, <c>reason_too_short</c>.</exception>
    public async Task<Taken> Run(Actor actor, Guid campaignId, string why, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        var launch = campaign.Launch ?? throw LaunchCampaign.NotLaunched();
        if (campaign.IsMail) throw new Refused("no_list", null, new("이메일 캠페인은 명단 대신 메일을 보내요.", "An e-mail campaign sends mail instead of a list."));
        if (!launch.IsComplete || !campaign.MaySend) throw NotReady();
        CampaignListType.CheckReason(why);

        await Sweep(cancel);
        var (rows, first) = (0, new List<Guid>());
        var file = await new Files(company).Write(async stream =>
        {
            await using var csv = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
            await csv.WriteLineAsync(Csv.Row(Heads(campaign, actor.Language)));
            await foreach (var line in Lines(campaign, cancel))
            {
                await csv.WriteLineAsync(Csv.Row(Cells(actor, campaign, line)));
                if (first.Count < NotedRecords) first.Add(line.Id);
                rows++;
            }
        }, cancel);
        string[] fields = campaign.Channel == Channels.Call ? ["number", "name", "phone"] : ["number", "name", "postal_code", "region", "city", "address", "country"];
        if (actor.Id != Guid.Empty) await company.PersonalLog.Keep(new(actor, actor.Ip ?? "-", PersonalAction.Exported, "customer", first, rows, rows, fields, $"{why.Trim()} (SHA-256 {file})"));
        return await company.Writes.Run(actor, Reason, async change =>
        {
            await HoldLaunch.ForGood(change, launch.Id, cancel);
            if (!(await FindCampaign.Run(change.Session, campaignId, cancel)).MaySend) throw NotReady();
            var taken = CampaignList.Of(campaignId, why, file, rows);
            change.Open<MarketingDb>().Lists.Add(taken);
            await change.Publish(new RecordsExported("customer", rows, fields, why.Trim()) { Hash = file, Of = campaign.Name, Until = change.Now + Kept }, cancel);
            await change.Save(cancel);
            return new Taken(taken.Id, file, rows);
        }, cancel);
    }

    /// <summary>The file of a list that the actor took before, as long as it is kept.</summary>
    /// <exception cref="Refused"><c>list_gone</c></exception>
    public async Task<string> Find(Actor actor, Guid campaign, Guid list, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        await using var read = await company.Store.Read(cancel);
        return await read.First("select file from campaign_lists where id = @list and campaign_id = @campaign and created_by = @me and created_at > @since", row => row.Text(0), cancel,
                ("list", list), ("campaign", campaign), ("me", actor.Id), ("since", company.Clock.GetUtcNow().UtcDateTime - Kept))
            ?? throw new Refused("list_gone", null, new("파일이 없어요. 명단은 받은 사람만 7일 동안 다시 내려받을 수 있어요.", "There is no such file. A list can be had again for 7 days by who took it."), 404);
    }

    /// <summary>Removes the files of lists whose time is over; equal lists are one file, which stays as long as one of them is kept.</summary>
    private async Task Sweep(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        foreach (var old in await read.List("select file from campaign_lists group by file having max(created_at) <= @since", row => row.Text(0), cancel, ("since", company.Clock.GetUtcNow().UtcDateTime - Kept)))
            new Files(company).Remove(old);
    }

    private static Refused NotReady() => new("not_ready", null, new(
        "고객을 나누는 중이거나 멈춘 캠페인이에요. 끝난 뒤에 받아 주세요.", "Customers are still being assigned, or the campaign is paused. Please take the list afterwards."), 409);

    private async IAsyncEnumerable<Line> Lines(CampaignCard campaign, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        for (var after = Guid.Empty; ;)
        {
            var page = await read.List($"""
                select c.id, c.number, c.name, c.phone, c.postal_code, c.region, c.city, c.address, c.country
                from contacts t join pub_customers c on c.id = t.customer_id left join pub_consents n on n.customer_id = c.id and n.channel = @channel
                where t.campaign_id = @campaign and t.arm = 'treated' and t.customer_id > @after and (n.status is null or n.status <> 'withdrawn')
                order by t.customer_id limit {PageSize}
                """, row => new Line(row.Guid(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8)),
                cancel, ("channel", campaign.Channel), ("campaign", campaign.Id), ("after", after));
            foreach (var line in page) yield return line;
            if (page.Count < PageSize) yield break;
            after = page[^1].Id;
        }
    }

    private static IEnumerable<string> Heads(CampaignCard campaign, Language language)
    {
        Text[] heads = campaign.Channel == Channels.Call
            ? [new("고객번호", "Number"), new("고객명", "Name"), new("전화번호", "Telephone"), new("오퍼", "Offer"), new("코드", "Code"), new("내용", "Message")]
            : [new("고객번호", "Number"), new("고객명", "Name"), new("우편번호", "Postal code"), new("지역", "Region"), new("시·군·구", "City"), new("주소", "Address"), new("국가", "Country"), new("오퍼", "Offer"), new("코드", "Code"), new("내용", "Message")];
        return heads.Select(h => h.In(language));
    }

    private IEnumerable<string?> Cells(Actor actor, CampaignCard campaign, Line line)
    {
        string? Seen(string field, string? value) => actor.Rights.MaySee("customer", field) && !actor.Rights.IsAlwaysMasked("customer", field) ? value : null;

        var body = MergeFields.Fill(campaign.Body, field => field switch
        {
            MergeFields.Name => line.Name,
            MergeFields.Number => line.Number,
            MergeFields.Offer => campaign.Offer?.Body ?? "",
            MergeFields.Code => campaign.Offer?.Code ?? "",
            MergeFields.Company => company.Profile.Name,
            _ => campaign.Launch!.WindowEndsOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        });
        string?[] who = campaign.Channel == Channels.Call
            ? [line.Number, line.Name, Seen("phone", Csv.Phone(line.Phone))]
            : [line.Number, line.Name, Seen("postal_code", line.Postal), Seen("region", line.Region), Seen("city", line.City), Seen("address", line.Address), Seen("country", line.Country)];
        return [.. who, campaign.Offer?.Body, campaign.Offer?.Code, body];
    }
}

/// <summary>Cells of a file that people open in a spreadsheet.</summary>
internal static class Csv
{
    /// <summary>A line of comma-separated cells.</summary>
    public static string Row(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell));

    /// <summary>A cell in quotes; one that a spreadsheet would take for a formula gets an apostrophe in front.</summary>
    public static string Cell(string? text)
    {
        var value = text ?? "";
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') value = "'" + value;
        return $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A Korean number as it is dialled (+821012345678 → 010-1234-5678), so that a spreadsheet takes it for no formula.</summary>
    public static string? Phone(string? phone) => phone switch
    {
        null => null,
        ['+', '8', '2', '1', '0', .. { Length: 8 } rest] => $"010-{rest[..4]}-{rest[4..]}",
        ['+', '8', '2', .. var rest] => "0" + rest,
        _ => phone.Replace("+", "00", StringComparison.Ordinal),
    };
}
