using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Dangol.Marketing;

/// <summary>What the mail server made of a message.</summary>
internal enum MailVerdict
{
    /// <summary>It took it.</summary>
    Accepted,

    /// <summary>It refused it for good, at the recipient or after the content.</summary>
    Refused,

    /// <summary>It said "later"; nothing went out.</summary>
    Later,

    /// <summary>It can't be reached, or wants nothing of this sender at all; nothing went out.</summary>
    NoServer,

    /// <summary>The content was on its way when the connection broke: it may have gone out.</summary>
    InDoubt,
}

/// <summary>The verdict, with the server's own words.</summary>
internal readonly record struct MailAnswer(MailVerdict Verdict, string Reply);

/// <summary>
/// One connection to the mail server, kept open from message to message. Whether anything may have gone out is told by whether the content was read: an SMTP
/// client reads it only after the server has said 354 to DATA.
/// </summary>
internal sealed class MailLine(MailServer server, TimeSpan answer, TimeProvider clock) : IDisposable
{
    private const int LongestReply = 500;
    private SmtpClient? _client;

    /// <summary>Sends a message and says what became of it; it never throws for what the server does.</summary>
    public async Task<MailAnswer> Send(OutgoingMail mail)
    {
        // Such a message says nothing of the server: no other one must pay for it.
        if (!Eligibility.IsMailAddress(mail.To)) return new(MailVerdict.Refused, $"no SMTP address: {mail.To}");
        var read = new Reading();
        using var message = Message(mail, read);
        using var timer = new CancellationTokenSource(answer, clock);
        try
        {
            _client ??= new SmtpClient(server.Host, server.Port)
            {
                EnableSsl = server.Tls, UseDefaultCredentials = false, Credentials = server.User is null ? null : new NetworkCredential(server.User, server.Password),
            };
            await _client.SendMailAsync(message, timer.Token);
            return new(MailVerdict.Accepted, "250");
        }
        catch (Exception error) when (error is SmtpException or OperationCanceledException or IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            Hang();
            return new(Judge(error, read.Begun), Reply(error));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Hang();

    internal static MailVerdict Judge(Exception error, bool contentRead) => error switch
    {
        SmtpFailedRecipientException { StatusCode: var code } when (int)code >= 500 => MailVerdict.Refused,
        // 421: the server is closing (RFC 5321 §3.8), whatever it was asked; that is no word about this recipient.
        SmtpException { StatusCode: SmtpStatusCode.ServiceNotAvailable } when !contentRead => MailVerdict.NoServer,
        SmtpFailedRecipientException => MailVerdict.Later,
        SmtpException { StatusCode: var code } when (int)code >= 500 => contentRead ? MailVerdict.Refused : MailVerdict.NoServer,
        SmtpException { StatusCode: var code } when (int)code is >= 400 and < 500 => MailVerdict.Later,
        _ => contentRead ? MailVerdict.InDoubt : MailVerdict.NoServer,
    };

    private static string Reply(Exception error)
    {
        var code = error is SmtpException { StatusCode: > 0 } smtp ? $"{(int)smtp.StatusCode} " : "";
        var text = code + (error.InnerException is { } inner && code.Length == 0 ? inner.Message : error.Message);
        return text.Length <= LongestReply ? text : text[..LongestReply];
    }

    private static MailMessage Message(OutgoingMail mail, Reading read)
    {
        var message = new MailMessage
        {
            From = new MailAddress(mail.From, mail.FromName, Encoding.UTF8), Subject = mail.Subject, SubjectEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(mail.To, mail.ToName, Encoding.UTF8));
        message.Headers.Add("Message-ID", mail.MessageId);
        message.Headers.Add("List-Unsubscribe", $"<{mail.OneClick}>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        message.Headers.Add("Auto-Submitted", "no");
        message.AlternateViews.Add(View(mail.Text, "text/plain"));
        message.AlternateViews.Add(View(mail.Html, "text/html"));
        return message;

        AlternateView View(string text, string type) => new(new Watched(Encoding.UTF8.GetBytes(text), read), new ContentType(type) { CharSet = "utf-8" }) { TransferEncoding = TransferEncoding.Base64 };
    }

    private void Hang()
    {
        _client?.Dispose();
        _client = null;
    }

    private sealed class Reading
    {
        public volatile bool Begun;
    }

    private sealed class Watched(byte[] bytes, Reading reading) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            reading.Begun = true;
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            reading.Begun = true;
            return base.Read(buffer);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            reading.Begun = true;
            return base.ReadAsync(buffer, offset, count, cancellationToken);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reading.Begun = true;
            return base.ReadAsync(buffer, cancellationToken);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            reading.Begun = true;
            return base.CopyToAsync(destination, bufferSize, cancellationToken);
        }
    }
}
