using System.Diagnostics;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>The program of tests/Dangol.Crash in a process of its own, to be killed.</summary>
internal sealed class Doomed : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private Doomed(Process process) => _process = process;

    public static Doomed Start(string scenario, CompanyPlace place)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dangol.Crash.dll"), scenario, place.Folder, .. place.Postgres is { } postgres ? (string[])[postgres] : []])
        {
            RedirectStandardOutput = true,
        };
        return new Doomed(Process.Start(start)!);
    }

    /// <summary>The next line that it says; null once it has ended.</summary>
    public async Task<string?> Line()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(patience.Token);
    }

    public async Task Says(string line)
    {
        for (var said = await Line(); said != line; said = await Line())
            if (said is null) throw new InvalidOperationException($"it ended before it said '{line}'");
    }

    /// <summary>kill -9, and what it had said until then.</summary>
    public async Task<List<string>> Kill()
    {
        _process.Kill();
        var rest = new List<string>();
        // A line that was cut off was not said.
        var text = await _process.StandardOutput.ReadToEndAsync();
        rest.AddRange(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await _process.WaitForExitAsync();
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) { _process.Kill(); await _process.WaitForExitAsync(); }
        _process.Dispose();
    }
}
