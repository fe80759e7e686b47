using System.Threading.Channels;

namespace Dangol.Marketing;

/// <summary>One run: a reader that looks ahead, and the workers.</summary>
internal sealed class Sending(Company company, MailServer server, DeliveryPace pace, CampaignCard campaign, DeliveryQueue queue, Action<long> progress)
{
    private const int Ahead = 200;

    private int _noServer, _inDoubt, _later;
    private long _done;
    private volatile bool _mustStop, _serverDecides;

    public async Task Run(CancellationToken cancel)
    {
        await queue.DoubtWhatIsLeft(cancel);
        if (!campaign.MaySend || await PauseRestored.Run(company, campaign, cancel)) return;
        while (!_mustStop && await queue.NextDue(cancel) is { } due)
        {
            var wait = due - company.Clock.GetUtcNow().UtcDateTime;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, company.Clock, cancel);
            await queue.Finalize(campaign.Launch!.Id, cancel);
            await Once(cancel);
        }
    }

    /// <summary>Goes once through all that waits and is due.</summary>
    private async Task Once(CancellationToken cancel)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var line = Channel.CreateBounded<Guid>(Ahead);
        var workers = Enumerable.Range(0, pace.Workers).Select(_ => Task.Run(() => Guarded(() => Work(line.Reader, failed.Token), failed), CancellationToken.None)).ToList();
        var reading = Guarded(() => Look(line.Writer, failed.Token), failed);
        await Task.WhenAll([reading, .. workers]);
    }

    private async Task Look(ChannelWriter<Guid> line, CancellationToken cancel)
    {
        try
        {
            for (var after = Guid.Empty; ;)
            {
                var page = await queue.Waiting(after, Ahead, cancel);
                foreach (var customer in page) await line.WriteAsync(customer, cancel);
                if (page.Count < Ahead || _mustStop) return;
                after = page[^1];
            }
        }
        finally { line.Complete(); }
    }

    private async Task Work(ChannelReader<Guid> line, CancellationToken cancel)
    {
        using var connection = new MailLine(server, pace.Answer, company.Clock);
        Answered? settled = null;
        try
        {
            await foreach (var customer in line.ReadAllAsync(cancel))
            {
                if (_mustStop) continue;
                var taken = await queue.SettleAndTake(settled, customer, cancel);
                settled = null;
                if (taken.MustStop) _mustStop = true;
                if (taken.To is not { } to) continue;
                // From here to its answer nothing stops this message: what was begun is seen through.
                var mail = ComposeMail.Of(campaign, to, company.Profile, UnsubscribeToken.Of(company.Keys, campaign.Id, to.CustomerId), company.Clock.GetUtcNow().UtcDateTime);
                var answer = await connection.Send(mail);
                if (answer.Verdict is MailVerdict.Accepted or MailVerdict.Refused) _serverDecides = true;
                settled = new(customer, answer, _serverDecides);
                if (answer.Verdict is MailVerdict.NoServer or MailVerdict.InDoubt) await queue.SettleAndTake(Take(ref settled), null, CancellationToken.None);
                await Weigh(answer, cancel);
                progress(Interlocked.Increment(ref _done));
            }
        }
        finally
        {
            if (settled is not null) await queue.SettleAndTake(settled, null, CancellationToken.None);
        }
    }

    /// <summary>A server that can't be reached, or drops what it gets, ends the run before the whole campaign is lost to it.</summary>
    private async Task Weigh(MailAnswer answer, CancellationToken cancel)
    {
        if (answer.Verdict is MailVerdict.Accepted or MailVerdict.Refused)
        {
            (_noServer, _inDoubt, _later) = (0, 0, 0);
            return;
        }
        if (answer.Verdict == MailVerdict.Later)
        {
            if (Interlocked.Increment(ref _later) >= DeliveryPace.InARow * pace.Workers)
                throw new Refused("smtp_busy", null, new(
                    $"메일 서버가 모든 메일에 나중에 보내라고 해서 멈췄어요 ({answer.Reply}). 아무것도 잃지 않았어요. 잠시 뒤 다시 보내 주세요.",
                    $"The mail server says “later” to everything, so sending was stopped ({answer.Reply}). Nothing was lost. Please send again in a while."));
            return;
        }
        if (answer.Verdict == MailVerdict.InDoubt)
        {
            if (Interlocked.Increment(ref _inDoubt) >= DeliveryPace.InARow * pace.Workers)
                throw new Refused("smtp_unsure", null, new(
                    $"메일 서버가 답을 주지 않고 연결을 끊어서 멈췄어요 ({answer.Reply}). 확인되지 않은 메일은 다시 보내지 않았어요.",
                    $"The mail server breaks connections without an answer, so sending was stopped ({answer.Reply}). What is in doubt was not sent again."));
            return;
        }
        var times = Interlocked.Increment(ref _noServer);
        if (times >= DeliveryPace.InARow * pace.Workers)
            throw new Refused("smtp_unreachable", null, new(
                $"메일 서버를 쓸 수 없어서 멈췄어요 ({answer.Reply}). 설정을 확인한 뒤 다시 보내 주세요.",
                $"The mail server can't be used, so sending was stopped ({answer.Reply}). Look at the settings, then send again."));
        await Task.Delay(pace.Unreachable * (1 << ((times - 1) / pace.Workers)), company.Clock, cancel);
    }

    private static Answered? Take(ref Answered? settled)
    {
        var taken = settled;
        settled = null;
        return taken;
    }

    /// <summary>One that fails stops the others.</summary>
    private static async Task Guarded(Func<Task> work, CancellationTokenSource failed)
    {
        try { await work(); }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }
}
