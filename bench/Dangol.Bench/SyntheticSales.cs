using System.Globalization;
using System.IO.Compression;

namespace Dangol.Bench;

/// <summary>
/// A file of the same shape and dirt as the Online Retail file, from a seed: 541,909 lines of 25,900 documents, one customer in four missing, cancellations,
/// postage, fees, equal lines, prices of 0, stock lines. A file that is so many times as long has as many more customers.
/// </summary>
internal static class SyntheticSales
{
    public const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    public const int RetailLines = 541_909;

    private const int Products = 4_000, Customers = 4_372;

    public static void Write(string path, int count = RetailLines, int times = 1)
    {
        using var file = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        file.Write(Header);
        var (random, at, invoice, sold) = (new Random(7), new DateTime(2010, 12, 1, 8, 26, 0), 536_365, new List<string>());
        for (var lines = 0; lines < count; invoice++)
        {
            at = at.AddSeconds(random.Next(2_400));
            var cancels = sold.Count > 100 && random.Next(7) == 0;
            var customer = random.Next(4) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{12_346 + random.Next(Customers * times)}.0");
            var (when, country) = (at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), random.Next(10) == 0 ? "France" : "United Kingdom");
            for (var left = 1 + (cancels ? random.Next(3) : random.Next(46)); left > 0 && lines < count; left--, lines++)
            {
                var line = cancels ? sold[random.Next(sold.Count)] : Sale(random, customer, country);
                if (!cancels && sold.Count < 5_000) sold.Add(line);
                var parts = line.Split('|');
                file.Write($"{(cancels ? "C" : "")}{invoice},{parts[0]},{parts[1]},{(cancels ? "-" : "")}{parts[2]},{when},{parts[3]},{parts[4]},{parts[5]}\n");
                if (random.Next(100) != 0 || lines + 1 >= count || cancels) continue;
                file.Write($"{invoice},{parts[0]},{parts[1]},{parts[2]},{when},{parts[3]},{parts[4]},{parts[5]}\n");
                lines++;
            }
        }
    }

    private static string Sale(Random random, string customer, string country)
    {
        var product = (int)(Products * Math.Pow(random.NextDouble(), 2));
        var price = random.Next(200) == 0 ? "0.0" : (0.19 + (product * 37 % 1_500 / 100.0)).ToString("0.##", CultureInfo.InvariantCulture);
        return random.Next(150) switch
        {
            0 => $"POST|POSTAGE|1|18.0|{customer}|{country}",
            1 => $"BANK CHARGES|Bank Charges|1|15.0||{country}",
            _ => $"{20_000 + product}{(char)('A' + product % 6)}|\"HAND MADE ITEM, NUMBER {product}\"|{1 + random.Next(24)}|{price}|{customer}|{country}",
        };
    }
}
