namespace Dangol.Marketing;

/// <summary>
/// Holds a launch for the rest of the transaction. An undo locks the change set as well, so the two go one after the other: what goes out makes the launch final, and of one
/// whose undo has begun nothing goes out any more.
/// </summary>
internal static class HoldLaunch
{
    private static readonly Text GoneOut = new("이미 고객에게 나간 캠페인이에요.", "It has gone out to customers.");

    /// <returns>The change set of the launch.</returns>
    /// <exception cref="Refused"><c>launch_undone</c></exception>
    public static async Task<Guid> Run(Change change, Guid launch, CancellationToken cancel)
    {
        var held = change.Session.Engine == Engine.Postgres ? "for update of s" : "";
        var set = await change.Session.First($"select s.id from campaign_launches l join change_sets s on s.id = l.change_set_id where l.id = @launch {held}", row => (Guid?)row.Guid(0), cancel, ("launch", launch));
        // Asked only now: whoever waited above sees what the other has written.
        if (set is null || await change.Session.Number("select count(*) from change_sets where undoes = @set", cancel, ("set", set)) > 0)
            throw new Refused("launch_undone", null, new("되돌린 캠페인 실행이에요. 남은 것까지 되돌린 뒤 다시 실행해 주세요.", "This launch is being taken back. Take back what is left of it, then launch again."), 409);
        return set.Value;
    }

    /// <summary>Something is handed over: from now on the launch can't be taken back.</summary>
    /// <exception cref="Refused"><c>launch_undone</c></exception>
    public static async Task ForGood(Change change, Guid launch, CancellationToken cancel)
    {
        var set = await Run(change, launch, cancel);
        await change.Execute("update change_sets set final_ko = @ko, final_en = @en where final_ko is null and id = @set", cancel, ("ko", GoneOut.Ko), ("en", GoneOut.En), ("set", set));
    }
}
