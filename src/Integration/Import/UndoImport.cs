using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>Takes back what came in with a file. Stopped on the way, the import stands as done and the rest can be taken back later.</summary>
internal sealed class UndoImport(Imports imports, UndoChangeSet undo) : IJob
{
    public const string Kind = "undo_import";

    internal sealed record Arguments(Guid Import);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var hasRest = false;
        var import = await imports.Find(run.Arguments<Arguments>().Import, run.Stop);
        try
        {
            var report = await undo.Run(run, import.DataChangeSetId);
            hasRest = report.HasRest;
            run.Result(report, $"/imports/{import.Id}");
        }
        // Nothing of the file was new; or this work has been carried out, and only its end was not written down.
        catch (Refused nothing) when (nothing.Rule is "change_set_unknown" or "already_undone") { run.Result(new { }, $"/imports/{import.Id}"); }
        catch (Refused)
        {
            await imports.End(import.Id, "done", run.Stop);
            throw;
        }
        await imports.End(import.Id, run.CancelAsked ? "done" : hasRest ? "left" : "undone", run.Stop);
    }
}
