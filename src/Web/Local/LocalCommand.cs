using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>How far a command is, said while it runs.</summary>
internal sealed record LocalProgress(long Done, long Total, string Ko, string En);

/// <summary>What a command may use: the services of the company, what it was asked, and a way to say how far it is.</summary>
internal sealed record LocalCall(IServiceProvider Services, Company Company, JsonElement Asked, Func<LocalProgress, Task> Tell)
{
    public T Arguments<T>() => Asked.Deserialize<T>(Commands.Print)!;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();
}

/// <summary>
/// A command on a data folder. It runs in the program that serves the folder, through its socket, or here where nobody serves it: the same code either way.
/// </summary>
internal sealed record LocalCommand(string Name, Func<LocalCall, CancellationToken, Task<object?>> Run)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LocalCommand> All { get; } = [ImportCommand.Local, LoopCommand.Local, .. AdminCommand.Locals, .. DbCommand.Locals];
}
