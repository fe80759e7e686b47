using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>
/// Turns what went wrong into an answer: a page, a piece beside the page, or for <c>/api</c> a problem (RFC 9457). Of an unexpected error the person sees
/// a number, the log the same number with everything else.
/// </summary>
internal sealed class Faults(RequestDelegate next, ILogger<Faults> log)
{
    // Without letters that are mistaken for each other when read out on the phone.
    private const string NumberAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public async Task Invoke(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            // Whoever was too quick is told when to come back, by whichever answer; a minute where nobody says.
            if (context.Response is { StatusCode: StatusCodes.Status429TooManyRequests } response && response.Headers.RetryAfter.Count == 0) response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (Exception) when (context.Response.HasStarted) { throw; }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested) { context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; return; }
        catch (Refused refused) { await Answer(context, refused.Status, refused, null, clear: true); return; }
        catch (AntiforgeryValidationException) { await Answer(context, 400, null, null, clear: true); return; }
        catch (BadHttpRequestException bad) when (bad.InnerException is JsonException json) { await Answer(context, 400, Unreadable(json), null, clear: true); return; }
        catch (BadHttpRequestException bad) { log.LogWarning(bad, "Bad request to {Path}", context.Request.Path); await Answer(context, bad.StatusCode, null, null, clear: true); return; }
        catch (Exception fault)
        {
            var number = RandomNumberGenerator.GetString(NumberAlphabet, 8);
            var status = fault is DbException { IsTransient: true } or TimeoutException ? 503 : 500;
            log.LogError(fault, "Error {Number}: {Method} {Path}", number, context.Request.Method, context.Request.Path);
            await Answer(context, status, null, number, clear: true);
            return;
        }
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 }) await Answer(context, response.StatusCode, null, null, clear: false);
    }

    private static Task Answer(HttpContext context, int status, Refused? refused, string? number, bool clear)
    {
        var (request, response) = (context.Request, context.Response);
        if (clear) response.Clear();
        response.StatusCode = status;
        if (status == 503) response.Headers.RetryAfter = "5";
        if (refused?.After is { } wait) response.Headers.RetryAfter = Page.Seconds(wait);
        var screen = (Screen)context.RequestServices.GetService(typeof(Screen))!;
        if (Page.IsForPrograms(request)) return Problem(screen, request, status, refused, number).ExecuteAsync(context);
        var words = FaultWords.Of(status);
        var parameters = new Dictionary<string, object?> { ["Status"] = status, ["Refused"] = refused, ["Number"] = number, ["Back"] = Back(request) };
        // Of a piece, and of a form that script sends: the page stays with what was typed.
        if (Page.WantsPiece(request) || request.Headers["HX-Request"] == "true" && !HttpMethods.IsGet(request.Method))
        {
            response.Headers["HX-Retarget"] = "#toasts";
            response.Headers["HX-Reswap"] = "beforeend";
            return Page.Piece<FaultPiece>(parameters, status).ExecuteAsync(context);
        }
        var accept = request.Headers.Accept.ToString();
        if (accept.Length > 0 && !accept.Contains("html", StringComparison.OrdinalIgnoreCase) && !accept.Contains("*/*", StringComparison.Ordinal)) return Task.CompletedTask;
        // Whoever is not signed in has no use for the navigation.
        return (screen.Person is null ? Page.Bare<FaultPage>(words.Title, parameters, status) : Page.Of<FaultPage>(words.Title, parameters, status)).ExecuteAsync(context);
    }

    /// <summary>JSON that is none, or a value of the wrong kind; its path says which.</summary>
    private static Refused Unreadable(JsonException json)
    {
        var field = json.Path is ['$', '.', .. { Length: > 0 } path] ? path : null;
        return new("json_unreadable", field, field is null
            ? new("보낸 JSON을 읽을 수 없어요. 형식을 확인해 주세요.", "The JSON can’t be read. Please check its form.")
            : new($"‘{field}’ 값을 읽을 수 없어요. 형식을 확인해 주세요.", $"The value of “{field}” can’t be read. Please check its form."), 400);
    }

    private static IResult Problem(Screen screen, HttpRequest request, int status, Refused? refused, string? number)
    {
        var words = FaultWords.Of(status);
        var problem = new ProblemDetails
        {
            Status = status,
            Type = refused is null ? "about:blank" : "urn:dangol:rule:" + refused.Rule,
            Title = screen.Say(status == 400 && refused is not null ? FaultWords.Of(422).Title : words.Title),
            Detail = screen.Say(refused?.Text ?? words.What),
            Instance = request.Path,
        };
        if (refused is not null) problem.Extensions["rule"] = refused.Rule;
        if (refused?.Field is { } field) problem.Extensions["field"] = field;
        if (number is not null) problem.Extensions["number"] = number;
        return Results.Problem(problem);
    }

    /// <summary>The page that the form stood on, where it is one of ours.</summary>
    private static string Back(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value && Preferences.IsOwnPath(from.PathAndQuery) ? from.PathAndQuery : "/";
}
