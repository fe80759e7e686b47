namespace Dangol.Analytics;

/// <summary>A log in order of customer and day, with all lines of one day as one purchase.</summary>
internal sealed class PurchaseDays
{
    private readonly int[] _from;

    private PurchaseDays(int[] customer, int[] day, double[] amount)
    {
        (Customer, Day, Amount) = (customer, day, amount);
        _from = new int[(customer.Length == 0 ? 0 : customer[^1] + 1) + 1];
        foreach (var c in customer) _from[c + 1]++;
        for (var c = 1; c < _from.Length; c++) _from[c] += _from[c - 1];
    }

    public int[] Customer { get; }
    public int[] Day { get; }
    public double[] Amount { get; }

    /// <summary>Highest number of a customer, and one.</summary>
    public int Customers => _from.Length - 1;

    /// <summary>The purchases of a customer: a range of the arrays.</summary>
    public (int From, int To) Of(int customer) => (_from[customer], _from[customer + 1]);

    public static PurchaseDays Of(PurchaseLog log)
    {
        var keys = new long[log.Customer.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((long)log.Customer[i] << 32) | (uint)log.Day[i];
        var amounts = log.Amount is null ? new double[keys.Length] : (double[])log.Amount.Clone();
        Array.Sort(keys, amounts);
        var (customer, day, amount) = (new List<int>(), new List<int>(), new List<double>());
        for (var i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1]) amount[^1] += amounts[i];
            else
            {
                customer.Add((int)(keys[i] >> 32));
                day.Add((int)keys[i]);
                amount.Add(amounts[i]);
            }
        }
        return new([.. customer], [.. day], [.. amount]);
    }

    public PurchaseHistory Until(int until, double daysPerUnit)
    {
        var (known, x, tx, t, m) = (new List<int>(), new List<int>(), new List<double>(), new List<double>(), new List<double>());
        for (var c = 0; c < Customers; c++)
        {
            var (from, to) = Of(c);
            if (from == to || Day[from] > until) continue;
            var (last, sum) = (from, 0.0);
            while (last + 1 < to && Day[last + 1] <= until) sum += Amount[++last];
            known.Add(c);
            x.Add(last - from);
            tx.Add((Day[last] - Day[from]) / daysPerUnit);
            t.Add((until - Day[from]) / daysPerUnit);
            m.Add(last > from ? sum / (last - from) : 0);
        }
        return new([.. x], [.. tx], [.. t], [.. m], [.. known]);
    }

    /// <summary>How often and for how much customers bought after one day, up to another.</summary>
    public (double[] Purchases, double[] Amounts) Between(int[] customers, int after, int until)
    {
        var (purchases, amounts) = (new double[customers.Length], new double[customers.Length]);
        for (var k = 0; k < customers.Length; k++)
        {
            var (from, to) = Of(customers[k]);
            for (var i = from; i < to; i++)
            {
                if (Day[i] <= after || Day[i] > until) continue;
                purchases[k]++;
                amounts[k] += Amount[i];
            }
        }
        return (purchases, amounts);
    }
}
