using System.Diagnostics;
using System.Text.Json;

namespace Dangol.Tests;

/// <summary>The script that starts everything, as far as it can be tried while its own tests run.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("test")]
    [InlineData("shots")]
    [InlineData("build")]
    public async Task a_word_that_it_does_not_know_is_refused_in_both_languages_before_anything_is_done(string command)
    {
        var (code, said, error) = await Run("dangol", command, "--jsn");
        Assert.Equal((2, ""), (code, said));
        Assert.Contains("알 수 없는 선택이에요: --jsn", error, StringComparison.Ordinal);
        Assert.Contains("Unknown option: --jsn", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_result_of_the_tests_is_a_line_for_people_or_json()
    {
        // The functions of the script with what they count, without the builds.
        const string Counted = "passed=3 failed=1 skipped=2; summary";
        Assert.Equal("3 passed, 1 failed, 2 skipped", (await Sourced(Counted, "test", "Some")).Trim());
        var json = JsonDocument.Parse(await Sourced(Counted, "test", "--json", "Some")).RootElement;
        Assert.Equal((3, 1, 2), (json.GetProperty("passed").GetInt32(), json.GetProperty("failed").GetInt32(), json.GetProperty("skipped").GetInt32()));
        Assert.Equal("Some", (await Sourced("printf %s \"${given[*]}\"", "test", "--json", "Some")).Trim());
    }

    /// <summary>Runs the script up to its last part, which chooses the command, then takes the options and does something else.</summary>
    private static async Task<string> Sourced(string then, params string[] words)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "dangol"));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script[..script.LastIndexOf("case ${1:-help} in", StringComparison.Ordinal)] + $"shift; take_options \"$@\"; {then}\n");
            return (await Start(file, words)).Out;
        }
        finally { File.Delete(file); }
    }

    private static Task<(int Code, string Out, string Error)> Run(string script, params string[] words) => Start(Path.Combine(Sources.Root, script), words);

    private static async Task<(int Code, string Out, string Error)> Start(string script, string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said, await error);
    }
}
