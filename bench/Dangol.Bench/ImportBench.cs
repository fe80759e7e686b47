using System.Diagnostics;
using System.Runtime;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Bench;

/// <summary>The whole way of a sales file into an empty store by its job: reading, staging, judging, applying. The real retailer's file where it is there.</summary>
internal static class ImportBench
{
    private const int WarmLines = 200_000;

    public static async Task Run(Wanted wanted, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("dangol-bench-").FullName;
        try
        {
            if (RetailFile() is not { } file) SyntheticSales.Write(file = Path.Combine(folder, "sales.csv.gz"));
            await using var company = await BenchCompany.Open(Path.Combine(folder, "company"), await BenchCompany.NewDatabase(wanted.Engine), cancel);
            Benchmarks.Note(wanted, $"import: {Path.GetFileName(file)} into {wanted.Engine}");

            // Another file first, as on a server that has been running: what is compiled at the first use is not counted to the file.
            var first = Path.Combine(folder, "first.csv.gz");
            SyntheticSales.Write(first, WarmLines);
            await Import(company, first, "warm", cancel);
            await Compiled(cancel);

            using var ended = new CancellationTokenSource();
            var peak = Peak(ended.Token);
            Import? import = null;
            var (wall, cpu) = await Benchmarks.Time(company, async () => import = await Import(company, file, "shop", cancel));
            await ended.CancelAsync();
            var lines = import!.Report!.File.SourceLines;
            Benchmarks.Figure("import_lines_per_s", lines / wall, "lines/s");
            Benchmarks.Figure("import_cpu_us_per_line", cpu / lines * 1e6, "us");
            Benchmarks.Figure("import_peak_mb", await peak / 1048576.0, "MB");
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    /// <summary>A file, one four times as long and one ten times, with as many more documents and customers, each into an empty store and then once more, when all of it is known.</summary>
    public static async Task Memory(Wanted wanted, CancellationToken cancel)
    {
        foreach (var times in new[] { 1, 4, 16 })
        {
            var folder = Directory.CreateTempSubdirectory("dangol-bench-").FullName;
            try
            {
                var file = Path.Combine(folder, "sales.csv.gz");
                SyntheticSales.Write(file, SyntheticSales.RetailLines * times, times);
                await using var company = await BenchCompany.Open(Path.Combine(folder, "company"), await BenchCompany.NewDatabase(wanted.Engine), cancel);
                foreach (var how in new[] { "", "again_" })
                {
                    using var ended = new CancellationTokenSource();
                    var peak = Peak(ended.Token);
                    var (wall, _) = await Benchmarks.Time(company, () => Import(company, file, "shop", cancel));
                    await ended.CancelAsync();
                    Benchmarks.Figure($"import_{how}peak_mb_{times}x", await peak / 1048576.0, "MB");
                    Benchmarks.Figure($"import_{how}lines_per_s_{times}x", SyntheticSales.RetailLines * times / wall, "lines/s");
                }
            }
            finally { Directory.Delete(folder, recursive: true); }
        }
    }

    private static async Task<Import> Import(BenchCompany company, string path, string source, CancellationToken cancel)
    {
        var (id, job) = await company.Get<Imports>().Ask(Actor.Operator, path, Path.GetFileName(path), null, source, null, null, cancel: cancel);
        await company.Get<JobRunner>().RunNext(company.Company, job, cancel);
        var import = await company.Get<Imports>().Find(id, cancel);
        return import.State == "done" ? import : throw new InvalidOperationException($"the import ended as {import.State}");
    }

    /// <summary>Until the runtime has ended compiling in the background what the first file has shown to be hot.</summary>
    private static async Task Compiled(CancellationToken cancel)
    {
        for (var before = -1L; before != JitInfo.GetCompiledMethodCount();)
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }
    }

    private static async Task<long> Peak(CancellationToken ended)
    {
        using var self = Process.GetCurrentProcess();
        var peak = 0L;
        while (!ended.IsCancellationRequested)
        {
            self.Refresh();
            peak = Math.Max(peak, self.WorkingSet64);
            await Task.Delay(100, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return peak;
    }

    /// <summary>The file, by DANGOL_DATA or a folder shared/data above the program.</summary>
    private static string? RetailFile()
    {
        var folders = new List<string?> { Environment.GetEnvironmentVariable("DANGOL_DATA") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) folders.Add(Path.Combine(folder.FullName, "shared", "data"));
        return folders.OfType<string>().Select(f => Path.Combine(f, "online_retail", "online_retail.csv.gz")).FirstOrDefault(File.Exists);
    }
}
