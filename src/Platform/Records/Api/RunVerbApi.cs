using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>POST /api/v1/{type}/{id}/do/{verb}: verbs for programs, with If-Match and Idempotency-Key. Each verb asks for its own permission.</summary>
internal sealed class RunVerbApi(VerbForms forms, ShowRecord show, ApiReplay replay)
{
    public async Task<IResult> Run(Actor actor, DeclaredType type, Guid id, string name, HttpContext context, CancellationToken cancel)
    {
        var (request, verb) = (context.Request, forms.Find(actor, type, name));
        var body = request.ContentLength is 0 or null && !request.Headers.TransferEncoding.Any() ? [] : await ApiBody.Bytes(request, cancel);
        var asked = forms.Read(actor, verb, body.Length == 0 ? null : ApiBody.Object(body));
        var seen = WriteRecordsApi.Version(request);
        var (answer, replayed) = await replay.Once(ApiReplay.Of(request, actor, body), 0, async keep =>
        {
            await show.Read(actor, type, id, cancel);
            return Kept(await verb.Run(actor, [id], asked, new(seen) { Also = keep is null ? null : (change, done) => keep(change, Kept(done)) }, cancel));
        }, cancel);
        if (replayed) context.Response.Headers["Idempotency-Replayed"] = "true";
        return ApiAnswer.Json(Encoding.UTF8.GetBytes(answer.Body), answer.Status);
    }

    private static ApiKept Kept(VerbDone done) => new(StatusCodes.Status200OK, null, Encoding.UTF8.GetString(ApiAnswer.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("change_set_id", done.ChangeSetId);
        json.WriteStartObject("said");
        json.WriteString("ko", done.Said.Ko);
        json.WriteString("en", done.Said.En);
        json.WriteEndObject();
        json.WriteString("next", done.Next);
        json.WriteEndObject();
    })));
}
