using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dangol.Tests;

/// <summary>A message as it came over the wire.</summary>
internal sealed record ReceivedMail(string From, string To, string Data)
{
    /// <summary>The value of a header, unfolded.</summary>
    public string? Header(string name)
    {
        var head = Data[..Data.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        return head.Split("\r\n").FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }

    /// <summary>The parts of multipart/alternative by their type, decoded.</summary>
    public IReadOnlyDictionary<string, string> Parts()
    {
        var type = Header("Content-Type")!;
        var boundary = type[(type.IndexOf("boundary=", StringComparison.Ordinal) + 9)..].Trim('"');
        return Data.Split("--" + boundary).Skip(1).Where(p => !p.StartsWith("--", StringComparison.Ordinal)).Select(p => p.Trim()).ToDictionary(
            p => p[(p.IndexOf("Content-Type:", StringComparison.Ordinal) + 13)..].TrimStart().Split(';', '\r')[0],
            p => Encoding.UTF8.GetString(Convert.FromBase64String(p[p.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Trim())));
    }
}

/// <summary>
/// A real SMTP server on loopback (RFC 5321, as much as a client needs) that keeps what it took, and can be slow, say no, or drop the connection.
/// </summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();

    public SmtpServer()
    {
        _listener.Start();
        _ = Task.Run(Listen);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"smtp://127.0.0.1:{Port}";

    /// <summary>What it took: its 250 after the content was written.</summary>
    public ConcurrentQueue<ReceivedMail> Taken { get; } = new();

    public int Connections { get; private set; }

    /// <summary>The answer to RCPT, or null for 250.</summary>
    public Func<string, string?>? AtRecipient { get; set; }

    /// <summary>The answer after the content, or null for 250; <c>drop</c> ends the connection without one, though the message is kept.</summary>
    public Func<ReceivedMail, string?>? AtContent { get; set; }

    /// <summary>The answer to another command; <c>drop</c> ends the connection.</summary>
    public Func<string, string?>? AtCommand { get; set; }

    /// <summary>How long it thinks about a message.</summary>
    public TimeSpan Thinks { get; set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        foreach (var client in _open.Keys) client.Dispose();
        _stop.Dispose();
    }

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                (_open[client], Connections) = (true, Connections + 1);
                _ = Task.Run(() => Serve(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { /* it was stopped */ }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await Say(stream, "220 test ESMTP");
                var (from, to) = ("", "");
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    var word = line.Split(' ', ':')[0].ToUpperInvariant();
                    if (AtCommand?.Invoke(word) is { } answer)
                    {
                        if (answer == "drop") return;
                        await Say(stream, answer);
                        continue;
                    }
                    switch (word)
                    {
                        case "EHLO": await Say(stream, "250-test", "250 8BITMIME"); break;
                        case "MAIL": from = Between(line); await Say(stream, "250 ok"); break;
                        case "RCPT": to = Between(line); await Say(stream, AtRecipient?.Invoke(to) ?? "250 ok"); break;
                        case "DATA":
                            await Say(stream, "354 go on");
                            var data = new StringBuilder();
                            while (await reader.ReadLineAsync(_stop.Token) is { } content && content != ".") data.Append(content.StartsWith("..", StringComparison.Ordinal) ? content[1..] : content).Append("\r\n");
                            var mail = new ReceivedMail(from, to, data.ToString());
                            if (Thinks > TimeSpan.Zero) await Task.Delay(Thinks, _stop.Token);
                            var verdict = AtContent?.Invoke(mail);
                            if (verdict is null or "drop") Taken.Enqueue(mail);
                            if (verdict == "drop") return;
                            await Say(stream, verdict ?? "250 2.0.0 taken");
                            break;
                        case "QUIT": await Say(stream, "221 bye"); return;
                        default: await Say(stream, "250 ok"); break;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException) { /* the client went away */ }
        finally { _open.TryRemove(client, out _); }
    }

    private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private static async Task Say(NetworkStream stream, params string[] lines)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));
        // Linux waits 40 ms with its acknowledgement, and the client with the rest of a message for that: TCP_QUICKACK.
        if (OperatingSystem.IsLinux()) stream.Socket.SetRawSocketOption(6, 12, BitConverter.GetBytes(1));
    }
}
