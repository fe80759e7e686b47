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
    /// <summary>Amounts above it are slips of the pen, and would be lost in sums of whole millionths.</summary>
    private const double MostAmount = 1e15;

    public static readonly string[] CustomerNames = ["customer_id", "customer", "cust_id", "cust", "client_id", "user_id", "member_id", "buyer", "buyer_id", "member", "account", "account_id", "고객번호", "고객", "고객ID", "고객코드", "고객명", "회원번호", "회원ID", "회원", "구매자", "구매자ID", "주문자", "id"],
        DateNames = ["date", "invoice_date", "order_date", "purchase_date", "transaction_date", "orderdate", "day", "timestamp", "datetime", "order_datetime", "purchased_at", "ordered_at", "created_at", "bought_on", "sale_date", "sales_date", "주문일", "주문일자", "주문날짜", "구매일자", "구매일시", "결제일", "결제일자", "결제일시", "거래일자", "거래일시", "매출일", "매출일자", "판매일자", "일시", "구매일", "거래일", "주문일시", "일자", "날짜", "판매일"],
        AmountNames = ["amount", "dollar_value", "total", "revenue", "sales", "value", "price_total", "spend", "monetary", "total_amount", "order_total", "line_total", "total_price", "금액", "총금액", "합계", "매출", "매출액", "결제금액", "결제액", "판매금액", "판매액", "주문금액", "구매금액", "거래금액"],
        QuantityNames = ["quantity", "qty", "units", "수량", "개수", "판매수량", "주문수량"], PriceNames = ["unit_price", "unitprice", "price", "단가", "가격", "판매가", "판매단가"],
        InvoiceNames = ["invoice_no", "invoice", "invoice_id", "order_id", "order_no", "order_number", "order", "receipt", "receipt_no", "transaction_id", "주문번호", "영수증번호", "영수증", "송장번호", "거래번호", "전표번호"];

    public static SalesLog Read(DataFile file, string? customer, string? date, string? amount, string? quantity, string? price, bool returns = false)
    {
        var codes = file.Need("--customer", customer, CustomerNames).Codes(out var names, missing: true);
        var moments = Moments(file.FindDate(date, DateNames) ?? throw file.Unknown("--date"), codes);
        var amountColumn = file.Find(amount, AmountNames);
        var paid = amountColumn?.Numbers(missing: true);
        var (counts, prices) = paid is null ? (file.Find(quantity, QuantityNames)?.Numbers(missing: true), file.Find(price, PriceNames)?.Numbers(missing: true)) : default;
        var (who, day, amounts, rows) = (new List<int>(), new List<int>(), new List<double>(), new List<int>());
        var (nobody, returned, unpriced) = (0, 0, 0);
        for (var row = 0; row < codes.Length; row++)
        {
            if (paid is not null && Math.Abs(paid[row]) > MostAmount) throw amountColumn!.Wrong("amount_too_large", row, new($"{MostAmount:0.#e+0} 이하의 금액", $"an amount up to {MostAmount:0.#e+0}"));
            var line = paid?[row] ?? (prices is null ? 0 : (counts?[row] ?? 1) * prices[row]);
            if (codes[row] < 0) nobody++;
            else if (!returns && (line < 0 || (prices is not null && !(prices[row] > 0 && (counts?[row] ?? 1) > 0)))) returned++;
            else
            {
                who.Add(codes[row]);
                day.Add(moments[row]);
                if (double.IsNaN(line)) unpriced++;
                amounts.Add(double.IsNaN(line) ? 0 : line);
                rows.Add(row);
            }
        }
        if (who.Count == 0) throw new Refused("no_sales", "--customer", new(
            $"{file.Table.File}에 고객과 금액이 있는 판매가 없어요(고객이 없는 줄 {nobody:N0}개, 취소·반품이거나 값이 없는 줄 {returned:N0}개). 열을 확인해 주세요.",
            $"{file.Table.File} has no sales with a customer and an amount: {nobody:N0} lines without a customer, {returned:N0} cancelled, returned or free of charge. Check the columns."));
        var notes = new List<Text>();
        if (paid is null && prices is null) notes.Add(new("금액 열을 찾지 못해서 금액 없이 계산했어요. 있으면 --amount로 알려 주세요.", "No column of amounts was found: name it with --amount if there is one."));
        if (unpriced > 0) notes.Add(new($"금액이 비어 있는 줄 {unpriced:N0}개는 0으로 봤어요.", $"{unpriced:N0} lines without an amount count as 0."));
        if (nobody > 0) notes.Add(new($"고객이 없는 줄 {nobody:N0}개는 뺐어요.", $"{nobody:N0} lines without a customer were left out."));
        if (returned > 0) notes.Add(new($"취소·반품이거나 값이 없는 줄 {returned:N0}개는 뺐어요.", $"{returned:N0} lines that are cancelled, returned or free of charge were left out."));
        return new(new([.. who], [.. day], paid is null && prices is null ? null : [.. amounts]), names, [.. rows], notes);
    }

    /// <summary>Day numbers; a line without a customer may be without a date.</summary>
    private static int[] Moments(DelimitedColumn column, int[] codes) => Array.ConvertAll(column.Moments(row => codes[row] >= 0), moment => DateOnly.FromDateTime(moment).DayNumber);
}
