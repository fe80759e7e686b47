using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What automatic work could not handle, with the two ways on: handle it once more, or drop it.</summary>
internal static class ListParked
{
    public static readonly Text Title = new("처리하지 못한 변경", "Parked entries");

    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder site)
    {
        var pages = site.MapGroup("").Needs(ParkedEntries.Steer);
        pages.MapGet("/settings/parked", async (ParkedEntries parked, JournalReaders readers, CancellationToken cancel) => await Show(parked, readers, null, cancel));
        pages.MapPost("/settings/parked/retry", async (HttpContext context, ParkedEntries parked, JournalReaders readers, Actor actor, [AsParameters] Posted posted, CancellationToken cancel) =>
        {
            try { await parked.Retry(actor, posted.Reader, posted.At, cancel); }
            catch (Refused refused) when (refused.Status != 403) { return await Show(parked, readers, refused, cancel); }
            Toast.Done(context, new("처리했어요.", "Handled."));
            return Page.Next("/settings/parked");
        });
        pages.MapPost("/settings/parked/drop", async (HttpContext context, ParkedEntries parked, Actor actor, [AsParameters] Posted posted, CancellationToken cancel) =>
        {
            await parked.Drop(actor, posted.Reader, posted.At, cancel);
            Toast.Done(context, new("버렸어요.", "Dropped."));
            return Page.Next("/settings/parked");
        });
    }

    private static async Task<IResult> Show(ParkedEntries parked, JournalReaders readers, Refused? refused, CancellationToken cancel) => Page.Of<ParkedPage>(Title, new
    {
        Entries = await parked.List(Most, cancel), Names = readers.All.ToDictionary(r => r.Name, r => r.Label, StringComparer.Ordinal), Refused = refused,
    }, refused?.Status ?? 200);

    internal sealed record Posted
    {
        [FromForm] public string Reader { get; init; } = "";
        [FromForm] public int Epoch { get; init; }
        [FromForm] public long Xid { get; init; }
        [FromForm] public long Seq { get; init; }

        public JournalPosition At => new(Epoch, Xid, Seq);
    }
}
