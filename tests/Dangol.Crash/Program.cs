using Dangol.Analytics;
using Dangol.Crash;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Platform;
using Dangol.Sales;
using Dangol.Tests;
using Microsoft.Extensions.DependencyInjection;

// Dangol.Crash SCENARIO FOLDER [CONNECTION]: does something until it is killed, and says on standard output what it was told is done.
var (scenario, place) = (args[0], new CompanyPlace(args[1], args.Length > 2 ? args[2] : null));
var collection = new ServiceCollection();
collection.AddLogging();
collection.AddPlatform();
collection.AddDeclared<NoteType>();
collection.AddDeclared<TickType>();
collection.AddReader<StopBeforeCheckpoint>();
collection.AddJob<Steps>("steps", Text.Same("Steps"));
if (scenario == "schema") collection.AddSchema("slow", typeof(Steps).Assembly);
if (scenario is "import" or "bulk" or "batch") collection.AddCustomers().AddSales().AddAnalytics().AddIntegration();
if (scenario == "send") SendMail.AddModules(collection);
await using var services = collection.BuildServiceProvider();
var companies = services.GetRequiredService<Companies>();
var company = await companies.OpenAt(place);
await using var scope = companies.Scope(company);
switch (scenario)
{
    case "write": await Scenarios.Write(company); break;
    case "read": await scope.ServiceProvider.GetRequiredService<JournalReaders>().CatchUp(); break;
    case "job" or "import" or "bulk": await services.GetRequiredService<JobRunner>().RunNext(company, null, default); break;
    case "batch": await BatchOfLeads.Send(companies, company); break;
    case "send": await SendMail.Run(company, services.GetRequiredService<JobRunner>()); break;
    default: Scenarios.Say(scenario); break;
}
