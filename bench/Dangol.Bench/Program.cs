using System.CommandLine;
using Dangol.Bench;
using Dangol.Platform;

var what = new Argument<string>("name") { Description = "loop (all but memory, records and access), import, memory (of imports of 1, 4 and 16 times the file), warehouse, rfm, list, profile, records, batch (of records, into an empty store), access (roles and reaches in a company of 5,000 people), or models (the statistical core, docs/models.md).", DefaultValueFactory = _ => "loop" };
var engine = new Option<Engine>("--engine") { Description = "sqlite or postgres (a cluster of its own, thrown away at the end).", DefaultValueFactory = _ => Engine.Sqlite };
var customers = new Option<int>("--customers") { Description = "Size of the filled store, with ten order lines a customer.", DefaultValueFactory = _ => 1_000_000 };
var data = new Option<DirectoryInfo>("--data") { Description = "Folder in which the filled SQLite store is kept between runs.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("data", "bench")) };
var fresh = new Option<bool>("--fresh") { Description = "Fill the store anew." };
var only = new Option<string[]>("--only") { Description = "Of records: list, list_grouped, list_json, board, record, search, create, batch, bulk.", AllowMultipleArgumentsPerToken = true };
var json = new Option<bool>("--json") { Description = "Only the figures, none of the notes on standard error." };
what.AcceptOnlyFromAmong("loop", "import", "memory", "warehouse", "rfm", "list", "profile", "records", "batch", "access", "models");

var bench = new Command("bench", "단골 Dangol: measure the product. Each figure is a line of JSON.") { what, engine, customers, data, fresh, only, json };
bench.SetAction((parsed, cancel) => Benchmarks.Run(parsed.GetValue(what)!,
    new(parsed.GetValue(engine), Math.Max(parsed.GetValue(customers), 100), parsed.GetValue(data)!.FullName, parsed.GetValue(fresh), parsed.GetValue(only) ?? [], parsed.GetValue(json)), cancel));
var words = bench.Parse(args);
foreach (var error in words.Errors) await Console.Error.WriteLineAsync(error.Message);
return words.Errors.Count > 0 ? 2 : await words.InvokeAsync();
