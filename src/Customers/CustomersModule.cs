using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Customers;

/// <summary>People and organisations, what other systems say of them, and what they agreed to.</summary>
public static class CustomersModule
{
    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddSchema("customers", typeof(CustomersModule).Assembly);
        services.AddDeclared<CustomerType>();
        services.AddDeclared<CustomerSourceType>();
        services.AddDeclared<ConsentType>();
        services.AddDeclared<InteractionType>();
        AddActivities(services);
        CustomersRights.AddRights(services);
        services.AddDeclared<RelationshipType>();
        services.AddSingleton(new RecordTimeline("customer", "interaction", new("상담", "Contact"), "message-circle", """
            select i.at, i.id, i.subject, null, null, i.note from interactions i
            where i.customer_id = @record and (i.at, i.id) < (@at, @after) order by i.at desc, i.id desc limit @limit
            """));
        services.AddRecordPart<CustomerFigures>("customer", RecordPlace.Head);
        services.AddRecordPart<CustomerRelationships>("customer", RecordPlace.Fields);
        services.AddRecordPart<CustomerConsents>("customer", RecordPlace.Fields);
        services.AddScoped<ReadProfile>();
        services.AddScoped<ListRelationships>();
        services.AddLoopStep(new(20, "customers", new("고객", "Customers"), "users", "/customers?view=all", async (scope, _, cancel) =>
        {
            await using var read = await scope.GetRequiredService<Store>().Read(cancel);
            var count = await read.Number("select count(*) from customers", cancel);
            return new(count, new("고객과 활동 내역이 한곳에 있어요", "customers with their timelines in one place"));
        }) { TellsOf = ["customer"] });
        services.AddScoped<CustomerIntake>();
        services.AddScoped<ActivityIntake>();
        services.AddWarehouse(CustomersWarehouse.Customers);
        return services;
    }

    /// <summary>What can be written down about any record, in the order in which the composer offers it.</summary>
    private static void AddActivities(IServiceCollection services)
    {
        services.AddDeclared<MemoType>();
        services.AddDeclared<CallType>();
        services.AddDeclared<TodoType>();
        services.AddDeclared<MeetingType>();
        services.AddSingleton(new ComposerKind("memo", "note", "body", "body"));   // icon
        services.AddSingleton(new ComposerKind("call", "phone", "subject", "subject", "direction", "result", "minutes") { Facts = ["direction", "result", "minutes", "notes"] });   // icon
        services.AddSingleton(new ComposerKind("task", "checkbox", "subject", "subject", "due_on", "priority") { Facts = ["due_on", "priority", "notes"], Tick = "done" });   // icon
        services.AddSingleton(new ComposerKind("meeting", "calendar-event", "subject", "subject", "starts_at", "ends_at", "place") { Facts = ["ends_at", "place", "notes"], At = "starts_at" });   // icon
    }
}
