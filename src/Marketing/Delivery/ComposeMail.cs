using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Dangol.Marketing;

/// <summary>Who gets a message.</summary>
internal sealed record Recipient(Guid CustomerId, Guid ContactId, string Name, string Number, string Email);

/// <summary>A message as it goes out.</summary>
internal sealed record OutgoingMail(string To, string ToName, string From, string FromName, string Subject, string Text, string Html, string MessageId, string OneClick);

/// <summary>
/// Puts an advertising mail together as Korean law wants it (정보통신망법 제50조 제4항, 시행령 별표 6): (광고) at the start of the subject; who sends, with mail,
/// telephone and postal address; a free unsubscribe in Korean and English.
/// </summary>
internal static partial class ComposeMail
{
    public const string Label = "(광고)";

    /// <summary>The message for one customer.</summary>
    /// <param name="campaign">What is said.</param>
    /// <param name="to">To whom.</param>
    /// <param name="sender">By whom.</param>
    /// <param name="token">The customer's unsubscribe token.</param>
    /// <param name="at">When (UTC).</param>
    public static OutgoingMail Of(CampaignCard campaign, Recipient to, CompanyProfile sender, string token, DateTime at)
    {
        string Value(string field) => field switch
        {
            MergeFields.Name => to.Name,
            MergeFields.Number => to.Number,
            MergeFields.Offer => campaign.Offer?.Body ?? "",
            MergeFields.Code => campaign.Offer?.Code ?? "",
            MergeFields.Company => sender.Name,
            _ => campaign.Launch is { } launch ? Day(launch.WindowEndsOn) : Day(DateOnly.FromDateTime(at).AddDays(campaign.WindowDays)),
        };
        var subject = OneLine(MergeFields.Fill(campaign.Subject, Value));
        var body = MergeFields.Fill(campaign.Body, Value);
        var page = $"{sender.PublicAddress}/u/{token}";
        var host = sender.SenderMail![(sender.SenderMail!.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return new(to.Email, OneLine(to.Name), sender.SenderMail!, OneLine(sender.Name),
            subject.StartsWith(Label, StringComparison.Ordinal) ? subject : $"{Label} {subject}",
            PlainText(body, sender, page), Html(body, sender, page), $"<{to.ContactId:N}@{host}>", page + "/one-click");
    }

    private static string PlainText(string body, CompanyProfile sender, string page) => $"""
        {body}

        --
        {sender.Name}
        {sender.SenderMail} · {sender.SenderPhone}
        {sender.SenderAddress}

        이 메일은 수신에 동의하신 분께 보내는 광고예요. 더 받지 않으려면 아래 주소에서 무료로 수신거부할 수 있어요.
        You receive this advertisement because you agreed to. Unsubscribe free of charge here:
        {page}
        """.ReplaceLineEndings("\r\n");

    private static string Html(string body, CompanyProfile sender, string page)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"ko\"><head><meta charset=\"utf-8\"></head><body>");
        foreach (var paragraph in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            html.Append("<p>").Append(Linked(paragraph).Replace("\n", "<br>\r\n", StringComparison.Ordinal)).Append("</p>\r\n");
        html.Append("<hr><p><small>").Append(Enc(sender.Name)).Append("<br>").Append(Enc(sender.SenderMail)).Append(" · ").Append(Enc(sender.SenderPhone))
            .Append("<br>").Append(Enc(sender.SenderAddress)).Append("</small></p>\r\n<p><small>이 메일은 수신에 동의하신 분께 보내는 광고예요. 더 받지 않으려면 무료로 <a href=\"").Append(Enc(page))
            .Append("\">수신거부</a>할 수 있어요.<br>\r\nYou receive this advertisement because you agreed to. <a href=\"").Append(Enc(page))
            .Append("\">Unsubscribe</a> free of charge.</small></p></body></html>");
        return html.ToString();
    }

    /// <summary>The text with its addresses as links; everything else is escaped, so that a customer's name can't bring markup along.</summary>
    private static string Linked(string text)
    {
        var (html, at) = (new StringBuilder(), 0);
        foreach (Match match in Addresses().Matches(text))
        {
            html.Append(Enc(text[at..match.Index])).Append("<a href=\"").Append(Enc(match.Value)).Append("\">").Append(Enc(match.Value)).Append("</a>");
            at = match.Index + match.Length;
        }
        return html.Append(Enc(text[at..])).ToString();
    }

    private static string Enc(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string OneLine(string text) => Breaks().Replace(text, " ").Trim();

    private static string Day(DateOnly day) => $"{day.Year}. {day.Month}. {day.Day}.";

    [GeneratedRegex(@"https?://[^\s<>""']*[^\s<>""'.,;:!?)\]}]")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"[\x00-\x1f\x7f]+")]
    private static partial Regex Breaks();
}
