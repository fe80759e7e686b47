using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Dangol.Platform;
using Microsoft.AspNetCore.Connections.Features;

namespace Dangol.Web;

/// <summary>
/// The door for commands into a program that serves a folder: a Unix socket in the folder that only its owner can open (mode 0600). Answers are lines of JSON:
/// <c>progress</c> as often as it changes, then one <c>result</c> or <c>refused</c>.
/// </summary>
internal static class LocalSocket
{
    private const int LongestPath = 100;

    /// <summary>Where the socket of a folder is; a path that is too long for a socket has it in the temporary folder instead.</summary>
    public static string PathOf(Place place)
    {
        var path = Path.Combine(place.Data.FullName, "dangol.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath) return path;
        return Path.Combine(Path.GetTempPath(), $"dangol-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8))}.sock");
    }

    /// <summary>After the start: only the owner of the folder may knock.</summary>
    public static void Guard(Place place)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf(place), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static void Map(WebApplication site) => site.MapPost("/local/commands/{name}", async (string name, HttpContext context, Companies companies, ILogger<LocalCommand> log) =>
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket.LocalEndPoint is not UnixDomainSocketEndPoint || LocalCommand.All.FirstOrDefault(c => c.Name == name) is not { } command)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var asked = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        try { await Run(command, companies, companies.Open[0], asked.RootElement, Say, context.RequestAborted); }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
        {
            log.LogError(error, "The command {Command} failed", name);
            await Say(new(Refused: new("command_failed", null, $"명령을 실행하다 오류가 났어요: {error.Message}", $"The command failed: {error.Message}")));
        }

        async Task Say(Line line)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(line, Commands.Print) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }).DisableAntiforgery().Public("answers only through the socket in the data folder, which only its owner can open");

    /// <summary>Runs a command where it is, and says each line of its answer. Whoever leaves asks for its end; until it has ended it keeps what it works with.</summary>
    public static async Task Run(LocalCommand command, Companies companies, Company company, JsonElement asked, Func<Line, Task> say, CancellationToken cancel)
    {
        await using var scope = companies.Scope(company);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var lines = Channel.CreateUnbounded<Line>(new() { SingleReader = true });
        var work = Task.Run(async () =>
        {
            try { lines.Writer.TryWrite(new(Result: JsonSerializer.SerializeToElement(await command.Run(new(scope.ServiceProvider, company, asked, p => { lines.Writer.TryWrite(new(Progress: p)); return Task.CompletedTask; }), left.Token), Commands.Print))); }
            catch (Refused refused) { lines.Writer.TryWrite(new(Refused: new(refused.Rule, refused.Field, refused.Text.Ko, refused.Text.En))); }
            finally { lines.Writer.Complete(); }
        }, CancellationToken.None);
        try { await foreach (var line in lines.Reader.ReadAllAsync(cancel)) await say(line); }
        catch
        {
            await left.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await work;
    }

    /// <summary>Sends a command to the program that serves the folder.</summary>
    public static async Task Send(Place place, string name, object arguments, Func<Line, Task> say, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try { await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathOf(place)), token); return new NetworkStream(socket, ownsSocket: true); }
                catch { socket.Dispose(); throw; }
            },
        }) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost/local/commands/{name}") { Content = new StringContent(JsonSerializer.Serialize(arguments, Commands.Print), Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancel) is { } line) await say(JsonSerializer.Deserialize<Line>(line, Commands.Print)!);
    }

    /// <summary>One line of an answer: exactly one of the three.</summary>
    internal sealed record Line(LocalProgress? Progress = null, JsonElement? Result = null, RefusedLine? Refused = null);

    internal sealed record RefusedLine(string Rule, string? Field, string Ko, string En);
}
