using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>How a person meets the sample company: in a shop, in its web shop, or by telephone through its call centre.</summary>
public enum SampleChannel { Store, Online, Phone }

/// <summary>How an order was paid. <see cref="EasyPay"/> is 간편결제, a wallet on the telephone.</summary>
public enum SamplePayment { Card, EasyPay, Transfer, Cash }

/// <summary>What a person is, as far as the company was told.</summary>
public enum SampleSex { Female, Male }

/// <summary>A place that sells: a shop, the web shop or the call centre.</summary>
/// <param name="Code">Stable code, <c>S01</c>, <c>WEB</c> or <c>TEL</c>.</param>
/// <param name="Name">Name in both languages.</param>
/// <param name="Channel">Which channel its sales belong to.</param>
/// <param name="Address">Where it stands; null for the web shop.</param>
public sealed record SampleStore(string Code, Text Name, SampleChannel Channel, SampleAddress? Address);

/// <summary>A Korean road address (도로명주소).</summary>
/// <param name="PostalCode">Five digits; the first two are right for the province.</param>
/// <param name="Province">시도.</param>
/// <param name="District">시군구; empty in Sejong, which has none.</param>
/// <param name="Road">Road name and building number.</param>
/// <param name="Detail">Flat, floor, or null.</param>
public sealed record SampleAddress(string PostalCode, string Province, string District, string Road, string? Detail);

/// <summary>A group of products.</summary>
/// <param name="Code">Stable code, <c>C01</c> and on.</param>
/// <param name="Name">Name in both languages.</param>
public sealed record SampleCategory(string Code, Text Name);

/// <summary>A product.</summary>
/// <param name="Code">Stable code, <c>P0101</c> and on: two digits of its category, two of its own.</param>
/// <param name="Category">Code of its category.</param>
/// <param name="Name">Name in both languages.</param>
/// <param name="Price">List price in whole won, tax included.</param>
public sealed record SampleProduct(string Code, string Category, Text Name, long Price);

/// <summary>
/// A customer as the company's systems know one. Somebody known twice has two of these, with different codes and the same
/// <see cref="Person"/>, which is truth for measuring and no field of a real system.
/// </summary>
/// <param name="Code">Customer number, <c>C0000001</c> and on.</param>
/// <param name="Person">Number of the real person, from 0.</param>
/// <param name="Name">Full name as it was written down, NFC.</param>
/// <param name="Sex">Null where the company was not told.</param>
/// <param name="BirthYear">Null where the company was not told.</param>
/// <param name="Phone">E.164. Always in 010-0 or 010-1, which no operator gives out, so nobody real is ever rung. Null where unknown.</param>
/// <param name="PhoneAsTyped">The number as it was typed, null where <paramref name="Phone"/> is.</param>
/// <param name="Email">At a domain reserved for examples (RFC 2606), so nobody real is ever mailed. Null where unknown.</param>
/// <param name="Address">Where the person lives.</param>
/// <param name="Country">ISO 3166 code of the person's nationality: <c>KR</c> for most.</param>
/// <param name="Joined">Day on which this record was made, in the company's zone.</param>
/// <param name="Through">Channel through which it was made.</param>
/// <param name="Store">Code of the place where it was made.</param>
/// <param name="EmailConsent">Day of the consent to advertising by e-mail; null without consent.</param>
/// <param name="SmsConsent">Day of the consent to advertising by text message; null without consent.</param>
public sealed record SampleCustomer(
    string Code, int Person, string Name, SampleSex? Sex, int? BirthYear, string? Phone, string? PhoneAsTyped, string? Email, SampleAddress Address,
    string Country, DateOnly Joined, SampleChannel Through, string Store, DateOnly? EmailConsent, DateOnly? SmsConsent);

/// <summary>A line of an order.</summary>
/// <param name="LineNo">From 1, within its order.</param>
/// <param name="Product">Place of the product in <see cref="SampleCompany.Products"/>.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
/// <param name="UnitPrice">Price paid for a piece in whole won: the list price, or less on the last line.</param>
public readonly record struct SampleLine(int LineNo, int Product, int Quantity, long UnitPrice)
{
    /// <summary>What the line came to, in whole won.</summary>
    public long Amount => Quantity * UnitPrice;
}

/// <summary>A paid order.</summary>
/// <param name="Number">Order number: channel, day, customer, and the how-manieth.</param>
/// <param name="Customer">Code of the customer it was booked on.</param>
/// <param name="Person">Number of the real person (truth, see <see cref="SampleCustomer"/>).</param>
/// <param name="At">When, UTC, to the second.</param>
/// <param name="BusinessDate">The day in the company's zone, Asia/Seoul.</param>
/// <param name="Channel">Through which channel.</param>
/// <param name="Store">Code of the place that sold.</param>
/// <param name="Payment">How it was paid.</param>
/// <param name="ByCampaign">Truth: would not have happened without the past campaign.</param>
/// <param name="Lines">At least one.</param>
public sealed record SampleOrder(
    string Number, string Customer, int Person, DateTime At, DateOnly BusinessDate, SampleChannel Channel, string Store, SamplePayment Payment,
    bool ByCampaign, SampleLine[] Lines)
{
    /// <summary>What was paid, in whole won: the sum of the lines.</summary>
    public long Total
    {
        get
        {
            var sum = 0L;
            foreach (var line in Lines) sum += line.Amount;
            return sum;
        }
    }
}

/// <summary>What a call was about.</summary>
public enum SampleTopic { Order, Delivery, Product, Refund, Complaint }

/// <summary>A call that came in at the call centre.</summary>
/// <param name="Number">The order it belongs to with a suffix: unique.</param>
/// <param name="Customer">Code of the customer who rang.</param>
/// <param name="Person">Number of the real person (truth).</param>
/// <param name="At">When it was answered, UTC, to the second.</param>
/// <param name="BusinessDate">The day in the company's zone.</param>
/// <param name="Topic">What it was about.</param>
/// <param name="Order">Number of the order it was about.</param>
/// <param name="Seconds">Talking time.</param>
/// <param name="Agent">Name of the agent who took it.</param>
/// <param name="Resolved">Whether it was settled in this call.</param>
/// <param name="Note">What the agent wrote down, in Korean.</param>
public sealed record SampleCall(
    string Number, string Customer, int Person, DateTime At, DateOnly BusinessDate, SampleTopic Topic, string Order, int Seconds, string Agent,
    bool Resolved, string Note);

/// <summary>What the past campaign did with a customer of its segment.</summary>
public enum SampleArm { Treated, Control, Suppressed }

/// <summary>A row of the past campaign's contact history.</summary>
/// <param name="Customer">Code of the customer.</param>
/// <param name="Person">Number of the real person (truth).</param>
/// <param name="Arm">Treated, held out, or suppressed.</param>
/// <param name="Why">Why suppressed: <c>no_address</c> or <c>no_consent</c>; else null.</param>
public readonly record struct SampleContact(string Customer, int Person, SampleArm Arm, string? Why);

/// <summary>Two records of one person (truth).</summary>
/// <param name="Original">Code of the first record.</param>
/// <param name="Duplicate">Code of the second.</param>
/// <param name="Person">Number of the person.</param>
/// <param name="Damage">What differs beyond how things are written down.</param>
public readonly record struct SamplePair(string Original, string Duplicate, int Person, SampleDamage Damage);

/// <summary>How a second record of a person departs from the first. Phone or e-mail, or name with birth year, always remains recognizable.</summary>
[Flags]
public enum SampleDamage
{
    /// <summary>Nothing but the way of writing.</summary>
    None = 0,
    /// <summary>A syllable of the name is misheard or mistyped.</summary>
    NameTypo = 1,
    /// <summary>The name carries blanks or a title (님, 고객님).</summary>
    NameSpacing = 2,
    /// <summary>The same telephone number is written in another way.</summary>
    PhoneFormat = 4,
    /// <summary>Another telephone number, or none.</summary>
    PhoneChanged = 8,
    /// <summary>The same mailbox is written in another way (capitals, +tag).</summary>
    EmailVariant = 16,
    /// <summary>Another mailbox, or none.</summary>
    EmailChanged = 32,
    /// <summary>Another address.</summary>
    Moved = 64,
}
