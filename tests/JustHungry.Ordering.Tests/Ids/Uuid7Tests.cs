using CsCheck;
using JustHungry.Ordering.Ids;

namespace JustHungry.Ordering.Tests.Ids;

public sealed class Uuid7Tests
{
    private static readonly Gen<DateTimeOffset> Times =
        Gen.Long[0, 4_102_444_800_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void An_id_is_of_version_7_and_knows_its_time() => Gen.Select(Times, Gen.Int).Sample((now, seed) =>
    {
        var id = Uuid7.Create(now, new Random(seed));
        return id.Version == 7
            && (id.Variant & 0xC) == 0x8
            && Uuid7.TryGetSequence(id, out var sequence)
            && Uuid7.TimeOf(sequence) == now;
    });

    [Fact]
    public void A_sequence_is_found_again_in_the_id() => Gen.Select(Gen.Long[0, (1L << 60) - 1], Gen.Int).Sample((sequence, seed) =>
        Uuid7.TryGetSequence(Uuid7.WithSequence(sequence, new Random(seed)), out var found) && found == sequence);

    [Fact]
    public void Sequences_only_rise_and_so_do_the_texts_of_their_ids_whatever_the_clock_does() =>
        Gen.Select(Times.Array[1, 50], Gen.Int).Sample((times, seed) =>
        {
            var (last, before, random) = (0L, "", new Random(seed));
            foreach (var now in times)
            {
                var next = Uuid7.NextSequence(now, last);
                var text = Uuid7.WithSequence(next, random).ToString();
                Assert.True(next > last && string.CompareOrdinal(text, before) > 0);
                (last, before) = (next, text);
            }
        });

    [Fact]
    public void Other_ids_have_no_sequence() =>
        Assert.False(Uuid7.TryGetSequence(new Guid("c2a1f7a4-6a3e-4f0e-9d53-0d6f4d3f2b11"), out _));

    [Fact]
    public void The_same_random_makes_the_same_ids() => Assert.Equal(
        Uuid7.Create(TestKitchen.Noon, new Random(7)), Uuid7.Create(TestKitchen.Noon, new Random(7)));
}
