using System.Text;

namespace Dangol.Platform;

/// <summary>How names in code become names in the database, the API and the journal: <c>CloseDate</c> is <c>close_date</c> everywhere.</summary>
public static class Names
{
    /// <summary>PascalCase to snake_case; a run of capitals is one word (<c>RfmScore</c>, <c>SKUCode</c> → <c>sku_code</c>).</summary>
    public static string Snake(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord && name[i - 1] != '_') result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }
}
