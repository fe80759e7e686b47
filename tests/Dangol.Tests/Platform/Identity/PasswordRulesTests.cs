using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Which passwords are refused because others try them first.</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("unbelievable")]              // in the list, long enough by itself
    [InlineData("liverpool2026!")]            // a listed one with digits and a sign behind it
    [InlineData("2026liverpool")]
    [InlineData("L1verp00l!!!!")]
    [InlineData("비밀번호 1234567")]
    [InlineData("qlalfqjsgh12")]              // 비밀번호 on an English keyboard
    [InlineData("dkssudgktpdy1!")]            // 안녕하세요
    [InlineData("ㅔㅁㄴㄴ재ㄱㅇ12345")]           // password on a Korean keyboard
    [InlineData("ㅣㅑㅍㄷ게ㅐㅐㅣ20261")]
    public void known_ones_are_refused(string password) =>
        Assert.Equal("password_known", Assert.Throws<Refused>(() => PasswordRules.Check(password, "minsu@example.com", "김민수")).Rule);

    [Theory]
    [InlineData("봄에는 꽃이 핀다 2026")]
    [InlineData("correct horse of the sea")]
    [InlineData("rkdmfdpsms eksvnd")]          // 가을에는 단풍
    [InlineData("k7dq-2mzp-9xwv")]
    public void others_are_taken(string password) => PasswordRules.Check(password, "minsu@example.com", "김민수");

    [Fact]
    public void a_random_one_is_taken_and_the_list_is_there()
    {
        Assert.InRange(BreachedPasswords.Count, 49_000, 49_233);
        for (var i = 0; i < 200; i++) PasswordRules.Check(Passwords.Random(), "minsu@example.com", "김민수");
    }

    [Theory]
    [InlineData("비밀번호", "qlalfqjsgh")]
    [InlineData("까닭 없이 Abc1", "rkekfr djqtdl abc1")]
    [InlineData("ㅂㅈㄷㄱ", "qwer")]
    public void korean_is_typed_with_these_keys(string text, string keys) => Assert.Equal(keys, KoreanKeys.Of(text));
}
