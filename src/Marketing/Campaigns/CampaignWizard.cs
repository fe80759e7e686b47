using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dangol.Marketing;

/// <summary>The steps of the wizard: each shows the draft, saves its own part, and goes on; what can't be saved comes back as typed, with what is wrong.</summary>
internal sealed class CampaignWizard(Company company, Actor actor, ShowCampaign show, ListChoices choices, SaveCampaign save, PreviewMessage previewMessage, PreviewPlan previewPlan, PreviewCampaign preview, MailSettings mail)
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public async Task<IResult> Audience(HttpContext context, Guid? id)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var (name, segment) = (form["name"].ToString(), Guid.TryParse(form["segment"], out var chosen) ? chosen : (Guid?)null);
        try
        {
            var saved = await save.Run(actor, new(id, Version(form)) { Name = name, Segment = segment ?? Guid.Empty }, cancel);
            return Page.Next(Then(saved, form, "message"));
        }
        catch (Refused refused) when (refused.Status is 409 or 422 or 428)
        {
            var facts = id is { } known ? await show.Facts(actor, known, cancel) : null;
            return Page.Of<CampaignAudiencePage>(new("캠페인", "Campaign"), new { Facts = facts, Name = name, Segment = segment, Segments = await choices.Segments(cancel), Refused = refused }, refused.Status);
        }
    }

    public async Task<IResult> ShowMessage(Guid id, SaveCampaign.Form? typed, Refused? refused, CancellationToken cancel, string? to = null)
    {
        var facts = await show.Facts(actor, id, cancel);
        if (facts.Launch is not null && refused is null) return Page.Next($"/campaigns/{id}");
        if (typed is { Message: { } message })
            facts = facts with { Channel = typed.Channel ?? facts.Channel, OfferId = message.Offer, Subject = message.Subject, Body = message.Body };
        var seen = refused is null ? await previewMessage.Run(actor, id, null, null, cancel) : null;
        return Page.Of<CampaignMessagePage>(Text.Same(facts.Name), new { Facts = facts, Offers = await choices.Offers(cancel), Missing = Missing(), Preview = seen, To = to, Refused = refused }, refused?.Status ?? 200);
    }

    public async Task<IResult> Message(HttpContext context, Guid id)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var typed = new SaveCampaign.Form(id, Version(form)) { Channel = form["channel"].ToString(), Message = Typed(form) };
        try
        {
            await save.Run(actor, typed, cancel);
            return Page.Next(Then(id, form, "measure"));
        }
        catch (Refused refused) when (refused.Status is 409 or 422 or 428) { return await ShowMessage(id, typed, refused, cancel); }
    }

    /// <summary>Saves the message as it is typed now, so that nothing is lost, and sends it to one address.</summary>
    public async Task<IResult> TestMail(HttpContext context, Guid id, SendTestMail test)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var (typed, to) = (new SaveCampaign.Form(id, Version(form)) { Channel = form["channel"].ToString(), Message = Typed(form) }, form["to"].ToString().Trim());
        try
        {
            await save.Run(actor, typed, cancel);
            await test.Run(actor, id, to, cancel);
        }
        catch (Refused refused) when (refused.Status is 409 or 422 or 428) { return await ShowMessage(id, typed, refused, cancel, to); }
        Toast.Done(context, new($"{to} 주소로 시험 메일을 보냈어요.", $"A test mail went to {to}."));
        return Page.Next($"/campaigns/{id}/edit/message");
    }

    /// <summary>The message as it is typed now, filled for one customer.</summary>
    public async Task<IResult> Preview(HttpContext context, Guid id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return Page.Piece<CampaignPreviewPage>(new { Preview = await previewMessage.Run(actor, id, Typed(form), form["channel"].ToString(), context.RequestAborted) });
    }

    public async Task<IResult> ShowMeasure(Guid id, MeasureTyped? typed, Refused? refused, CancellationToken cancel)
    {
        var facts = await show.Facts(actor, id, cancel);
        if (facts.Launch is not null && refused is null) return Page.Next($"/campaigns/{id}");
        var plan = refused is null ? await previewPlan.Run(actor, id, facts.ControlShare, facts.WindowDays, null, facts.WantedLift is { } wanted ? (double)wanted / Campaign.WholeShare : PreviewPlan.UsualLift, cancel) : null;
        typed ??= new((facts.ControlShare / 100m).ToString("0.##", Plain), facts.WindowDays.ToString(Plain), facts.ContactOn?.ToString("yyyy-MM-dd", Plain) ?? "",
            facts.Budget is { } budget ? ((decimal)budget.Minor / Unit(budget.Currency)).ToString(Plain) : "", "", facts.WantedLift is { } lift ? (lift / 100m).ToString("0.##", Plain) : "");
        return Page.Of<CampaignMeasurePage>(Text.Same(facts.Name), new { Facts = facts, Typed = typed, company.Profile.Currency, Plan = plan, Refused = refused }, refused?.Status ?? 200);
    }

    public async Task<IResult> Measure(HttpContext context, Guid id)
    {
        var cancel = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(cancel);
        var typed = Measured(form);
        try
        {
            var contactOn = typed.ContactOn.Length == 0 ? (DateOnly?)null : DateOnly.TryParseExact(typed.ContactOn, "yyyy-MM-dd", Plain, DateTimeStyles.None, out var day) ? day : throw Unreadable("contact_on");
            long? budget = typed.Budget.Length == 0 ? null : (long)Math.Round(Number(typed.Budget, "budget", 1_000_000_000_000) * Unit(company.Profile.Currency));
            var plan = typed.WantedLift.Length == 0 ? null : await Planned(id, typed, cancel);
            await save.Run(actor, new(id, Version(form)) { Measure = new(Share(typed), Window(typed), contactOn, budget, plan is null ? null : (int)Math.Round(plan.WantedLift * Campaign.WholeShare), plan?.WantedControl) }, cancel);
            return Page.Next(Then(id, form, "confirm"));
        }
        catch (Refused refused) when (refused.Status is 409 or 422 or 428) { return await ShowMeasure(id, typed, refused, cancel); }
    }

    /// <summary>What the control that is typed now can show.</summary>
    public async Task<IResult> Plan(HttpContext context, Guid id)
    {
        var typed = Measured(await context.Request.ReadFormAsync(context.RequestAborted));
        return Page.Piece<CampaignPlanPage>(new { Plan = await Planned(id, typed, context.RequestAborted) });
    }

    private Task<ControlPlan> Planned(Guid id, MeasureTyped typed, CancellationToken cancel)
    {
        var rate = typed.BaseRate.Length == 0 ? (double?)null : (double)Number(typed.BaseRate, "base_rate", 100) / 100;
        var lift = typed.WantedLift.Length == 0 ? PreviewPlan.UsualLift : (double)Number(typed.WantedLift, "wanted_lift", 100) / 100;
        return previewPlan.Run(actor, id, Share(typed), Window(typed), rate, lift, cancel);
    }

    public async Task<IResult> Confirm(Guid id, CancellationToken cancel)
    {
        var facts = await show.Facts(actor, id, cancel);
        if (facts.Launch is not null) return Page.Next($"/campaigns/{id}");
        Refused? problem = null;
        try
        {
            var card = await FindCampaign.Run(company, id, cancel);
            LaunchCampaign.ContactDay(card, company.Today);
            LaunchCampaign.MustBeComplete(card, company.Profile, mail);
        }
        catch (Refused refused) { problem = refused; }
        return Page.Of<CampaignConfirmPage>(Text.Same(facts.Name), new { Facts = facts, Preview = await preview.Run(actor, id, cancel), Problem = problem });
    }

    /// <summary>What a mail needs and the settings don't say yet.</summary>
    private List<Text> Missing()
    {
        var missing = LaunchCampaign.SenderMissing(company.Profile);
        if (!mail.IsSet) missing.Add(new($"메일 서버({MailSettings.Variable})", $"mail server ({MailSettings.Variable})"));
        return missing;
    }

    private static SaveCampaign.MessagePart Typed(IFormCollection form) => new(Guid.TryParse(form["offer"], out var offer) ? offer : null, form["subject"].ToString(), form["body"].ToString());

    private static MeasureTyped Measured(IFormCollection form)
    {
        string Of(string name) => form[name].ToString().Trim();
        return new(Of("control_share"), Of("window_days"), Of("contact_on"), Of("budget"), Of("base_rate"), Of("wanted_lift"));
    }

    private static int Share(MeasureTyped typed) => (int)Math.Round(Number(typed.ControlShare, "control_share", 1000) * 100);

    private static int Window(MeasureTyped typed) => int.TryParse(typed.WindowDays, NumberStyles.None, Plain, out var days) ? days : throw Unreadable("window_days");

    private static decimal Number(string text, string field, decimal most) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, Plain, out var number) && number <= most ? number : throw Unreadable(field);

    private static decimal Unit(string currency) => Money.Digits(currency) switch { 0 => 1, 2 => 100, _ => 1000 };

    /// <summary>The step that the pressed button names, else the next one.</summary>
    private static string Then(Guid id, IFormCollection form, string next) =>
        $"/campaigns/{id}/edit/{(CampaignWords.Steps.Any(s => s.Key == form["then"]) ? form["then"].ToString() : next)}";

    private static int? Version(IFormCollection form) => int.TryParse(form["version"], NumberStyles.None, Plain, out var version) ? version : null;

    private static Refused Unreadable(string field) => new("number_unreadable", field, new("값을 읽을 수 없어요. 숫자나 날짜를 다시 입력해 주세요.", "This can’t be read. Please type a number or a date."));
}
