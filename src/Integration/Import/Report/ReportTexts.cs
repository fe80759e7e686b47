using System.Globalization;
using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>The report in words.</summary>
public static class ReportTexts
{
    internal static readonly IReadOnlyList<(Verdict Verdict, string Code, Text Label)> Verdicts =
    [
        (Verdict.Accepted, "accepted", new("받음", "Accepted")),
        (Verdict.AcceptedWithWarning, "accepted_with_warning", new("경고와 함께 받음", "Accepted with a warning")),
        (Verdict.Refused, "refused", new("거절", "Refused")),
    ];

    internal static readonly IReadOnlyList<(LineType Type, string Code, Text Label)> Types =
    [
        (LineType.Sale, "sale", new("판매", "Sales")),
        (LineType.Cancellation, "cancellation", new("취소·반품", "Cancellations")),
        (LineType.StockAdjustment, "stock_adjustment", new("재고 조정", "Stock adjustments")),
        (LineType.Correction, "correction", new("금액 조정", "Corrections")),
    ];

    /// <summary>The whole report as plain text, for a terminal or a mail.</summary>
    public static string In(this ImportReport report, Language language)
    {
        var text = new StringBuilder();
        var file = report.File;
        text.AppendLine($"{file.Name} · {file.Encoding} · {Delimiter(file.Delimiter).In(language)} · {report.Mapping}");
        Line(text, new Text("원본 줄", "Source lines").In(language), report.Total, report);
        foreach (var row in report.Verdicts) Line(text, "  " + row.Label.In(language), row.Tally, report);
        text.AppendLine(new Text("사유(첫 번째 사유 기준)", "By reason (the first of each line)").In(language));
        Line(text, "  " + new Text("사유 없음", "Nothing to say").In(language), report.Plain, report);
        foreach (var row in report.Reasons)
        {
            var inAll = row.Lines == row.First.Lines ? "" : $" ({Number(row.Lines)})";
            Line(text, "  " + row.Code, row.First, report, row.Label.In(language) + inAll);
        }
        text.AppendLine(new Text("종류(받은 줄)", "By type (accepted lines)").In(language));
        foreach (var row in report.Types) Line(text, "  " + row.Label.In(language), row.Tally, report);
        text.AppendLine(new Text("품목 구분(받은 줄)", "By kind of code (accepted lines)").In(language));
        foreach (var row in report.Kinds) Line(text, "  " + row.Label.In(language), row.Tally, report);
        Line(text, new Text("새로 들어올 줄", "New lines").In(language), report.New, report);
        Line(text, new Text("이미 있는 줄", "Lines already there").In(language), report.Known, report);
        var (exact, rounded, rounding) = (Exact(report.Total.ExactMicros), new Money(report.Total.Minor, report.Currency), Exact(report.RoundingMicros));
        text.AppendLine(new Text(
            $"파일 합계 {exact} = 줄 금액 합계 {rounded} + 반올림 차이 {rounding}",
            $"Total of the file {exact} = line amounts {rounded} + rounding {rounding}").In(language));
        var (invoices, customers, products) = (Number(report.Invoices), Number(report.Customers), Number(report.Products));
        var (reversals, pieces) = (Number(report.Reversals), Number(report.ReversedQuantity));
        text.AppendLine(new Text(
            $"주문 {invoices} · 고객 {customers} · 상품 {products} · 취소 연결 {reversals}건({pieces}개)",
            $"{invoices} invoices · {customers} customers · {products} products · {reversals} reversals of {pieces} pieces").In(language));
        return text.ToString();
    }

    /// <summary>10⁻⁶ units as a number without needless zeros, such as 9,747,747.934.</summary>
    public static string Exact(Int128 micros)
    {
        var (whole, rest) = Int128.DivRem(Int128.Abs(micros), 1_000_000);
        var fraction = ((long)rest).ToString("D6", CultureInfo.InvariantCulture).TrimEnd('0');
        return (micros < 0 ? "-" : "") + whole.ToString("N0", CultureInfo.InvariantCulture) + (fraction.Length > 0 ? "." + fraction : "");
    }

    private static void Line(StringBuilder text, string label, Tally tally, ImportReport report, string? more = null)
    {
        // A Hangul syllable takes two columns of a terminal.
        var width = label.Sum(letter => letter >= '\u1100' ? 2 : 1);
        text.Append(label).Append(' ', Math.Max(1, 34 - width)).Append(Number(tally.Lines).PadLeft(12)).Append(' ')
            .Append(new Money(tally.Minor, report.Currency).ToString().PadLeft(20));
        text.AppendLine(more is null ? "" : "  " + more);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Text Delimiter(string name) => name switch
    {
        "," => new("쉼표", "comma"),
        ";" => new("쌍반점", "semicolon"),
        "tab" => new("탭", "tab"),
        _ => Text.Same(name),
    };
}
