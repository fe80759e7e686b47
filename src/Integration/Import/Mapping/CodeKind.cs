using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>What a code in the product column stands for. The numbers are stored.</summary>
public enum CodeKind : byte
{
    Product = 0,
    Postage = 1,
    Fee = 2,
    Manual = 3,
    BadDebt = 4,
    Discount = 5,
    Sample = 6,
    GiftVoucher = 7,
    Commission = 8,
    Test = 9,
}

/// <summary>Labels of the kinds, and which of them can be bought and so be taken back.</summary>
public static class CodeKinds
{
    public static readonly IReadOnlyList<(CodeKind Kind, string Code, Text Label)> All =
    [
        (CodeKind.Product, "product", new("상품", "Products")),
        (CodeKind.Postage, "postage", new("배송비", "Postage")),
        (CodeKind.Fee, "fee", new("수수료", "Fees")),
        (CodeKind.Manual, "manual", new("수기 입력", "Manual entries")),
        (CodeKind.BadDebt, "bad_debt", new("대손 조정", "Bad debt")),
        (CodeKind.Discount, "discount", new("할인", "Discounts")),
        (CodeKind.Sample, "sample", new("견본", "Samples")),
        (CodeKind.GiftVoucher, "gift_voucher", new("상품권", "Gift vouchers")),
        (CodeKind.Commission, "commission", new("판매 대행 수수료", "Commissions")),
        (CodeKind.Test, "test", new("시험 입력", "Tests")),
    ];

    /// <summary>Fees, discounts, commissions and bad debts correct money: whatever their sign they are no sale, and they cancel none.</summary>
    public static bool IsCorrection(CodeKind kind) => kind is CodeKind.Fee or CodeKind.Discount or CodeKind.Commission or CodeKind.BadDebt;
}

/// <summary>A mapping's code rules, made ready to be asked for every line.</summary>
internal sealed class CodeBook
{
    private readonly Dictionary<string, CodeKind>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly List<(string Pattern, CodeKind Kind)> _patterns = [];

    public CodeBook(IReadOnlyList<CodeRule> rules)
    {
        var exact = new Dictionary<string, CodeKind>(StringComparer.OrdinalIgnoreCase);
        foreach (var (code, kind) in rules.SelectMany(rule => rule.Codes.Select(code => (code, rule.Kind))))
        {
            if (code.Contains('*', StringComparison.Ordinal)) _patterns.Add((code, kind));
            else exact.TryAdd(code, kind);
        }
        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public CodeKind KindOf(ReadOnlySpan<byte> code)
    {
        Span<char> chars = stackalloc char[256];
        if (!Encoding.UTF8.TryGetChars(code, chars, out var length)) return CodeKind.Product;
        if (_exact.TryGetValue(chars[..length], out var kind)) return kind;
        foreach (var (pattern, patternKind) in _patterns)
            if (System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, chars[..length], ignoreCase: true)) return patternKind;
        return CodeKind.Product;
    }
}
