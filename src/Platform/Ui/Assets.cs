using System.Text.Json;

namespace Dangol.Platform;

/// <summary>The names, with their hash, of the bundled scripts, style sheets and icons.</summary>
public sealed class Assets
{
    private readonly Dictionary<string, string> _names;

    /// <summary>Reads the list that the bundling wrote beside the program; without it every name stands for itself.</summary>
    public Assets(string webRoot)
    {
        var file = System.IO.Path.Combine(webRoot, "dist", "assets.json");
        _names = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file)) ?? [] : [];
    }

    /// <summary>The address of a bundled file: <c>site.css</c> → <c>/dist/site-8F3A1C.css</c>.</summary>
    public string this[string name] => "/" + (_names.TryGetValue(name, out var hashed) ? hashed : "dist/" + name);
}
