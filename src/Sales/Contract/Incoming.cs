using Dangol.Customers;

namespace Dangol.Sales;

/// <summary>A product as another system knows it.</summary>
/// <param name="Code">Its code there; the same code is the same product.</param>
/// <param name="Name">Its name, or null where the source has none.</param>
/// <param name="Kind">One of <see cref="LineKinds"/>.</param>
public sealed record IncomingProduct(string Code, string? Name, string Kind = LineKinds.Product)
{
    /// <summary>Category.</summary>
    public string? Category { get; init; }

    /// <summary>List price in 10⁻⁶ of the currency's unit.</summary>
    public long? UnitPriceMicros { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }
}

/// <summary>An order, or more lines of one that is known already.</summary>
public sealed record IncomingOrder
{
    /// <summary>The document's number in its source.</summary>
    public required string Number { get; init; }

    /// <summary>What its lines are that say nothing else, one of <see cref="OrderKinds"/>.</summary>
    public string Kind { get; init; } = OrderKinds.Sale;

    /// <summary>Whose it is; null belongs to nobody.</summary>
    public CustomerRef? Customer { get; init; }

    /// <summary><c>store</c>, <c>online</c>, <c>phone</c>, …</summary>
    public string Channel { get; init; } = "unknown";

    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }

    /// <summary>The day on which it counts.</summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Its lines.</summary>
    public required IReadOnlyList<IncomingLine> Lines { get; init; }
}

/// <summary>One line.</summary>
/// <param name="Key">Its content and the how-manieth equal line of its document, as 128 bits: the same line comes in once.</param>
/// <param name="ProductId">From <see cref="ProductIntake"/>.</param>
/// <param name="Kind">One of <see cref="LineKinds"/>.</param>
/// <param name="Quantity">Pieces; negative for a return.</param>
/// <param name="UnitPriceMicros">In 10⁻⁶ of the currency's unit.</param>
/// <param name="Amount">Minor units, rounded once.</param>
/// <param name="OrderKind">One of <see cref="OrderKinds"/> where the line differs from its order; else null.</param>
public readonly record struct IncomingLine(Guid Key, Guid ProductId, string Kind, long Quantity, long UnitPriceMicros, long Amount, string? OrderKind = null);

/// <summary>Where a line is: its order, and its number there.</summary>
public readonly record struct LineRef(Guid CustomerId, Guid OrderId, int LineNo);

/// <summary>Pieces of a sale that a cancelled line takes back; both lines are named by their document and key.</summary>
public readonly record struct IncomingReversal(string CancelledOrder, Guid Cancelled, string SaleOrder, Guid Sale, long Quantity);

/// <summary>What an order is.</summary>
public static class OrderKinds
{
    /// <summary>A sale.</summary>
    public const string Sale = "sale";

    /// <summary>A document that takes sales back.</summary>
    public const string Cancellation = "cancellation";

    /// <summary>Stock or bookkeeping, no sale: breakage, bad debt.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>What an order is that has lines of both kinds: a cancellation if it takes anything back, else a sale if it sells anything.</summary>
    public static string Of(string a, string b) => a == Cancellation || b == Cancellation ? Cancellation : a == Sale || b == Sale ? Sale : Adjustment;
}

/// <summary>What a line is about: a product, or something that only looks like one.</summary>
public static class LineKinds
{
    /// <summary>A product.</summary>
    public const string Product = "product";

    /// <summary>Postage and carriage.</summary>
    public const string Postage = "postage";

    /// <summary>Fees and commissions.</summary>
    public const string Fee = "fee";

    /// <summary>Typed in by hand, discounts, corrections.</summary>
    public const string Manual = "manual";

    /// <summary>Written-off debt.</summary>
    public const string BadDebt = "bad_debt";
}
