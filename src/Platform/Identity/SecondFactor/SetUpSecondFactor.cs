using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using QRCoder;

namespace Dangol.Platform;

/// <summary>One's own authenticator app: shown as a QR code, confirmed by a code, with ten recovery codes shown once; and a reset of somebody else's by those who look after people.</summary>
internal sealed class SetUpSecondFactor(Company company, SecondFactors factors)
{
    private static readonly Text Title = new("2단계 인증", "Second factor"), Reset = new("2단계 인증 초기화", "Second factor reset");

    /// <summary>Takes the second factor of somebody who lost it, their passkeys too, and ends their sessions.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c></exception>
    public Task TakeAway(Actor actor, Guid user, CancellationToken cancel = default)
    {
        actor.Must(User.Edit);
        return company.Writes.Run(company.Writes.NewChangeSet(actor, Reset) with { Final = SecondFactors.NotBack }, async change =>
        {
            await GiveRoles.MustCoverPeople(change, actor, [user], cancel);
            await factors.Remove(change, user, cancel);
            await change.Execute("delete from passkeys where user_id = @user", cancel, ("user", user));
            await Sessions.EndAll(change, user, cancel);
            return true;
        }, background: false, cancel);
    }

    /// <summary>Gives one's own up.</summary>
    public Task GiveUp(Actor actor, CancellationToken cancel) => company.Writes.Run(company.Writes.NewChangeSet(actor, Reset) with { Final = SecondFactors.NotBack }, async change =>
    {
        await factors.Remove(change, actor.Id, cancel);
        return true;
    }, background: false, cancel);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/account/second-factor", (SetUpSecondFactor setUp, Visitor visitor, CancellationToken cancel) => setUp.Show(visitor, null, cancel)).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/second-factor", async (SetUpSecondFactor setUp, SecondFactors factors, Visitor visitor, [FromForm] string? code, CancellationToken cancel) =>
        {
            try { return Codes(await factors.Confirm(visitor.Self(), visitor.Session!, code ?? "", cancel)); }
            catch (Refused refused) when (refused.Rule == "code_wrong") { return await setUp.Show(visitor, refused, cancel); }
        }).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/recovery-codes", async (SecondFactors factors, Visitor visitor, CancellationToken cancel) =>
            (await factors.Of(visitor.Actor.Id, cancel)).Confirmed ? Codes(await factors.Renew(visitor.Self(), cancel)) : Page.Next("/account/second-factor")).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/second-factor/remove", async (HttpContext context, SetUpSecondFactor setUp, Visitor visitor, CancellationToken cancel) =>
        {
            await setUp.GiveUp(visitor.Self(), cancel);
            Toast.Done(context, new("인증 앱 연결을 해제했어요.", "The app was disconnected."));
            return Page.Next("/account");
        }).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/people/{id:guid}/second-factor/reset", async (Guid id, HttpContext context, SetUpSecondFactor setUp, Actor actor, CancellationToken cancel) =>
        {
            try
            {
                await setUp.TakeAway(actor, id, cancel);
                Toast.Done(context, new("2단계 인증을 초기화했어요.", "The second factor was reset."));
            }
            catch (Refused refused) when (refused.Status == 403) { Toast.Warn(context, refused.Text); }
            return Page.Next($"/people/{id}");
        }).Needs(User.Edit).NeedsFreshProof();
    }

    private async Task<IResult> Show(Visitor visitor, Refused? refused, CancellationToken cancel)
    {
        if ((await factors.Of(visitor.Actor.Id, cancel)).Confirmed) return Page.Next("/account");
        var secret = await factors.Prepare(visitor.Self(), cancel);
        await using var read = await company.Store.Read(cancel);
        var email = await read.First("select email from users where id = @id", row => row.Text(0), cancel, ("id", visitor.Actor.Id)) ?? "";
        return Page.Of<SecondFactorPage>(Title, new { Secret = secret, Picture = Picture(Totp.Address(company.Profile.Name, email, secret)), Refused = refused, Needed = visitor.NeedsSecondFactor }, refused?.Status ?? 200);
    }

    /// <summary>A picture of its own, as nothing may be styled inside a page.</summary>
    private static string Picture(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return "data:image/png;base64," + Convert.ToBase64String(png.GetGraphic(5));
    }

    private static IResult Codes(IReadOnlyList<string> codes) => Page.Of<RecoveryCodesPage>(Title, new { Codes = codes });
}
