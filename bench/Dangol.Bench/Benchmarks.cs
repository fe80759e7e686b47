using System.Diagnostics;
using System.Globalization;
using Dangol.Platform;

namespace Dangol.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Wanted(Engine Engine, int Customers, string Data, bool Fresh, IReadOnlyList<string> Only, bool Json);

/// <summary>The benchmarks by name, and how their figures are printed.</summary>
internal static class Benchmarks
{
    public static async Task<int> Run(string name, Wanted wanted, CancellationToken cancel)
    {
        if (name is "loop" or "import") await ImportBench.Run(wanted, cancel);
        if (name == "memory") await ImportBench.Memory(wanted, cancel);
        if (name is "batch") await RecordsBench.Batch(wanted, cancel);
        if (name == "records") await RecordsBench.Run(wanted, cancel);
        if (name == "access") await AccessBench.Run(wanted, cancel);
        if (name == "models") ModelsBench.Run(wanted);
        if (name is "import" or "memory" or "batch" or "records" or "access" or "models") return 0;

        await using var filled = await FilledStore.Open(wanted, cancel);
        if (name is "loop" or "warehouse") await WarehouseBench.Rebuild(filled, cancel);
        if (name is "loop" or "rfm") await WarehouseBench.Rfm(filled, cancel);
        if (name is "loop" or "warehouse") await WarehouseBench.Incremental(filled, cancel);
        if (name is "loop" or "list" or "profile") await PagesBench.Run(filled, name, cancel);
        return 0;
    }

    /// <summary>Prints one figure as a line of JSON.</summary>
    public static void Figure(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{name}}","value":{{Math.Round(value, value < 100 ? 3 : 0)}},"unit":"{{unit}}"}"""));

    /// <summary>Says on standard error what is going on.</summary>
    public static void Note(Wanted wanted, string text)
    {
        if (!wanted.Json) Console.Error.WriteLine(text);
    }

    /// <summary>Wall and processor seconds of a piece of work; the processor's are those of this process and of the database server.</summary>
    public static async Task<(double Wall, double Cpu)> Time(BenchCompany company, Func<Task> work)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime.TotalSeconds + company.ServerCpuSeconds());
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds + company.ServerCpuSeconds() - cpu);
    }
}
