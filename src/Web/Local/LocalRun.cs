using System.Globalization;
using System.Net;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>Carries a command out from the command line: through the socket where the folder is served, else here.</summary>
internal static class LocalRun
{
    /// <returns>The command's result.</returns>
    public static async Task<JsonElement> Of(Place place, string name, object arguments, CancellationToken cancel)
    {
        JsonElement? result = null;
        var shown = 0;
        try
        {
            if (FolderLock.TryTake(place) is not { } held) await LocalSocket.Send(place, name, arguments, Hear, cancel);
            else using (held) await Here(place, name, arguments, Hear, cancel);
        }
        catch (HttpRequestException)
        {
            throw new Refused("folder_in_use", "data", new("이 폴더를 쓰는 프로그램이 명령을 받지 않아요. 잠시 뒤 다시 해 주세요.", "The program that uses this folder takes no commands now. Please try again shortly."), 409);
        }
        if (shown > 0) await Console.Error.WriteLineAsync();
        return result ?? throw new InvalidOperationException($"{name} gave no answer");

        async Task Hear(LocalSocket.Line line)
        {
            if (line.Refused is { } refused) throw new Refused(refused.Rule, refused.Field, new(refused.Ko, refused.En));
            if (line.Result is { } answer) result = answer.Clone();
            if (line.Progress is not { } progress || Console.IsErrorRedirected || place.Json) return;
            var count = progress.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done * 100 / progress.Total,3}%  {progress.Done:N0} / {progress.Total:N0}") : progress.Done > 0 ? progress.Done.ToString("N0", CultureInfo.InvariantCulture) : "";
            await Console.Error.WriteAsync($"\r{progress.Ko} · {progress.En}  {count}".PadRight(Math.Max(shown, 1)));
            shown = 100;
        }
    }

    private static async Task Here(Place place, string name, object arguments, Func<LocalSocket.Line, Task> hear, CancellationToken cancel)
    {
        // Its result is what the command has to say; the log adds only what went wrong.
        await using var site = Site.Build(place, new IPEndPoint(IPAddress.Loopback, 0), also: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)));
        var company = await Site.Open(site.Services, place, cancel);
        var companies = site.Services.GetRequiredService<Companies>();
        try
        {
            await LocalSocket.Run(LocalCommand.All.First(c => c.Name == name), companies, company, JsonSerializer.SerializeToElement(arguments, Commands.Print), hear, cancel);
        }
        finally { await companies.Close(); }
    }
}
