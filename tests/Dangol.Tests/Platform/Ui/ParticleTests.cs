using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ParticleTests
{
    [Theory]
    [InlineData("김철수", "을/를", "김철수를")]
    [InlineData("이영순", "을/를", "이영순을")]
    [InlineData("이영순", "이/가", "이영순이")]
    [InlineData("캠페인", "은/는", "캠페인은")]
    [InlineData("쿠폰", "과/와", "쿠폰과")]
    [InlineData("서울", "으로/로", "서울로")]
    [InlineData("부산", "으로/로", "부산으로")]
    [InlineData("대구", "으로/로", "대구로")]
    [InlineData("3", "을/를", "3을")]
    [InlineData("7", "으로/로", "7로")]
    [InlineData("2026", "이/가", "2026이")]
    [InlineData("SMS", "을/를", "SMS를")]
    [InlineData("CRM", "을/를", "CRM을")]
    [InlineData("URL", "으로/로", "URL로")]
    [InlineData("‘봄맞이 할인’", "을/를", "‘봄맞이 할인’을")]
    [InlineData("A3", "으로/로", "A3으로")]
    [InlineData("A1", "이/가", "A1이")]
    [InlineData("VIP", "이/가", "VIP가")]
    [InlineData("금액 (원)", "으로/로", "금액 (원)으로")]
    [InlineData("", "을/를", "를")]
    public void the_particle_follows_the_last_sound(string word, string pair, string said) => Assert.Equal(said, Particle.With(word, pair));
}
