using System.Text.Json.Nodes;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>Brings sales files in, for commands and other programs of this house.</summary>
public sealed class SalesImport
{
    private readonly Imports _imports;

    internal SalesImport(Imports imports) => _imports = imports;

    /// <summary>Asks for a file to be brought in.</summary>
    /// <returns>The import and the job that carries it out.</returns>
    /// <exception cref="Refused"><c>file_missing</c>, <c>mapping_missing</c>.</exception>
    public Task<(Guid Import, Guid Job)> Start(Actor actor, string file, string? mapping, string? source, string? encoding, string? delimiter, CancellationToken cancel = default) =>
        _imports.Ask(actor, file, Path.GetFileName(file), mapping, source, encoding, delimiter, cancel: cancel);

    /// <summary>What became of it: <c>id</c>, <c>state</c>, <c>report</c> (JSON) and <c>text</c> (to be read).</summary>
    public async Task<JsonObject> Report(Guid import, CancellationToken cancel = default)
    {
        var found = await _imports.Find(import, cancel);
        return new JsonObject
        {
            ["id"] = found.Id.ToString(), ["state"] = found.State, ["report"] = found.Report is null ? null : JsonNode.Parse(found.Report.ToJson()),
            ["text"] = found.Report is { } report ? $"{report.In(Language.Korean)}\n\n{report.In(Language.English)}" : null,
        };
    }
}
