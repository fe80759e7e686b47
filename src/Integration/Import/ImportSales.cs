using System.Globalization;
using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Integration;

/// <summary>Which import a job carries out, and how the file is to be read.</summary>
internal sealed record ImportArguments(Guid Import, string? Encoding = null, string? Delimiter = null);

/// <summary>From where an interrupted import goes on.</summary>
internal sealed record ImportPlace(long Lines, long Reversals, long NewOrders, long NewLines);

/// <summary>
/// Brings a sales file in: every line is staged and judged outside the main store, then what was accepted is applied in chunks, each with its checkpoint in
/// the same transaction. A crash goes on where it was; a cancel takes back what had come in.
/// </summary>
internal sealed class ImportSales(Company company, Imports imports, CustomerIntake customers, ProductIntake products, OrderIntake orders, KnownSales sales, UndoChangeSet undo, TimeProvider clock) : IJob
{
    public const string Kind = "import_sales";

    private const int NamesPerQuestion = 1_000, ReversalsPerChunk = 2_000;

    // On SQLite a chunk holds the write gate for some tens of milliseconds, so that people hardly notice; on PostgreSQL nobody waits for it.
    private int LinesPerChunk => company.Store.Engine == Engine.Sqlite ? 4_000 : 12_000;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var arguments = run.Arguments<ImportArguments>();
        var import = await imports.Find(arguments.Import, cancel);
        // A run before this one came to the end, and only the job's own end was not written down.
        if (import.State is "done" or "cancelled")
        {
            Finish(import);
            if (import.State == "cancelled") throw new OperationCanceledException(cancel);
            run.Result(new { import = import.Id, lines = import.SourceLines }, $"/imports/{import.Id}");
            return;
        }
        var path = imports.StagingPath(import.Id);
        try
        {
            var kept = SalesStaging.Reopen(path);
            using var staging = kept ?? await Judge(run, import, arguments, path, cancel);
            var place = run.State<ImportPlace>() ?? new(0, 0, 0, 0);
            // A file that is judged anew, as where another node took the job over, knows what was applied before and numbers only the rest.
            if (kept is null) place = place with { Lines = 0, Reversals = 0 };
            var report = staging.Report();
            await imports.Note(import.Id, "applying", report, cancel);
            // The error files are written beside the applying, once its lines have been sorted: two such questions at once want twice the memory.
            var files = Array.ConvertAll(Enum.GetValues<Language>(), language => (Language: language, File: new ErrorFile(staging, language)));
            var sorted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var errors = Task.Run(async () =>
            {
                await sorted.Task;
                foreach (var (language, file) in files) Write(file, imports.ErrorPath(import.Id, language), cancel);
            }, cancel);
            try { place = await Apply(run, import, staging, report, place, sorted.SetResult, cancel); }
            finally
            {
                sorted.TrySetCanceled(CancellationToken.None);
                await errors.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await errors;
            await imports.End(import.Id, "done", cancel);
            run.Result(new { import = import.Id, new_orders = place.NewOrders, new_lines = place.NewLines, lines = report.File.SourceLines }, $"/imports/{import.Id}");
        }
        catch (OperationCanceledException) when (run.CancelAsked)
        {
            run.Progress(0, 0, new("가져온 것을 되돌리는 중", "Taking back what came in"));
            await imports.TakeBack(undo, run.Actor, import, run.Stop);
            await imports.End(import.Id, "cancelled", run.Stop);
            Finish(import);
            throw;
        }
        // Another node goes on with it, and with its staging.
        catch (Refused refused) when (refused.Rule is "lease_lost" or "closing") { throw; }
        catch (Exception error) when (error is Refused || (error is not OperationCanceledException && run.IsLastAttempt))
        {
            // Nothing is half done: what came in before the fault goes back.
            run.Progress(0, 0, new("가져온 것을 되돌리는 중", "Taking back what came in"));
            await imports.TakeBack(undo, run.Actor, import, run.Stop);
            await imports.End(import.Id, "failed", run.Stop);
            SalesStaging.Delete(path);
            throw;
        }
        Finish(import);
    }

    private void Finish(Import import)
    {
        SalesStaging.Delete(imports.StagingPath(import.Id));
        imports.Forget(import);
    }

    private async Task<SalesStaging> Judge(JobRun run, Import import, ImportArguments arguments, string path, CancellationToken cancel)
    {
        var staging = SalesStaging.Create(path);
        try
        {
            var options = new ReadingOptions(arguments.Encoding, arguments.Delimiter, import.MappingJson is { } json ? SalesMapping.Parse(json) : null);
            var size = new FileInfo(import.FilePath).Length;
            await Task.Run(() => new StageSales(clock, company.Profile.TimeZone).Run(import.FilePath, options, staging,
                at => run.Progress((long)(at.Share * size), size, new("파일을 읽는 중", "Reading the file")), cancel), cancel);
            run.Progress(0, 0, new("줄마다 판정하는 중", "Judging every line"));
            await Tell(import.Source, staging, cancel);
            await Task.Run(() => new JudgeSales(staging).Run(cancel), cancel);
            return staging;
        }
        catch { staging.Dispose(); throw; }
    }

    /// <summary>Tells the staging what the store has already: the file's documents, sales that it takes back, cancellations whose sales it may bring.</summary>
    private async Task Tell(string source, SalesStaging staging, CancellationToken cancel)
    {
        if (!await sales.Any(source, cancel)) return;
        var known = new KnownLines(staging);
        foreach (var numbers in known.Invoices().Chunk(NamesPerQuestion)) known.Add((await sales.OfOrders(source, numbers, cancel)).Select(Known));
        foreach (var groups in known.Cancelled().Chunk(NamesPerQuestion))
        {
            var (buyers, products) = (groups.Select(g => g.Customer).Distinct(StringComparer.Ordinal).ToList(), groups.Select(g => g.Product).Distinct(StringComparer.Ordinal).ToList());
            known.Add((await sales.OpenSalesTo(source, buyers, products, cancel)).Select(Known));
        }
        await foreach (var some in sales.OpenCancellations(source, cancel)) known.Add(some.Select(Known));

        static KnownLine Known(KnownSaleLine l) => new(l.Key, l.Order, l.At, l.Customer, l.Product, l.UnitPriceMicros, l.Quantity, l.Cancels, l.OpenQuantity);
    }

    private async Task<ImportPlace> Apply(JobRun run, Import import, SalesStaging staging, ImportReport report, ImportPlace place, Action sorted, CancellationToken cancel)
    {
        var set = new ChangeSet(import.DataChangeSetId, run.Actor with { Origin = Origin.Import }, new($"판매 가져오기: {import.FileName}", $"Import of sales: {import.FileName}"));
        var parts = new JudgedParts(staging);
        var catalogue = await Catalogue(set, parts, report.Currency, cancel);
        if (place.Lines == 0) await Customers(set, import.Source, parts, cancel);
        var total = report.New.Lines;

        using (var lines = new JudgedLines(staging, place.Lines, newOnly: true, cancel))
        {
            // The next chunk is gathered while this one is written.
            var next = Task.Run(() => Gather(lines, import.Source, report.Currency, catalogue), cancel);
            try
            {
                await next;
                sorted();
                while (await next is { } chunk)
                {
                    next = Task.Run(() => Gather(lines, import.Source, report.Currency, catalogue), cancel);
                    place = await ApplyChunk(run, set, chunk, place with { Lines = chunk.UpTo }, cancel);
                    run.Progress(place.Lines, total, new("주문을 넣는 중", "Bringing orders in"));
                }
            }
            finally { await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }
        }
        foreach (var reversals in parts.Reversals(place.Reversals).Chunk(ReversalsPerChunk))
        {
            place = place with { Reversals = reversals[^1].Number };
            await company.Writes.Run(set, async change =>
            {
                await orders.Reverse(change, import.Source, Array.ConvertAll(reversals, r => new IncomingReversal(r.CancellationInvoice, r.Cancellation, r.SaleInvoice, r.Sale, r.Quantity)), cancel);
                await run.Checkpoint(change, place, cancel);
                return true;
            }, cancel: cancel);
            run.Progress(place.Reversals, report.Reversals, new("취소를 판매에 잇는 중", "Linking cancellations to their sales"));
        }
        return place;
    }

    /// <summary>Reads whole documents until there are lines enough; null at the end.</summary>
    private Chunk? Gather(JudgedLines lines, string source, string currency, Dictionary<string, Guid> catalogue)
    {
        if (lines.Ended || (!lines.Begun && !lines.Read())) return null;
        var chunk = new Chunk(source, currency, catalogue);
        do chunk.Add(lines);
        while (lines.Read() && (chunk.Lines < LinesPerChunk || !lines.BeginsInvoice));
        return chunk;
    }

    private Task<ImportPlace> ApplyChunk(JobRun run, ChangeSet set, Chunk chunk, ImportPlace place, CancellationToken cancel) =>
        company.Writes.Run(set, async change =>
        {
            var refs = chunk.Customers.Count == 0 ? [] : await customers.Resolve(change, chunk.Source, [.. chunk.Customers.Select(number => new IncomingCustomer(number))], cancel);
            var taken = await orders.Take(change, chunk.Source, chunk.Orders(refs), cancel);
            var next = place with { NewOrders = place.NewOrders + taken.NewOrders, NewLines = place.NewLines + taken.NewLines };
            await run.Checkpoint(change, next, cancel);
            return next;
        }, cancel: cancel);

    private async Task<Dictionary<string, Guid>> Catalogue(ChangeSet set, JudgedParts parts, string currency, CancellationToken cancel)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var some in parts.Products().Chunk(NamesPerQuestion))
        {
            var resolved = await company.Writes.Run(set, change => products.Resolve(change, [.. some.Select(p => new IncomingProduct(p.Code, p.Name, CodeOf(p.Kind))
            {
                Category = p.Category, Currency = currency,
            })], cancel), cancel: cancel);
            foreach (var (code, id) in resolved) ids[code] = id;
        }
        return ids;
    }

    /// <summary>All customers first, in few large writes: the chunks then only look them up.</summary>
    private async Task Customers(ChangeSet set, string source, JudgedParts parts, CancellationToken cancel)
    {
        foreach (var some in parts.Customers().Chunk(NamesPerQuestion))
            await company.Writes.Run(set, change => customers.Resolve(change, source, Array.ConvertAll(some, c => new IncomingCustomer(c.Number)
            {
                Country = c.Country, JoinedOn = company.BusinessDate(c.First),
            }), cancel), cancel: cancel);
    }

    /// <summary>A file that has its name is whole.</summary>
    private static void Write(ErrorFile errors, string path, CancellationToken cancel)
    {
        using (var file = File.Create(path + ".part")) errors.Write(file, cancel: cancel);
        File.Move(path + ".part", path, overwrite: true);
    }

    private static readonly string[] KindCodes = [.. Enum.GetValues<CodeKind>().Select(kind => CodeKinds.All.First(k => k.Kind == kind).Code)];

    private static string CodeOf(CodeKind kind) => KindCodes[(int)kind];

    /// <summary>Lines that are applied together, gathered to their documents.</summary>
    private sealed class Chunk(string source, string currency, Dictionary<string, Guid> catalogue)
    {
        private readonly List<(string Number, string? Customer, string? Channel, DateTime At, DateOnly Day, List<IncomingLine> Lines)> _orders = [];

        public string Source => source;

        public int Lines { get; private set; }

        /// <summary>The place of its last line in the order of all.</summary>
        public long UpTo { get; private set; }

        public HashSet<string> Customers { get; } = new(StringComparer.Ordinal);

        public void Add(JudgedLines line)
        {
            UpTo = line.Ordinal;
            if (_orders.Count == 0 || _orders[^1].Number != line.Invoice)
            {
                _orders.Add((line.Invoice, line.Customer, line.Channel, line.SoldAt, line.BusinessDate, []));
                if (line.Customer is { } customer) Customers.Add(customer);
            }
            _orders[^1].Lines.Add(new(line.Key, catalogue[line.Product], CodeOf(line.Kind), line.Quantity, line.UnitPrice, line.Amount, KindOf(line.Type)));
            Lines++;
        }

        public List<IncomingOrder> Orders(Dictionary<string, CustomerRef> refs) => _orders.ConvertAll(o => new IncomingOrder
        {
            Number = o.Number, Customer = o.Customer is { } customer ? refs[customer] : null, Channel = o.Channel ?? "unknown", At = o.At, BusinessDate = o.Day, Currency = currency, Lines = o.Lines,
        });

        private static string KindOf(LineType type) => type switch
        {
            LineType.Sale => OrderKinds.Sale,
            LineType.Cancellation => OrderKinds.Cancellation,
            _ => OrderKinds.Adjustment,
        };
    }
}
