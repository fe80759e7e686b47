using System.Globalization;
using System.Net;

namespace Dangol.Marketing;

/// <summary>The mail server through which messages go.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">587 where nothing is said.</param>
/// <param name="User">Null where it wants no sign-in.</param>
/// <param name="Password">Its password.</param>
/// <param name="Tls">Whether the connection is encrypted (STARTTLS).</param>
public sealed record MailServer(string Host, int Port, string? User, string? Password, bool Tls);

/// <summary>
/// Which mail server this machine uses: the environment's <c>DANGOL_SMTP</c>, else a line <c>DANGOL_SMTP=…</c> in the file <c>settings</c> of the company's
/// folder: <c>smtp://user:password@host:587?tls=on</c>. Without <c>tls</c> the connection is encrypted unless the server is on this machine.
/// </summary>
internal sealed class MailSettings(Company company)
{
    /// <summary>The name of the setting.</summary>
    public const string Variable = "DANGOL_SMTP";

    /// <summary>The mail server.</summary>
    /// <exception cref="Refused"><c>smtp_not_set</c>, <c>smtp_not_readable</c>.</exception>
    public MailServer MustBeSet() => Of(Value() ?? throw new Refused("smtp_not_set", "channel", new(
        $"메일 서버가 설정되지 않았어요. 환경 변수 {Variable} 또는 데이터 폴더의 settings 파일에 smtp://사용자:비밀번호@서버:587 형식으로 적어 주세요.",
        $"No mail server is set. Put it into the environment variable {Variable} or the file “settings” of the data folder, as smtp://user:password@server:587.")));

    /// <summary>Whether one is set.</summary>
    public bool IsSet => Value() is not null;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="Refused"><c>smtp_not_readable</c></exception>
    internal static MailServer Of(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme != "smtp" || uri.Host.Length == 0 || uri.Port == 465)
            throw new Refused("smtp_not_readable", "channel", new(
                $"{Variable} 값을 읽을 수 없어요. smtp://사용자:비밀번호@서버:587 형식으로 적어 주세요. 465 포트(처음부터 암호화) 대신 587 포트(STARTTLS)를 써요.",
                $"{Variable} can't be read. Write smtp://user:password@server:587. Port 587 (STARTTLS) is used, not 465."));
        var parts = uri.UserInfo.Split(':', 2);
        var user = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
        var tls = System.Web.HttpUtility.ParseQueryString(uri.Query)["tls"] switch
        {
            "on" => true,
            "off" => false,
            null => !(uri.IsLoopback || IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)),
            _ => throw new Refused("smtp_not_readable", "channel", new($"{Variable}의 tls는 on 또는 off예요.", $"In {Variable}, tls is on or off.")),
        };
        return new(uri.Host, uri.Port > 0 ? uri.Port : 587, user, user is null ? null : Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""), tls);
    }

    private string? Value()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return given;
        var file = Path.Combine(company.Place.Folder, "settings");
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.TrimStart().StartsWith(Variable + "=", true, CultureInfo.InvariantCulture)) : null;
        return line?[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim() is { Length: > 0 } written ? written : null;
    }
}
