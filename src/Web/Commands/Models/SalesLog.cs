using Dangol.Analytics;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>
/// Purchases from a file of sales lines: customer, day, and the amount or quantity × price. Lines without a customer, cancellations and returns (a quantity, price or amount below zero) and, where there is a
/// price, what was given for nothing are left out, and the notes say how many.
/// </summary>
internal sealed record SalesLog(PurchaseLog Log, string[] Customers, int[] Rows, IReadOnlyList<Text> Notes)
{
    public static readonly string[] CustomerNames = ["customer_id", "customer", "cust_id", "cust", "client_id", "user_id", "member_id", "고객번호", "고객", "고객ID", "회원번호", "회원ID", "id"],
        DateNames = ["date", "invoice_date", "order_date", "purchase_date", "transaction_date", "orderdate", "day", "timestamp", "datetime", "주문일", "구매일", "거래일", "주문일시", "일자", "날짜", "판매일"],
        AmountNames = ["amount", "dollar_value", "total", "revenue", "sales", "value", "price_total", "spend", "monetary", "금액", "매출", "결제금액", "판매금액", "주문금액"],
        QuantityNames = ["quantity", "qty", "수량"], PriceNames = ["unit_price", "unitprice", "price", "단가", "가격"];

    public static SalesLog Read(DataFile file, string? customer, string? date, string? amount, string? quantity, string? price, bool returns = false)
    {
        var codes = file.Need("--customer", customer, CustomerNames).Codes(out var names);
        var moments = Moments(file.Need("--date", date, DateNames), codes);
        var paid = file.Find(amount, AmountNames)?.Numbers(missing: true);
        var (counts, prices) = paid is null ? (file.Find(quantity, QuantityNames)?.Numbers(missing: true), file.Find(price, PriceNames)?.Numbers(missing: true)) : default;
        var (who, day, amounts, rows) = (new List<int>(), new List<int>(), new List<double>(), new List<int>());
        var (nobody, returned) = (0, 0);
        for (var row = 0; row < codes.Length; row++)
        {
            var line = paid?[row] ?? (prices is null ? 0 : (counts?[row] ?? 1) * prices[row]);
            if (codes[row] < 0) nobody++;
            else if (!returns && (line < 0 || (prices is not null && !(prices[row] > 0 && (counts?[row] ?? 1) > 0)))) returned++;
            else
            {
                who.Add(codes[row]);
                day.Add(moments[row]);
                amounts.Add(double.IsNaN(line) ? 0 : line);
                rows.Add(row);
            }
        }
        if (who.Count == 0) throw new Refused("no_sales", "--customer", new($"{file.Table.File}에 고객과 금액이 있는 판매가 없어요. 열을 확인해 주세요.", $"{file.Table.File} has no sales with a customer and an amount. Check the columns."));
        var notes = new List<Text>();
        if (nobody > 0) notes.Add(new($"고객이 없는 줄 {nobody:N0}개는 뺐어요.", $"{nobody:N0} lines without a customer were left out."));
        if (returned > 0) notes.Add(new($"취소·반품이거나 값이 없는 줄 {returned:N0}개는 뺐어요.", $"{returned:N0} lines that are cancelled, returned or free of charge were left out."));
        return new(new([.. who], [.. day], paid is null && prices is null ? null : [.. amounts]), names, [.. rows], notes);
    }

    /// <summary>Day numbers; a line without a customer may be without a date.</summary>
    private static int[] Moments(DelimitedColumn column, int[] codes) => Array.ConvertAll(column.Moments(row => codes[row] >= 0), moment => DateOnly.FromDateTime(moment).DayNumber);
}
