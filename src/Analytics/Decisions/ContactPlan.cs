namespace Dangol.Analytics;

/// <summary>A contact that could be made.</summary>
/// <param name="Customer">Whom.</param>
/// <param name="Offer">What with.</param>
/// <param name="Channel">Through what.</param>
/// <param name="Day">When, as a day number of the customer's zone.</param>
/// <param name="Value">What it is worth, net of its cost.</param>
/// <param name="Cost">What it takes from the budget.</param>
internal sealed record ContactProposal(int Customer, int Offer, int Channel, int Day, double Value, double Cost = 0);

/// <summary>A contact that was made already; caps count it.</summary>
internal sealed record PastContact(int Customer, int Channel, int Day);

/// <summary>What a plan must keep to. Everything is optional.</summary>
internal sealed record PlanLimits
{
    /// <summary>Caps for each customer.</summary>
    public IReadOnlyList<ContactCap> Caps { get; init; } = [];

    /// <summary>Pairs of offers that no customer gets both of.</summary>
    public IReadOnlyList<(int A, int B)> Conflicts { get; init; } = [];

    /// <summary>What all contacts together may cost.</summary>
    public double? Budget { get; init; }

    /// <summary>Contacts at most through a channel, on one day or, where the day is null, on all.</summary>
    public IReadOnlyList<(int Channel, int? Day, int Most)> Capacities { get; init; } = [];

    /// <summary>Contacts at most with an offer.</summary>
    public IReadOnlyList<(int Offer, int Most)> OfferMost { get; init; } = [];

    /// <summary>Contacts at least with an offer: that many or none at all. They cost value, and may not be reached; the plan says so.</summary>
    public IReadOnlyList<(int Offer, int Least)> OfferLeast { get; init; } = [];

    public IReadOnlyList<PastContact> Past { get; init; } = [];
}

/// <summary>A limit shared by all customers, how far it is used, and what one more unit of it would be worth.</summary>
internal sealed record LimitPrice(string Limit, double Allowed, double Used, double Price);

/// <summary>The plan that was found.</summary>
/// <param name="Chosen">Places of the chosen proposals, ascending.</param>
/// <param name="Value">What it is worth.</param>
/// <param name="Bound">No plan that keeps to the limits is worth more.</param>
/// <param name="Prices">The shared limits.</param>
/// <param name="Unmet">Offers whose least number could not be reached, with the number that could be: none of their contacts is in the plan.</param>
internal sealed record ContactPlan(int[] Chosen, double Value, double Bound, IReadOnlyList<LimitPrice> Prices, IReadOnlyList<(int Offer, int Least, int Reached)> Unmet)
{
    /// <summary>How far the plan may be from the best one, as a share of the bound.</summary>
    public double Gap => Bound <= 0 ? 0 : Math.Max(0, (Bound - Value) / Bound);
}
