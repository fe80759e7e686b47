using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Reads records for the API: a page by filter and order, or one by its key.</summary>
internal sealed class ReadRecordsApi(ListRecords lists, Company company, Actor actor)
{
    private const int UsualRows = 50;

    /// <summary>GET /api/v1/{type}?filter=&amp;sort=-field&amp;fields=a,b&amp;size=&amp;after=&amp;count=false</summary>
    public async Task<IResult> Page(DeclaredType type, HttpRequest request, CancellationToken cancel)
    {
        var asked = request.Query;
        foreach (var name in asked.Keys.Where(name => name is not ("filter" or "sort" or "fields" or "size" or "after" or "count")))
            throw new Refused("unknown_part", name, new($"'{name}' 항목은 여기에 쓸 수 없어요.", $"'{name}' is not known here."));
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var sort = One(asked, "sort");
        var query = new RecordQuery
        {
            Columns = Fields(columns, One(asked, "fields")),
            Filter = ApiBody.Filter(One(asked, "filter")),
            Sort = string.IsNullOrEmpty(sort) ? null : sort.TrimStart('-'),
            Descending = sort is ['-', ..],
            After = After(columns, sort?.TrimStart('-'), One(asked, "after")),
            Size = Size(One(asked, "size")),
            Counted = One(asked, "count") switch { null or "" or "true" => true, "false" => false, _ => throw Wrong("count", "true, false") },
        };
        return ApiAnswer.Json(ApiAnswer.Page(actor, columns, company.Declarations, await lists.Read(actor, type, query, cancel)));
    }

    /// <summary>GET /api/v1/{type}/{id}?fields=</summary>
    public async Task<IResult> One(DeclaredType type, Guid id, HttpContext context, CancellationToken cancel)
    {
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var list = await lists.Read(actor, type, new()
        {
            Columns = Fields(columns, One(context.Request.Query, "fields")), Filter = new Clause.Compare(new Term.Field("id"), Operator.Equal, new Term.Literal(id)), Size = 1, Counted = false,
        }, cancel);
        if (list.Rows is not [var row]) throw ReachOfChange.OutOfReach(type);
        context.Response.Headers.ETag = ApiAnswer.Tag(row.Version);
        if (context.Request.Headers.IfNoneMatch == ApiAnswer.Tag(row.Version)) return Results.StatusCode(StatusCodes.Status304NotModified);
        return ApiAnswer.Json(ApiAnswer.One(actor, columns, company.Declarations, list));
    }

    /// <summary>The fields that are named, else all of its own.</summary>
    private static List<string> Fields(RecordColumns columns, string? named) => string.IsNullOrWhiteSpace(named)
        ? [.. columns.Own.Select(c => c.Path)]
        : [.. named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(path => columns.Find(path).Path)];

    private Keyset? After(RecordColumns columns, string? sort, string? after)
    {
        if (string.IsNullOrEmpty(after)) return null;
        var column = string.IsNullOrEmpty(sort) ? null : columns.Find(sort);
        var isText = column is not null && RecordSql.SortsAsText(column, company.Declarations);
        return Keyset.Of(after) is { } place && (place.Value is null || column is null || isText || column.Type.OfKey(place.Value) is not null) ? place : throw new Refused("place_wrong", "after", new(
            "after에는 앞선 응답의 next나 previous 값을 그대로 넣어 주세요.", "Give as after what an earlier answer had as next or previous."));
    }

    private static int Size(string? text) =>
        string.IsNullOrEmpty(text) ? UsualRows : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= RecordQuery.MostRows ? size : throw Wrong("size", $"1–{RecordQuery.MostRows}");

    private static string? One(IQueryCollection asked, string name) =>
        asked[name] is { Count: <= 1 } value ? value.ToString() is { Length: > 0 } text ? text : null : throw Wrong(name, "1");

    private static Refused Wrong(string name, string allowed) => new("value_wrong", name, new($"{name}에 쓸 수 있는 값: {allowed}", $"{name} can be: {allowed}"));
}
