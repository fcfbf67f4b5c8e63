using DeductionGateway.Core.Basics;
using DeductionGateway.Sealing;

namespace DeductionGateway.Tests.Sealing;

/// <summary>What is sealed opens with its key and for its cooperative, unchanged, and not otherwise.</summary>
public sealed class SealerTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, Sealer.KeyBytes)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(511)]
    [InlineData(70_000)]
    public void It_opens_to_what_it_was(int length)
    {
        byte[] plain = [.. Enumerable.Range(0, length).Select(static place => (byte)(place % 251))];
        using var sealer = new Sealer(Key, 1, 1);
        sealer.Open(sealer.Seal(plain)).ShouldBe(plain);
    }

    [Fact]
    public void What_repeats_itself_takes_less_room_and_what_does_not_no_more_than_is_said()
    {
        using var sealer = new Sealer(Key, 1, 1);
        sealer.Seal(new byte[60_000]).Length.ShouldBeLessThan(1_000);
        var random = new byte[60_000];
        new Random(3).NextBytes(random);
        sealer.Seal(random).Length.ShouldBe(random.Length + Sealer.MostAdded);
    }

    [Fact]
    public void The_same_twice_looks_different()
    {
        using var sealer = new Sealer(Key, 1, 1);
        sealer.Seal("3273014506800001"u8).ShouldNotBe(sealer.Seal("3273014506800001"u8));
    }

    [Fact]
    public void No_changed_byte_opens()
    {
        using var sealer = new Sealer(Key, 1, 1);
        var kept = sealer.Seal("3273014506800001"u8);
        for (var at = 1; at < kept.Length; at++)
        {
            var changed = (byte[])kept.Clone();
            changed[at] ^= 1;
            Should.Throw<InvariantException>(() => sealer.Open(changed), $"byte {at}");
        }
        Should.Throw<InvariantException>(() => sealer.Open(kept.AsSpan(0, 10)));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Another_cooperative_or_key_number_does_not_open_it(long cooperative, int keyNo)
    {
        using var sealer = new Sealer(Key, 1, 1);
        using var other = new Sealer(Key, cooperative, keyNo);
        var kept = sealer.Seal("3273014506800001"u8);
        Should.Throw<InvariantException>(() => other.Open(kept));
    }
}
