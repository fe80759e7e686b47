namespace Dangol.Platform;

/// <summary>What the company says of itself at the first start; one row, changed through its verb, journaled and undoable.</summary>
public sealed class CompanyProfile : Record
{
    /// <summary>May change these settings.</summary>
    public static readonly Permission Edit = new("company_profile", "edit");

    private CompanyProfile() { }

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>IANA zone in which its business days begin and end.</summary>
    public string Zone { get; private set; } = "Asia/Seoul";

    /// <summary>ISO 4217 code of its own currency.</summary>
    public string Currency { get; private set; } = "KRW";

    /// <summary>The address under which customers reach it, for links in messages: <c>https://crm.example.com</c>.</summary>
    public string PublicAddress { get; private set; } = "";

    /// <summary>Sender of its messages: mail address.</summary>
    public string? SenderMail { get; private set; }

    /// <summary>Telephone that every advertising message must state.</summary>
    public string? SenderPhone { get; private set; }

    /// <summary>Postal address that every advertising message must state.</summary>
    public string? SenderAddress { get; private set; }

    /// <summary>A session ends after so many minutes without a request.</summary>
    public int SessionIdleMinutes { get; private set; } = SessionLimits.UsualMinutes;

    /// <summary>A session ends after so many days in any case.</summary>
    public int SessionDays { get; private set; } = SessionLimits.UsualDays;

    /// <summary>True once somebody has answered the questions of the first start.</summary>
    public bool Answered => Version > 0;

    /// <summary>The zone as .NET knows it.</summary>
    public TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(Zone);

    /// <summary>Answers the questions.</summary>
    /// <exception cref="Refused">A field is missing or unknown; it names the field.</exception>
    public static CompanyProfile Of(string name, string zone, string currency, string publicAddress, string? senderMail = null, string? senderPhone = null, string? senderAddress = null)
    {
        var profile = new CompanyProfile();
        profile.Change(name, zone, currency, publicAddress, senderMail, senderPhone, senderAddress);
        return profile;
    }

    /// <summary>Changes the answers.</summary>
    /// <exception cref="Refused">A field is missing or unknown; it names the field.</exception>
    public void Change(string name, string zone, string currency, string publicAddress, string? senderMail, string? senderPhone, string? senderAddress)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new Refused("zone_unknown", "zone", new($"'{zone}' 시간대를 찾을 수 없어요. 예: Asia/Seoul", $"There is no time zone '{zone}'. Example: Asia/Seoul"));
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            throw new Refused("currency_unknown", "currency", new("통화는 KRW, USD처럼 세 글자 코드로 써 주세요.", "Write the currency as a three-letter code such as KRW or USD."));
        if (publicAddress.Length > 0 && !(Uri.TryCreate(publicAddress, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new Refused("address_invalid", "public_address", new("공개 주소는 https://로 시작하게 써 주세요.", "Write the public address beginning with https://."));
        (Name, Zone, Currency, PublicAddress) = (name.Trim(), zone, currency, publicAddress.TrimEnd('/'));
        (SenderMail, SenderPhone, SenderAddress) = (senderMail, senderPhone, senderAddress);
    }

    /// <summary>Decides how long sessions last.</summary>
    /// <exception cref="Refused"><c>limit_invalid</c> at <c>idle</c> or <c>days</c></exception>
    internal void LimitSessions(int idleMinutes, int days)
    {
        if (idleMinutes is < SessionLimits.FewestMinutes or > SessionLimits.MostMinutes)
            throw new Refused("limit_invalid", "idle", new($"{SessionLimits.FewestMinutes}분부터 7일까지 정할 수 있어요.", $"Choose from {SessionLimits.FewestMinutes} minutes to 7 days."));
        if (days is < 1 or > SessionLimits.MostDays) throw new Refused("limit_invalid", "days", new($"1일부터 {SessionLimits.MostDays}일까지 정할 수 있어요.", $"Choose from 1 to {SessionLimits.MostDays} days."));
        (SessionIdleMinutes, SessionDays) = (idleMinutes, days);
    }

    internal static CompanyProfile Unasked() => new();

    internal static Task<CompanyProfile?> Read(Session read, CancellationToken cancel) => read.First(
        "select name, zone, currency, public_address, sender_mail, sender_phone, sender_address, id, version, session_idle_minutes, session_days from company_profiles limit 1",
        row => new CompanyProfile
        {
            Name = row.Text(0), Zone = row.Text(1), Currency = row.Text(2), PublicAddress = row.Text(3), SenderMail = row.TextOrNull(4), SenderPhone = row.TextOrNull(5),
            SenderAddress = row.TextOrNull(6), Id = row.Guid(7), Version = row.Int(8), SessionIdleMinutes = row.Int(9), SessionDays = row.Int(10),
        }, cancel);
}

internal sealed class CompanyProfileType : RecordType<CompanyProfile>
{
    public CompanyProfileType() : base("company_profile", "company_profiles", new("회사 정보", "Company profile"))
    {
        Field(c => c.Name, new("회사 이름", "Company name")).Required().AtMost(200);
        Field(c => c.Zone, new("시간대", "Time zone")).Required();
        Field(c => c.Currency, new("통화", "Currency")).Required();
        Field(c => c.PublicAddress, new("공개 주소", "Public address"));
        Field(c => c.SenderMail, new("발신 이메일", "Sender e-mail"));
        Field(c => c.SenderPhone, new("발신 전화번호", "Sender telephone"));
        Field(c => c.SenderAddress, new("발신 주소", "Sender postal address"));
        Field(c => c.SessionIdleMinutes, new("쓰지 않으면 자동 로그아웃(분)", "Sign out after no use (minutes)"));
        Field(c => c.SessionDays, new("최대 로그인 기간(일)", "Longest time signed in (days)"));
        Guarded();
    }

    protected override void Map(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<CompanyProfile> entity)
    {
        entity.Ignore(c => c.Answered);
        entity.Ignore(c => c.TimeZone);
    }
}
