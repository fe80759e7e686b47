namespace Dangol.Integration;

/// <summary>A kind of house that buys for its own use: how its name ends, and which categories of the catalogue it needs.</summary>
internal sealed record BuyerKind(string Ending, string[] Needs);

/// <summary>The companies that buy from the sample company, or may: common words before a kind of house, so that they name nobody in particular.</summary>
internal static class Buyers
{
    private static readonly string[] Words = "한빛 다온 새솔 가람 누리 해오름 푸른솔 미르 여울 단비 마루 나래 도담 라온 늘봄 아라 은하 초롱 두레 이든 바론 하람 온유 청람".Split(' ');

    private static readonly BuyerKind[] Kinds =
    [
        new("호텔", ["바디케어", "침구·타월", "구강용품"]), new("어린이집", ["유아용품", "화장지·물티슈", "청소용품"]), new("피트니스", ["침구·타월", "바디케어", "건강식품"]),
        new("식품", ["주방세제", "청소용품", "주방용품"]), new("헤어살롱", ["헤어케어", "생활가전"]), new("산후조리원", ["유아용품", "기초 화장품", "침구·타월"]), new("건설", ["건강식품", "화장지·물티슈"]),
        new("요양원", ["화장지·물티슈", "세탁용품", "바디케어"]), new("소프트", ["건강식품", "향수·디퓨저", "생활가전"]), new("펜션", ["침구·타월", "주방용품", "세탁용품"]),
        new("치과", ["구강용품", "화장지·물티슈"]), new("물산", ["건강식품", "수납용품", "남성 화장품"]),
    ];

    /// <summary>The company of a number; different numbers below 288 have different ones.</summary>
    public static (string Name, BuyerKind Kind) Of(int number)
    {
        var (word, kind) = (Words[number % Words.Length], Kinds[(number + number / Words.Length) % Kinds.Length]);
        return (word + kind.Ending, kind);
    }
}
