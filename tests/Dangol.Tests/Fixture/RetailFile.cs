using System.Globalization;
using System.IO.Compression;

namespace Dangol.Tests;

/// <summary>The real retailer's file, where it can be had; a test that needs it is skipped elsewhere, and says so.</summary>
internal static class RetailFile
{
    public static string Path() => Find("online_retail/online_retail.csv.gz");

    /// <summary>Revenue by month (201012, …) in pence, read from the file by the simplest code there is: every line rounded half to even.</summary>
    public static List<(int Month, long Minor)> RevenueByMonth(string path)
    {
        using var reader = new CsvHelper.CsvReader(new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress)), CultureInfo.InvariantCulture);
        reader.Read();
        var months = new SortedDictionary<int, long>();
        while (reader.Read())
        {
            var day = DateTime.Parse(reader[4]!, CultureInfo.InvariantCulture);
            var minor = (long)Math.Round(decimal.Parse(reader[3]!, CultureInfo.InvariantCulture) * decimal.Parse(reader[5]!, CultureInfo.InvariantCulture) * 100, MidpointRounding.ToEven);
            var month = day.Year * 100 + day.Month;
            months[month] = months.GetValueOrDefault(month) + minor;
        }
        return [.. months.Select(m => (m.Key, m.Value))];
    }

    /// <summary>RFM of the file by the reference implementation: R, F and the three scores with ties sharing their mean rank.</summary>
    public static IEnumerable<(string Number, (int R, long F, int RScore, int FScore, int MScore) Line, decimal Monetary)> GoldenRfm() =>
        File.ReadLines(Find("golden/rfm_online_retail.csv")).Skip(1).Select(line => line.Split(',')).Select(c =>
            (c[0].Split('.')[0], (int.Parse(c[1], CultureInfo.InvariantCulture), long.Parse(c[2], CultureInfo.InvariantCulture), int.Parse(c[7], CultureInfo.InvariantCulture), int.Parse(c[8], CultureInfo.InvariantCulture), int.Parse(c[9], CultureInfo.InvariantCulture)),
                decimal.Parse(c[3], CultureInfo.InvariantCulture)));

    /// <summary>A file of the shared data, found by DANGOL_DATA or by walking up to a folder shared/data.</summary>
    public static string Find(string name)
    {
        var folders = new List<string?> { Environment.GetEnvironmentVariable("DANGOL_DATA") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) folders.Add(System.IO.Path.Combine(folder.FullName, "shared", "data"));
        var found = folders.OfType<string>().Select(f => System.IO.Path.Combine(f, name)).FirstOrDefault(File.Exists);
        if (found is null) Assert.Skip($"{name} is not here: set DANGOL_DATA to the folder that has it");
        return found!;
    }
}
