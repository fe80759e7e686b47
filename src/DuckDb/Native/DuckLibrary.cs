using System.Reflection;
using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>Finds libduckdb: where DANGOL_LIBDUCKDB points, beside the assembly, or in runtimes/RID/native.</summary>
internal static class DuckLibrary
{
    internal const string Name = "duckdb";
    internal const string Variable = "DANGOL_LIBDUCKDB";

    private static readonly Lazy<nint> Handle = new(() => Load(Environment.GetEnvironmentVariable(Variable), Folders()));
    private static int _registered;

    /// <summary>Loads the library, or throws <see cref="DuckDbUnavailableException"/>; every later call is free.</summary>
    internal static void Load()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(DuckLibrary).Assembly, (name, _, _) => name == Name ? Handle.Value : 0);
        _ = Handle.Value;
    }

    internal static nint Load(string? chosen, IEnumerable<string> folders)
    {
        var tried = new List<string>();
        if (!string.IsNullOrEmpty(chosen)) tried.Add(Directory.Exists(chosen) ? Path.Combine(chosen, FileName) : chosen);
        tried.AddRange(folders.Select(folder => Path.Combine(folder, FileName)));
        if (tried.FirstOrDefault(File.Exists) is not { } file)
            throw new DuckDbUnavailableException(
                $"{FileName} for {RuntimeInformation.RuntimeIdentifier} is not there. `npm ci` in the project's root brings it (package @duckdb/node-bindings-…, "
                + $"see package.json) and the next build copies it; or let {Variable} name the file. Looked at: {string.Join(", ", tried)}.");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DuckDbUnavailableException($"{file} cannot be loaded on {RuntimeInformation.RuntimeIdentifier}: {e.Message}", e);
        }
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    private static IEnumerable<string> Folders()
    {
        var roots = new[] { Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location), AppContext.BaseDirectory };
        foreach (var root in roots.Where(root => !string.IsNullOrEmpty(root)).Distinct(StringComparer.Ordinal))
        {
            yield return root!;
            yield return Path.Combine(root!, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        }
    }
}
