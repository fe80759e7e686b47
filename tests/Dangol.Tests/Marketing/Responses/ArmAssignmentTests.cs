using System.Buffers.Binary;
using Dangol.Marketing;
using MathNet.Numerics.Distributions;

namespace Dangol.Tests.Marketing;

public sealed class ArmAssignmentTests
{
    private static readonly Guid Campaign = Guid.Parse("018f3c5e-7b2a-7c31-9d4e-2b6f8a1c0d3e");
    private static readonly Guid Other = Guid.Parse("018f3c5e-7b2a-7c31-9d4e-2b6f8a1c0d3f");

    [Fact]
    public void the_hash_gives_its_authors_values()
    {
        // SipHash-2-4 under the key 00…0f of the messages that are the first n of 00 01 02 …: appendix A of the paper (15 bytes), and its reference vectors.
        var bytes = Enumerable.Range(0, 64).Select(i => (byte)i).ToArray();
        Assert.Equal(0x726fdb47dd0e0e31UL, SipHash.Of([], bytes.AsSpan(0, 16)));
        Assert.Equal(0x74f839c593dc67fdUL, SipHash.Of(bytes.AsSpan(0, 1), bytes.AsSpan(0, 16)));
        Assert.Equal(0x93f5f5799a932462UL, SipHash.Of(bytes.AsSpan(0, 8), bytes.AsSpan(0, 16)));
        Assert.Equal(0xa129ca6149be45e5UL, SipHash.Of(bytes.AsSpan(0, 15), bytes.AsSpan(0, 16)));
    }

    [Fact]
    public void a_customer_keeps_the_bucket_for_ever()
    {
        Guid[] customers = [Guid.Empty, Guid.Parse("018f0000-0000-7000-8000-000000000001"), Guid.Parse("018f0000-0000-7000-8000-000000000002"), Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")];
        Assert.Equal([9531, 5977, 3648, 5735], customers.Select(c => ArmAssignment.Bucket(c, Campaign)));
    }

    [Fact]
    public void buckets_are_uniform_over_keys_that_follow_one_another()
    {
        var counts = new int[100];
        foreach (var customer in Customers(500_000)) counts[ArmAssignment.Bucket(customer, Campaign) / 100]++;
        var chi = counts.Sum(n => (n - 5_000.0) * (n - 5_000.0) / 5_000);
        Assert.InRange(chi, ChiSquared.InvCDF(99, 0.001), ChiSquared.InvCDF(99, 0.999));
    }

    [Fact]
    public void one_campaigns_arms_say_nothing_of_anothers()
    {
        // The two ids differ in one bit.
        var table = new int[10, 10];
        foreach (var customer in Customers(200_000)) table[ArmAssignment.Bucket(customer, Campaign) / 1000, ArmAssignment.Bucket(customer, Other) / 1000]++;
        double chi = 0;
        foreach (var n in table) chi += (n - 2_000.0) * (n - 2_000.0) / 2_000;
        Assert.InRange(chi, ChiSquared.InvCDF(99, 0.001), ChiSquared.InvCDF(99, 0.999));
    }

    [Fact]
    public void a_greater_control_keeps_those_held_out_before_and_has_its_share()
    {
        var customers = Customers(100_000).ToList();
        var tenth = customers.Where(c => ArmAssignment.IsControl(c, Campaign, 1_000)).ToHashSet();
        var fifth = customers.Where(c => ArmAssignment.IsControl(c, Campaign, 2_000)).ToHashSet();
        Assert.Subset(fifth, tenth);
        Assert.False(SampleRatio.Check([customers.Count - tenth.Count, tenth.Count], [9, 1]).IsSuspect);
        Assert.DoesNotContain(customers, c => ArmAssignment.IsControl(c, Campaign, 0));
        Assert.All(customers.Take(1000), c => Assert.True(ArmAssignment.IsControl(c, Campaign, 10_000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArmAssignment.IsControl(customers[0], Campaign, 10_001));
    }

    /// <summary>Keys as a day's import makes them: times that follow one another, and random tails.</summary>
    private static IEnumerable<Guid> Customers(int count)
    {
        var random = new Random(1);
        var bytes = new byte[16];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(bytes.AsSpan(8));
            BinaryPrimitives.WriteInt64BigEndian(bytes, 0x018f3c5e00007000 + ((long)(i / 16) << 16) + i % 16);
            yield return new Guid(bytes, bigEndian: true);
        }
    }
}
