namespace Dangol.Web;

/// <summary>Logs go to standard error, so that standard output holds results only: readable lines at a terminal, JSON where another program reads them.</summary>
internal static class Logs
{
    public static void Add(ILoggingBuilder logging, bool json)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        // It says at every start that keys lie unencrypted in the data folder; they do, beside the data that they protect.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // It warns that a page with a token must not be cached wherever a page says so itself.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        if (json) logging.AddJsonConsole(console => { console.UseUtcTimestamp = true; console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"; console.IncludeScopes = true; });
        else logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss "; });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
