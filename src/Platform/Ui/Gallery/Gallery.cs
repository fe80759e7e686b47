using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>The shared parts on one page at <c>/ui</c>, for those who build pages. Mapped in the Development environment only.</summary>
public static class Gallery
{
    /// <summary>Maps the gallery and what its buttons need.</summary>
    public static void MapGallery(this IEndpointRouteBuilder site)
    {
        var routes = site.MapGroup("").Public("shows no data; mapped in development only");
        routes.MapGet("/ui", () => Page.Of<GalleryPage>(new("화면 부품", "Shared parts")));
        routes.MapGet("/ui/bare", () => Page.Bare<GalleryForm>(new("로그인", "Sign in")));
        routes.MapPost("/ui/form", () => Page.Of<GalleryPage>(new("화면 부품", "Shared parts"), new { Refused = Wrong }, StatusCodes.Status422UnprocessableEntity));
        routes.MapPost("/ui/toast", (HttpContext context) => { Toast.Done(context, new("12명에게 보냈어요.", "Sent to 12 people."), "/ui"); return Page.Next("/ui"); });
        routes.MapPost("/ui/piece", (HttpContext context) => { Toast.Done(context, new("저장했어요.", "Saved.")); return Page.Piece<GalleryPiece>(); });
        routes.MapPost("/ui/refused", IResult () => throw new Refused("campaign_launched", null, new("이미 시작한 캠페인은 고칠 수 없어요. 복사해서 새로 만드세요.", "A launched campaign can’t be changed; copy it instead."), 409));
        routes.MapGet("/ui/fault/{status:int}", IResult (int status) => status switch
        {
            404 => Results.NotFound(),
            500 => throw new InvalidOperationException("A fault to look at"),
            503 => throw new TimeoutException("A fault to look at"),
            _ => throw new Refused("not_allowed", null, new("내 팀의 고객만 볼 수 있어요. 다른 팀의 고객은 팀장에게 요청하세요.", "You see the customers of your team only; ask your lead for others."), status),
        });
        routes.MapPost("/ui/progress", async (Live live, TimeProvider clock, CancellationToken cancel) =>
        {
            for (var done = 0; done <= 5; done++)
            {
                live.Publish("gallery", new(done == 5 ? "done" : "running", done * 100_000, 500_000, 51_234, TimeSpan.FromSeconds(2 * (5 - done)), new("가져오는 중", "Importing")));
                await Task.Delay(TimeSpan.FromMilliseconds(300), clock, cancel);
            }
            return Results.NoContent();
        });
    }

    private static readonly Refused Wrong = new("email_wrong", "email", new("메일 주소에 @가 없어요. 예: minsu@example.com", "The address has no @. Example: minsu@example.com"));
}
