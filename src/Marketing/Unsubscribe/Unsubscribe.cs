using Dangol.Customers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Marketing;

/// <summary>What a link leads to.</summary>
/// <param name="Mail">The address, masked; null for the link of a sample message.</param>
/// <param name="Company">Whose messages they are.</param>
/// <param name="Done">Nothing is sent to this address any more.</param>
public sealed record UnsubscribeView(string? Mail, string Company, bool Done);

/// <summary>
/// Takes back a customer's consent to advertising by e-mail, for whoever holds the link of a message: without sign-in, in one step, and at once for what still
/// waits to be sent. A mail program does it with one POST (RFC 8058); a person presses one button, since opening a link must change nothing.
/// </summary>
internal sealed class Unsubscribe(Company company, CustomerIntake intake)
{
    internal static readonly Text Title = new("수신거부", "Unsubscribe");

    /// <summary>What the page shows.</summary>
    /// <exception cref="Refused"><c>link_unknown</c></exception>
    internal async Task<UnsubscribeView> Read(string token, CancellationToken cancel)
    {
        var (_, customer) = Open(token);
        await using var read = await company.Store.Read(cancel);
        var found = await read.First("select c.email, n.status from pub_customers c left join pub_consents n on n.customer_id = c.id and n.channel = @channel where c.id = @customer",
            row => (Mail: row.TextOrNull(0), Status: row.TextOrNull(1)), cancel, ("channel", Channels.Email), ("customer", customer));
        return new(Mask.Email(found.Mail), company.Profile.Name, found.Status == ConsentStatus.Withdrawn);
    }

    /// <summary>Unsubscribes; a second time changes nothing.</summary>
    /// <param name="token">From the link.</param>
    /// <param name="how"><c>page</c> or <c>one_click</c>: evidence.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="Refused"><c>link_unknown</c></exception>
    public async Task Run(string token, string how, CancellationToken cancel = default)
    {
        var (campaign, customer) = Open(token);
        if (customer == Guid.Empty) return;   // a sample message
        await company.Writes.Run(Recipient, Title, async change =>
        {
            await change.Execute("update deliveries set state = 'suppressed', ended_at = @now, reply = 'withdrawn' where customer_id = @customer and state = 'reserved'", cancel,
                ("now", change.Now), ("customer", customer));
            var status = await change.Session.First("select status from pub_consents where customer_id = @customer and channel = @channel", row => row.Text(0), cancel,
                ("customer", customer), ("channel", Channels.Email));
            if (status == ConsentStatus.Withdrawn || await change.Session.Number("select count(*) from pub_customers where id = @customer", cancel, ("customer", customer)) == 0) return;
            await intake.Note(change, [new(customer, Channels.Email, Granted: false, change.Now, "unsubscribe_link", $"{{\"campaign\":\"{campaign}\",\"how\":\"{how}\"}}")], cancel);
        }, cancel);
    }

    internal static void Map(IEndpointRouteBuilder site)
    {
        const string why = "whoever holds the link of a message may unsubscribe, without signing in";
        site.MapGet("/u/{token}", async (string token, Unsubscribe unsubscribe, CancellationToken cancel) => Show(token, await unsubscribe.Read(token, cancel))).Public(why);
        site.MapPost("/u/{token}", async (string token, Unsubscribe unsubscribe, CancellationToken cancel) =>
        {
            await unsubscribe.Run(token, "page", cancel);
            return Show(token, await unsubscribe.Read(token, cancel) with { Done = true });
        }).Public(why);
        // A mail program has no page to take a token from; the sealed link is what it proves itself by.
        site.MapPost("/u/{token}/one-click", async (string token, Unsubscribe unsubscribe, CancellationToken cancel) =>
        {
            await unsubscribe.Run(token, "one_click", cancel);
            return Results.Text("ok");
        }).DisableAntiforgery().Public(why);
        // A person who opens the address of the header instead.
        site.MapGet("/u/{token}/one-click", (string token) => Page.Next($"/u/{token}")).Public(why);
    }

    private static IResult Show(string token, UnsubscribeView view) => Page.Bare<UnsubscribePage>(Title, new { Token = token, View = view });

    private (Guid Campaign, Guid Customer) Open(string token) => UnsubscribeToken.Read(company.Keys, token)
        ?? throw new Refused("link_unknown", null, new("이 수신거부 링크를 알 수 없어요. 메일의 링크를 그대로 열어 주세요.", "This link is not one of ours. Please open the link of the message as it is."), 404);

    /// <summary>The customer, who may take a consent back and nothing else.</summary>
    private static Actor Recipient { get; } = new(Guid.Empty, "customer", Language.Korean, Origin.Web, new MayWithdraw());

    private sealed class MayWithdraw : Rights
    {
        public override bool Allows(Permission permission) => permission is { Type: "customer", Action: Actions.Edit };

        public override bool MaySet(string type, string field) => type == "consent";
    }
}
