namespace Dangol.Customers;

/// <summary>What a column says of a customer, as far as recognising one again goes.</summary>
public enum MatchField
{
    /// <summary>Not compared: keys, truth, and what says nothing.</summary>
    Ignored,

    /// <summary>A given name.</summary>
    Given,

    /// <summary>A surname.</summary>
    Surname,

    /// <summary>A whole name in one column, in whichever order.</summary>
    FullName,

    /// <summary>The name of a company.</summary>
    Company,

    /// <summary>A date of birth.</summary>
    BirthDate,

    /// <summary>A mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>A line of an address, or all of it.</summary>
    Street,

    /// <summary>A town, suburb, district or place.</summary>
    City,

    /// <summary>A postal code.</summary>
    Postcode,

    /// <summary>A number that belongs to one person or thing: of a card, a member, an insurance.</summary>
    Identifier,

    /// <summary>A Korean business registration number.</summary>
    BusinessNumber,

    /// <summary>One of some few values: sex, state, grade.</summary>
    Category,

    /// <summary>Any other words: an occupation, a note.</summary>
    Words,
}
