using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Dangol.Platform;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dangol.Web;

/// <summary><c>serve</c>: the product for browsers, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const int DefaultPort = 5080;

    public static Command Make()
    {
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one.", DefaultValueFactory = _ => DefaultPort };
        var bind = new Option<string>("--bind") { Description = "Address to listen on; others than this machine reach it only with 0.0.0.0 or its own address.", DefaultValueFactory = _ => "127.0.0.1" };
        var environment = new Option<string?>("--environment") { Description = "Development shows the gallery of shared parts at /ui.", HelpName = "NAME" };
        return Commands.Of("serve", "Serve the product until stopped.", (parsed, place, cancel) =>
            Run(place, Listen(parsed.GetValue(bind)!, parsed.GetValue(port)), parsed.GetValue(environment), cancel), port, bind, environment);
    }

    /// <summary>Serves until <paramref name="cancel"/>, Ctrl-C or SIGTERM; requests that run are finished first.</summary>
    /// <param name="before">What is done before it serves; what it answers is printed beside the address.</param>
    internal static async Task<object?> Run(Place place, IPEndPoint listen, string? environment, CancellationToken cancel, Func<WebApplication, Task<string>>? before = null)
    {
        Try(listen);
        using var held = FolderLock.Take(place);
        File.Delete(LocalSocket.PathOf(place));
        await using var site = Site.Build(place, listen, environment, socket: LocalSocket.PathOf(place), schedules: true);
        await Site.Open(site.Services, place, cancel);
        try { return await Serve(site, place, before is null ? null : await before(site), cancel); }
        finally { await site.Services.GetRequiredService<Companies>().Close(); }
    }

    private static async Task<object?> Serve(WebApplication site, Place place, string? beside, CancellationToken cancel)
    {
        await site.StartAsync(cancel);
        LocalSocket.Guard(place);
        var address = site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(place.Json ? System.Text.Json.JsonSerializer.Serialize(new { address, data = place.Data.FullName, note = beside }, Commands.Print) : $"단골 Dangol  {address}" + (beside is null ? "" : Environment.NewLine + beside));
        // Whoever reads the line may stop the program at once: that is an orderly end already.
        await Console.Out.FlushAsync(CancellationToken.None);
        await site.WaitForShutdownAsync(cancel);
        await site.Services.GetRequiredService<Companies>().Close();
        return null;
    }

    /// <summary>Says that the address cannot be had before anything is opened for it.</summary>
    private static void Try(IPEndPoint listen)
    {
        using var socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try { socket.Bind(listen); }
        catch (SocketException taken)
        {
            throw new Refused("port_taken", null, new($"{listen} 주소를 쓸 수 없어요. 다른 프로그램이 쓰고 있다면 --port로 다른 포트를 고르세요.", $"{listen} cannot be used; if another program has it, choose another port with --port. ({taken.Message})"), 409);
        }
    }

    private static IPEndPoint Listen(string bind, int port)
    {
        if (port is < 0 or > 65535) throw new Refused("port_wrong", "port", new("포트는 0에서 65535 사이여야 해요.", "A port is between 0 and 65535."));
        return IPAddress.TryParse(bind == "localhost" ? "127.0.0.1" : bind, out var address)
            ? new IPEndPoint(address, port)
            : throw new Refused("bind_wrong", "bind", new("--bind에는 IP 주소를 적으세요.", "--bind takes an IP address."));
    }
}
