using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Dangol.Web;

/// <summary>
/// Collects the meters of the runtime, of the web server and all named <c>Dangol.*</c>, and writes them as Prometheus text (exposition format 0.0.4).
/// Counters are sums since the start, gauges the last value, histograms have fixed buckets; times are seconds.
/// </summary>
internal sealed class Metrics : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // A tag with endless values must not fill the memory: beyond this, new series of an instrument are not kept.
    private const int SeriesOfOneInstrument = 1000;
    private static readonly double[] Bounds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Kept> _instruments = new();

    public void Start()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Wanted(instrument.Meter.Name)) listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, i => new Kept(i)));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, kept) => ((Kept)kept!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, kept) => ((Kept)kept!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, kept) => ((Kept)kept!).Add(value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _instruments.Values.GroupBy(kept => kept.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {group.Key} {first.Description}\n# TYPE {group.Key} {first.Type}\n");
            foreach (var kept in group) kept.Write(text);
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static bool Wanted(string meter) =>
        meter.StartsWith("Dangol", StringComparison.Ordinal) || meter is "System.Runtime" or "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel";

    private sealed class Kept
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly bool _histogram, _sums, _observed;

        public Kept(Instrument instrument)
        {
            var kind = instrument.GetType().Name;
            _histogram = kind.StartsWith("Histogram", StringComparison.Ordinal);
            _observed = instrument.IsObservable;
            _sums = kind.Contains("Counter", StringComparison.Ordinal);
            Type = _histogram ? "histogram" : _sums && !kind.Contains("UpDown", StringComparison.Ordinal) ? "counter" : "gauge";
            var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
            var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
            Name = Type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
            Description = (instrument.Description ?? "").Replace('\n', ' ').Replace("\\", "\\\\", StringComparison.Ordinal);
        }

        public string Name { get; }
        public string Type { get; }
        public string Description { get; }

        public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = Labels(tags);
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= SeriesOfOneInstrument) return;
                series = _series.GetOrAdd(labels, _ => new Series(_histogram ? Bounds.Length : 0));
            }
            lock (series)
            {
                series.Value = _sums && !_observed || _histogram ? series.Value + value : value;
                if (!_histogram) return;
                series.Count++;
                for (var i = 0; i < Bounds.Length; i++) if (value <= Bounds[i]) series.Buckets[i]++;
            }
        }

        public void Write(StringBuilder text)
        {
            foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                lock (series)
                {
                    if (!_histogram) { text.Append(CultureInfo.InvariantCulture, $"{Name}{Braces(labels)} {series.Value:R}\n"); continue; }
                    var before = labels.Length > 0 ? labels + "," : "";
                    for (var i = 0; i < Bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{before}le=\"{Bounds[i]}\"}} {series.Buckets[i]}\n");
                    text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{before}le=\"+Inf\"}} {series.Count}\n{Name}_sum{Braces(labels)} {series.Value:R}\n{Name}_count{Braces(labels)} {series.Count}\n");
                }
            }
        }

        private static string Braces(string labels) => labels.Length > 0 ? $"{{{labels}}}" : "";

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder();
            foreach (var (name, value) in tags)
            {
                if (text.Length > 0) text.Append(',');
                foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
                text.Append("=\"").Append(Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
            }
            return text.ToString();
        }
    }

    private sealed class Series(int buckets)
    {
        public double Value;
        public long Count;
        public readonly long[] Buckets = new long[buckets];
    }
}
