using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>How much a reason weighs: a refused line is left out, a warned one comes in and is listed, a noted one comes in and is counted.</summary>
public enum Severity { Refusal, Warning, Note }

/// <summary>Why a line is not simply accepted.</summary>
/// <param name="Bit">Its place in a line's flags; of several reasons the one with the lowest bit counts as the line's first.</param>
/// <param name="Code">Stable code, snake_case.</param>
/// <param name="Field">The mapping's field that it is about, or null where it is the whole line.</param>
/// <param name="Text">What is the matter, and for a refusal what to do.</param>
internal sealed record Reason(int Bit, string Code, Severity Severity, string? Field, Text Text)
{
    public long Flag => 1L << Bit;
}

/// <summary>All reasons. Bits 0 to 31 refuse, 32 to 55 warn, 56 on are notes.</summary>
internal static class Reasons
{
    public static readonly Reason UnreadableText = Refusal(0, "unreadable_text", null,
        "글자가 깨져 읽을 수 없어요. 파일의 문자 인코딩을 확인해 주세요.", "The text cannot be read. Check the file's encoding.");
    public static readonly Reason OpenQuote = Refusal(1, "open_quote", null, "열린 따옴표가 닫히지 않았어요.", "A quote is opened and never closed.");
    public static readonly Reason BrokenQuote = Refusal(2, "broken_quote", null,
        "닫는 따옴표 뒤에 다른 글자가 있어요. 따옴표 안의 따옴표는 두 번 적어 주세요.", "Something follows a closing quote. Write a quote inside quotes twice.");
    public static readonly Reason LineTooLong = Refusal(3, "line_too_long", null, "줄이 너무 길어요(1 MB 초과).", "The line is too long (over 1 MB).");
    public static readonly Reason ColumnsWrong = Refusal(4, "columns_wrong", null,
        "열의 개수가 머리글과 달라요.", "The line has another number of columns than the header.");
    public static readonly Reason InvoiceMissing = Refusal(5, "invoice_missing", "invoice", "주문번호가 비어 있어요.", "The invoice number is empty.");
    public static readonly Reason ProductMissing = Refusal(6, "product_missing", "product", "상품코드가 비어 있어요.", "The product code is empty.");
    public static readonly Reason DateMissing = Refusal(7, "date_missing", "at", "주문일시가 비어 있어요.", "The date is empty.");
    public static readonly Reason DateWrong = Refusal(8, "date_wrong", "at", "주문일시를 날짜로 읽을 수 없어요.", "The date cannot be read in any of the mapping's formats.");
    public static readonly Reason DateTooEarly = Refusal(9, "date_too_early", "at", "주문일시가 너무 오래전이에요.", "The date is too far back.");
    public static readonly Reason DateInFuture = Refusal(10, "date_in_future", "at", "주문일시가 미래예요.", "The date lies in the future.");
    public static readonly Reason QuantityMissing = Refusal(11, "quantity_missing", "quantity", "수량이 비어 있어요.", "The quantity is empty.");
    public static readonly Reason QuantityWrong = Refusal(12, "quantity_wrong", "quantity", "수량을 숫자로 읽을 수 없어요.", "The quantity is no number.");
    public static readonly Reason QuantityNotWhole = Refusal(13, "quantity_not_whole", "quantity", "수량이 정수가 아니에요.", "The quantity is no whole number.");
    public static readonly Reason QuantityTooLarge = Refusal(14, "quantity_too_large", "quantity", "수량이 한도를 넘어요.", "The quantity is beyond the limit.");
    public static readonly Reason PriceMissing = Refusal(15, "price_missing", "unit_price", "단가가 비어 있어요.", "The unit price is empty.");
    public static readonly Reason PriceWrong = Refusal(16, "price_wrong", "unit_price", "단가를 숫자로 읽을 수 없어요.", "The unit price is no number.");
    public static readonly Reason PriceTooLarge = Refusal(17, "price_too_large", "unit_price", "단가가 한도를 넘어요.", "The unit price is beyond the limit.");
    public static readonly Reason AmountTooLarge = Refusal(18, "amount_too_large", "unit_price",
        "수량과 단가를 곱한 금액이 너무 커요.", "Quantity times unit price is too large an amount.");
    public static readonly Reason CancellationPositive = Refusal(19, "cancellation_positive", "quantity",
        "취소 전표인데 수량이 양수예요.", "A cancellation has a positive quantity.");
    public static readonly Reason TextTooLong = Refusal(20, "text_too_long", null, "너무 긴 글자가 든 칸이 있어요.", "A field's text is too long.");

    public static readonly Reason DuplicateLine = Warning(32, "duplicate_line", null,
        "같은 주문에 똑같은 줄이 또 있어요. 둘 다 넣었어요.", "The same invoice has an equal line already. Both are in.");
    public static readonly Reason CustomerDiffers = Warning(33, "invoice_customer_differs", "customer",
        "한 주문에 고객번호가 달라요. 가장 많은 번호를 따랐어요.", "The invoice has several customers. The most frequent one was taken.");
    public static readonly Reason DateDiffers = Warning(34, "invoice_date_differs", "at",
        "한 주문에 주문일시가 달라요. 가장 많은 시각을 따랐어요.", "The invoice has several dates. The most frequent one was taken.");
    public static readonly Reason HeaderDiffers = Warning(35, "invoice_field_differs", null,
        "한 주문에 국가나 채널이 달라요. 가장 많은 값을 따랐어요.", "The invoice has several countries or channels. The most frequent one was taken.");
    public static readonly Reason NegativePrice = Warning(36, "negative_price", "unit_price",
        "단가가 음수예요. 금액 조정으로 넣었어요.", "The unit price is negative. It came in as a correction.");
    public static readonly Reason StockAdjustment = Warning(37, "stock_adjustment", "unit_price",
        "단가가 0이고 판매가 아니에요. 재고 조정으로 넣었어요.", "The price is zero and nothing was sold. It came in as a stock adjustment.");
    public static readonly Reason NegativeQuantity = Warning(38, "negative_quantity", "quantity",
        "취소 전표가 아닌데 수량이 음수예요. 금액 조정으로 넣었어요.", "The quantity is negative without a cancellation. It came in as a correction.");
    public static readonly Reason ZeroQuantity = Warning(39, "zero_quantity", "quantity", "수량이 0이에요.", "The quantity is zero.");
    public static readonly Reason PriceRounded = Warning(40, "price_rounded", "unit_price",
        "단가의 소수점 아래 일곱째 자리부터 반올림했어요.", "The unit price was rounded at the sixth decimal place.");
    public static readonly Reason TestLine = Warning(41, "test_line", "product", "시험 입력으로 보이는 상품코드예요.", "The product code looks like a test.");
    public static readonly Reason ReversedSaleNotFound = Warning(42, "reversed_sale_not_found", "invoice",
        "취소한 판매를 찾지 못했어요.", "The sale that this takes back was not found.");
    public static readonly Reason ReversedInPart = Warning(43, "reversed_in_part", "quantity",
        "취소 수량의 일부만 앞선 판매에서 찾았어요.", "Earlier sales were found for a part of the quantity taken back.");

    public static readonly Reason NoCustomer = Note(56, "no_customer", "customer",
        "고객번호가 없어 누구의 것도 아닌 판매예요.", "Without a customer number the sale belongs to nobody.");
    public static readonly Reason FreeOfCharge = Note(57, "free_of_charge", "unit_price", "단가가 0인 판매예요.", "The line was free of charge.");

    /// <summary>All, by bit.</summary>
    public static readonly IReadOnlyList<Reason> All =
    [
        UnreadableText, OpenQuote, BrokenQuote, LineTooLong, ColumnsWrong, InvoiceMissing, ProductMissing, DateMissing, DateWrong, DateTooEarly, DateInFuture,
        QuantityMissing, QuantityWrong, QuantityNotWhole, QuantityTooLarge, PriceMissing, PriceWrong, PriceTooLarge, AmountTooLarge,
        CancellationPositive, TextTooLong,
        DuplicateLine, CustomerDiffers, DateDiffers, HeaderDiffers, NegativePrice, StockAdjustment, NegativeQuantity, ZeroQuantity, PriceRounded, TestLine,
        ReversedSaleNotFound, ReversedInPart, NoCustomer, FreeOfCharge,
    ];

    /// <summary>Flags that refuse a line, and flags that warn.</summary>
    public const long RefusalFlags = 0xFFFF_FFFF, WarningFlags = 0x00FF_FFFF_0000_0000;

    /// <summary>The verdict on a line with these flags.</summary>
    public static Verdict VerdictOf(long flags) =>
        (flags & RefusalFlags) != 0 ? Verdict.Refused : (flags & WarningFlags) != 0 ? Verdict.AcceptedWithWarning : Verdict.Accepted;

    /// <summary>The reasons in a line's flags, the first one first.</summary>
    public static IEnumerable<Reason> Of(long flags) => All.Where(reason => (flags & reason.Flag) != 0);

    private static Reason Refusal(int bit, string code, string? field, string ko, string en) => new(bit, code, Severity.Refusal, field, new(ko, en));
    private static Reason Warning(int bit, string code, string? field, string ko, string en) => new(bit, code, Severity.Warning, field, new(ko, en));
    private static Reason Note(int bit, string code, string? field, string ko, string en) => new(bit, code, Severity.Note, field, new(ko, en));
}

/// <summary>Where every source line ends.</summary>
public enum Verdict { Accepted, AcceptedWithWarning, Refused }

/// <summary>What an accepted line does. The numbers are stored.</summary>
public enum LineType : byte
{
    /// <summary>Something was sold.</summary>
    Sale = 0,

    /// <summary>A sale was taken back, wholly or in part.</summary>
    Cancellation = 1,

    /// <summary>Stock was written up or down; no money and no customer.</summary>
    StockAdjustment = 2,

    /// <summary>Money was corrected: fees, discounts, bad debts, negative prices.</summary>
    Correction = 3,
}
