using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Dangol.Tests;

/// <summary>The real program in a process of its own, serving a folder until it is stopped or killed.</summary>
internal sealed class TestProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _errors;

    private TestProgram(Process process, StringBuilder errors, Uri address) => (_process, _errors, Address) = (process, errors, address);

    public Uri Address { get; }

    /// <summary>Serves a folder on a free port.</summary>
    public static async Task<TestProgram> Serve(string folder, params string[] more)
    {
        var process = Start(["serve", "--port", "0", "--json", "--data", folder, .. more]);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (errors) errors.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        var said = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"the program ended before it served:\n{errors}");
        return new(process, errors, new Uri(JsonDocument.Parse(said).RootElement.GetProperty("address").GetString()!));
    }

    /// <summary>Runs another command to its end.</summary>
    public static async Task<(int Code, string Out, string Error)> Run(params string[] words)
    {
        using var process = Start(words);
        using var patience = new CancellationTokenSource(Patience);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        var said = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, said.Trim(), (await error).Trim());
    }

    public void Kill() => _process.Kill();

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    /// <returns>The code with which it ended.</returns>
    public async Task<int> Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        return await Ended();
    }

    public async Task<int> Ended()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>What it logged.</summary>
    public string Log { get { lock (_errors) return _errors.ToString(); } }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) { _process.Kill(); await _process.WaitForExitAsync(); }
        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> words) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dangol.Web.dll"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
