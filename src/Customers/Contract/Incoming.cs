namespace Dangol.Customers;

/// <summary>A customer as another system knows it. Everything but the key may be missing.</summary>
/// <param name="Key">That system's own key.</param>
public sealed record IncomingCustomer(string Key)
{
    /// <summary><c>person</c> or <c>organisation</c>.</summary>
    public string Kind { get; init; } = "person";

    /// <summary>The number that people use; the key where there is none.</summary>
    public string? Number { get; init; }

    /// <summary>Full name.</summary>
    public string? Name { get; init; }

    /// <summary>Who is to be in charge; null for nobody yet.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; init; }

    /// <summary>Mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Year of birth.</summary>
    public int? BirthYear { get; init; }

    /// <summary><c>f</c> or <c>m</c>.</summary>
    public string? Sex { get; init; }

    /// <summary>Country.</summary>
    public string? Country { get; init; }

    /// <summary>Province or metropolitan city (시·도).</summary>
    public string? Region { get; init; }

    /// <summary>City or district (시·군·구).</summary>
    public string? City { get; init; }

    /// <summary>Street address.</summary>
    public string? Address { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The day on which it became a customer.</summary>
    public DateOnly? JoinedOn { get; init; }

    /// <summary>The record as it came (JSON), if it should be kept.</summary>
    public string? Payload { get; init; }
}

/// <summary>Where an incoming customer ended up: the customer, and the source record by which facts keep their origin.</summary>
public readonly record struct CustomerRef(Guid CustomerId, Guid SourceId);

/// <summary>A consent or refusal as another system or the customer states it.</summary>
/// <param name="Channel">One of <see cref="Channels.All"/>.</param>
/// <param name="Basis">How it is known: <c>sign_up</c>, <c>unsubscribe_link</c>, <c>call</c>, …</param>
public sealed record IncomingConsent(Guid CustomerId, string Channel, bool Granted, DateTime At, string Basis, string? Evidence = null);

/// <summary>A touch with a customer as another system recorded it.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Inbound">True where the customer began it.</param>
public sealed record IncomingInteraction(string Key, Guid CustomerId, DateTime At, string Channel, bool Inbound, string Subject, string? Note = null, string? Agent = null);

/// <summary>The ways in which a customer can be reached.</summary>
public static class Channels
{
    /// <summary>E-mail: advertising needs prior consent.</summary>
    public const string Email = "email";

    /// <summary>Text message: advertising needs prior consent.</summary>
    public const string Sms = "sms";

    /// <summary>A call by a living person.</summary>
    public const string Call = "call";

    /// <summary>A letter: no electronic medium, so a refusal is honoured and prior consent is not needed.</summary>
    public const string Letter = "letter";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Email, Sms, Call, Letter];
}

/// <summary>The two states of a consent.</summary>
public static class ConsentStatus
{
    /// <summary>Agreed.</summary>
    public const string Granted = "granted";

    /// <summary>Refused or taken back.</summary>
    public const string Withdrawn = "withdrawn";
}
