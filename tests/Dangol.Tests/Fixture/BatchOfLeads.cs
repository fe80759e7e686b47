using System.Text;
using System.Text.Json;
using Dangol.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>One call of the API's batch as a program makes it, again and again the same, with a key: in the process that is killed and in the one that goes on.</summary>
internal static class BatchOfLeads
{
    public const int Rows = 10_000;

    /// <returns>What it was answered.</returns>
    public static async Task<JsonElement> Send(Companies companies, Company company)
    {
        await using var scope = companies.Scope(company);
        var body = $$"""{"rows":[{{string.Join(',', Enumerable.Range(0, Rows).Select(i => $$$"""{"fields":{"name":"리드 {{{i}}}","email":"lead{{{i}}}@example.com"}}"""))}}]}""";
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path, context.Request.Body) = ("POST", "/api/v1/lead/batch", new MemoryStream(Encoding.UTF8.GetBytes(body)));
        context.Request.ContentType = "application/json";
        context.Request.Headers["Idempotency-Key"] = "leads-1";
        var batch = new BatchRecordsApi(ActivatorUtilities.CreateInstance<BatchRecords>(scope.ServiceProvider, company), ActivatorUtilities.CreateInstance<ApiReplay>(scope.ServiceProvider, company), company, Actor.Operator);
        var answer = await batch.Run(company.Declarations.Named("lead"), context, default);
        context.Response.Body = new MemoryStream();
        await answer.ExecuteAsync(context);
        context.Response.Body.Position = 0;
        return (await JsonDocument.ParseAsync(context.Response.Body)).RootElement;
    }
}
