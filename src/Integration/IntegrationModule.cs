using Dangol.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Integration;

/// <summary>What comes in from other systems, and goes out to them.</summary>
public static class IntegrationModule
{
    /// <summary>The kind of job that brings in the sample company; its argument <c>customers</c> says how many.</summary>
    public const string LoadSampleJob = LoadSample.Kind;

    private const long LargestUpload = 2L * 1024 * 1024 * 1024, LargestMapping = 1 << 20;

    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddIntegration(this IServiceCollection services)
    {
        services.AddSchema("integration", typeof(IntegrationModule).Assembly);
        services.AddPermissions("import", new("가져오기", "Imports"), NavGroup.Customers, (Import.View.Action, new("보기", "View")), (Import.Create.Action, new("가져오기", "Import")));
        // A sales file makes customers, products and orders.
        services.AddReadyRights("import", (ReadyRole.SalesManager, ReachLevel.All, [Import.View.Action, Import.Create.Action]), (ReadyRole.Marketer, ReachLevel.All, [Import.View.Action, Import.Create.Action]), (ReadyRole.Analyst, ReachLevel.All, [Import.View.Action]));
        foreach (var type in (string[])["customer", "product", "order"]) services.AddReadyRights(type, (ReadyRole.SalesManager, ReachLevel.All, [Actions.Import]), (ReadyRole.Marketer, ReachLevel.All, [Actions.Import]));
        services.AddScoped<Imports>();
        services.AddScoped(s => new SalesImport(s.GetRequiredService<Imports>()));
        services.AddJob<ImportSales>(ImportSales.Kind, new("판매 가져오기", "Import of sales"), isKept: true, seenWith: Import.View);
        services.AddJob<UndoImport>(UndoImport.Kind, new("가져오기 되돌리기", "Undo of an import"), isKept: true, seenWith: Import.View);
        services.AddScoped<LoadSampleSales>();
        services.AddJob<LoadSample>(LoadSample.Kind, new("예시 회사 불러오기", "Load the sample company"), isKept: true);
        services.AddNav(NavGroup.Settings, new("가져오기", "Imports"), "/imports", "upload");
        services.AddLoopStep(new(10, "import", new("판매 가져오기", "Import sales"), "upload", "/orders?view=all", async (scope, _, cancel) =>
        {
            await using var read = await scope.GetRequiredService<Store>().Read(cancel);
            return new(await read.Number("select count(*) from orders", cancel), new("주문이 들어와 있어요", "orders have come in"));
        }) { TellsOf = ["order"] });
        return services;
    }

    /// <summary>Its pages and its API.</summary>
    public static void MapIntegration(this IEndpointRouteBuilder site)
    {
        var see = site.MapGroup("").Needs(Import.View);
        see.MapGet("/imports", async (Imports imports, CancellationToken cancel) => Page.Of<ImportsPage>(new("가져오기", "Imports"), new { List = await imports.List(cancel) }));
        see.MapGet("/imports/{id:guid}", async (Guid id, Imports imports, Jobs jobs, CancellationToken cancel) =>
        {
            var import = await imports.Find(id, cancel);
            return Page.Of<ImportPage>(Text.Same(import.FileName), new { Import = import, Job = import.JobId is { } job ? await jobs.Find(job, cancel) : null });
        });
        see.MapGet("/imports/{id:guid}/errors.csv", async (Guid id, Imports imports, Screen screen, CancellationToken cancel) =>
        {
            var import = await imports.Find(id, cancel);
            var path = imports.ErrorPath(id, screen.Language);
            return File.Exists(path)
                ? Results.File(path, "text/csv; charset=utf-8", Path.GetFileNameWithoutExtension(import.FileName) + "-errors.csv")
                : throw new Refused("no_error_file", null, new("오류 파일이 아직 없어요.", "There is no error file yet."), 404);
        });
        see.MapGet("/api/v1/import", async (Imports imports, CancellationToken cancel) => Results.Json(new
        {
            imports = (await imports.List(cancel)).Select(i => new { id = i.Id, file = i.FileName, state = i.State, source = i.Source, mapping = i.Mapping, asked_at = i.AskedAt, asked_by = i.ActorName, job = i.JobId }),
        })).WithSummary("Imports, latest first");
        see.MapGet("/api/v1/import/{id:guid}", async (Guid id, Imports imports, CancellationToken cancel) =>
        {
            var import = await imports.Find(id, cancel);
            return Results.Text($$"""{"id":"{{import.Id}}","state":"{{import.State}}","job":"{{import.JobId}}","report":{{import.Report?.ToJson() ?? "null"}}}""", "application/json");
        });
        see.MapGet("/imports/{id:guid}/mapping.json", async (Guid id, Imports imports, CancellationToken cancel) => await imports.Find(id, cancel) is { MappingJson: { } json } import
            ? Results.File(System.Text.Encoding.UTF8.GetBytes(json), "application/json", $"{import.Mapping}.json")
            : throw new Refused("no_mapping", null, new("매핑을 따로 정하지 않은 가져오기예요.", "No mapping was given with this import."), 404));
        var make = site.MapGroup("").Needs(Import.Create);
        make.MapGet("/imports/mappings/{name}.json", (string name) => Results.File(System.Text.Encoding.UTF8.GetBytes(SalesMapping.Of(name).ToJson()), "application/json", name + ".json"));
        make.MapGet("/imports/new", () => Page.Of<NewImportPage>(new("판매 파일 가져오기", "Import a sales file")));
        make.MapPost("/imports", Upload).WithMetadata(new RequestSizeLimitAttribute(LargestUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = LargestUpload });
        make.MapPost("/imports/{id:guid}/undo", async (Guid id, Imports imports, Actor actor, CancellationToken cancel) =>
        {
            await imports.AskUndo(actor, id, cancel);
            return Page.Next($"/imports/{id}");
        });
        make.MapPost("/api/v1/import/{id:guid}/undo", async (Guid id, Imports imports, Actor actor, CancellationToken cancel) =>
        {
            await imports.AskUndo(actor, id, cancel);
            return Results.Accepted($"/api/v1/import/{id}");
        }).WithSummary("Take back what came in with a file");
        make.MapPost("/api/v1/import", Upload).WithMetadata(new RequestSizeLimitAttribute(LargestUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = LargestUpload });
    }

    private static async Task<IResult> Upload(HttpContext context, Imports imports, Ids ids, Actor actor, CancellationToken cancel)
    {
        actor.Must(Import.Create);
        var form = await context.Request.ReadFormAsync(cancel);
        var api = context.Request.Path.StartsWithSegments("/api");
        try
        {
            if (form.Files["file"] is not { Length: > 0 } file)
                throw new Refused("file_missing", "file", new("가져올 파일을 골라 주세요.", "Please choose a file."));
            var (id, name) = (ids.Next(), Path.GetFileName(file.FileName));
            var path = imports.UploadPath(id, name);
            await using (var target = File.Create(path)) await file.CopyToAsync(target, cancel);
            var mapping = form.Files["mapping_file"] is { Length: > 0 } own ? await Read(own, cancel) : Chosen(form["mapping"]);
            var (import, job) = await imports.Ask(actor, path, name, mapping, Chosen(form["source"]), Chosen(form["encoding"]), Chosen(form["delimiter"]), id, cancel);
            return api ? Results.Accepted($"/api/v1/import/{import}", new { import, job }) : Page.Next($"/imports/{import}");
        }
        catch (Refused refused) when (!api)
        {
            return Page.Of<NewImportPage>(new("판매 파일 가져오기", "Import a sales file"), new { Refused = refused }, 422);
        }
    }

    private static async Task<string> Read(IFormFile mapping, CancellationToken cancel)
    {
        if (mapping.Length > LargestMapping) throw new Refused("mapping_too_large", "mapping_file", new("매핑 파일은 1 MB까지 올릴 수 있어요.", "A mapping file may have at most 1 MB."));
        using var reader = new StreamReader(mapping.OpenReadStream());
        var text = await reader.ReadToEndAsync(cancel);
        return text.TrimStart().StartsWith('{') ? text : throw new Refused("mapping_wrong", "mapping_file", new("매핑 파일은 JSON이어야 해요.", "A mapping file is JSON."));
    }

    private static string? Chosen(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
