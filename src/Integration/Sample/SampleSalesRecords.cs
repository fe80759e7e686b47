namespace Dangol.Integration;

/// <summary>Somebody who may become a customer. <paramref name="Reason"/> says why not, where the status is unqualified.</summary>
internal sealed record SampleLead(
    string Key, string Name, string Organisation, string JobTitle, string Email, string Phone, string Source, string Status, string? Reason, string? Rating,
    string Interest, string? NextStep, DateOnly? NextStepOn);

/// <summary>A sale that may come about, in whole won, with when it came into its stages from the first on (UTC).</summary>
internal sealed record SampleOpportunity(
    string Key, string Name, string Buyer, string Customer, long Amount, DateOnly CloseOn, string Source, string? NextStep, DateOnly? NextStepOn,
    DateTime[] Entered, SampleEnd? End, string Notes);

/// <summary>How a sale ended.</summary>
internal sealed record SampleEnd(DateTime At, bool Won, string? Reason, string? Note);

/// <summary>What a task or a meeting is about: a lead or an opportunity by its key, a customer by its code; and the code of the customer whom it concerns.</summary>
internal readonly record struct SampleAbout(string Type, string Key, string? Customer);

/// <summary>Something to be done.</summary>
internal sealed record SampleTask(string Key, string Subject, DateOnly Due, string Priority, bool Done, SampleAbout About);

/// <summary>A meeting, held or planned (UTC).</summary>
internal sealed record SampleMeeting(string Key, string Subject, DateTime From, DateTime Until, string Place, string? Notes, SampleAbout About);
