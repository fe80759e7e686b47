namespace Dangol.Platform;

/// <summary>Takes a large change set back in the background.</summary>
internal sealed class UndoWork(UndoChangeSet undo) : IJob
{
    public const string Kind = "undo_change_set";

    internal sealed record Arguments(Guid ChangeSet);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var set = run.Arguments<Arguments>().ChangeSet;
        var report = await undo.Run(run, set);
        run.Result(report, $"/settings/changes/{report.UndoId ?? set}");
    }
}
