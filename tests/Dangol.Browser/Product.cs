using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Dangol.Browser;

/// <summary>The product as its users have it: the built program in a process of its own, on a free port, with an empty data folder.</summary>
public sealed class Product : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors;
    private readonly string _folder;

    private Product(Process process, StringBuilder errors, string folder, Uri address) => (_process, _errors, _folder, Address) = (process, errors, folder, address);

    public Uri Address { get; }

    /// <summary>The cookies of its administrator.</summary>
    public string Administrator { get; set; } = "";

    /// <summary>The data folder of this run; commands against a served folder take it as --data.</summary>
    public string Folder => _folder;

    /// <summary>What it has logged so far.</summary>
    public string Log { get { lock (_errors) return _errors.ToString(); } }

    public static Task<Product> Start(params string[] more) => Begin(["serve", "--environment", "Development", .. more]);

    /// <summary>The product with its sample company.</summary>
    public static Task<Product> Demo(int customers) => Begin(["demo", "--customers", $"{customers}"]);

    private static async Task<Product> Begin(string[] words)
    {
        var folder = Directory.CreateTempSubdirectory("dangol-browser-").FullName;
        var process = Run([.. words, "--port", "0", "--json", "--data", folder]);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (errors) errors.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        // A start that says nothing for this long hangs; the limit is far above what the slowest machine takes.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var said = await process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException($"The program ended before it served:\n{errors}");
        var address = JsonDocument.Parse(said).RootElement.GetProperty("address").GetString()!;
        return new Product(process, errors, folder, new Uri(address));
    }

    /// <summary>Runs another command of the product on the same folder and gives back what it printed.</summary>
    public async Task<string> Command(params string[] words)
    {
        var (code, printed, errors) = await Once([.. words, "--data", _folder]);
        return code == 0 ? printed : throw new InvalidOperationException($"'{string.Join(' ', words)}' ended with {code}:\n{errors}");
    }

    /// <summary>Asks the process to stop as a service manager does, and gives back with what code it ended.</summary>
    public async Task<int> Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    /// <summary>Runs the program once with these words: its exit code and what it said.</summary>
    public static async Task<(int Code, string Printed, string Errors)> Once(params string[] words)
    {
        using var process = Run(words);
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, printed, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Run(IEnumerable<string> words)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Dangol.Web.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var word in words) start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }
}
