using JustHungry.BackEnd.Store;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class CommandKeyTests
{
    [Fact]
    public void No_two_commands_have_the_same_key()
    {
        string[] ids =
        [
            "a",
            "b",
            "a\n",
            "019c0f5e-0000-7000-8000-0000000000ab",
            "019C0F5E-0000-7000-8000-0000000000AB",
            "{019c0f5e-0000-7000-8000-0000000000ab}",
            "019c0f5e0000700080000000000000ab", new('x', 128), "019c0f5e-0000-7000-8000-0000000000ac",
        ];
        long?[] customers = [null, 0, 1, 0x0A0A0A0A0A0A0A0A, long.MaxValue];

        var keys = ids.SelectMany(id => customers.Select(customer =>
        {
            Span<byte> buffer = stackalloc byte[CommandKey.MaxLength];
            return Convert.ToHexString(CommandKey.Write(id, customer, buffer));
        })).ToList();

        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Keys_of_our_own_ids_are_in_the_order_of_their_making()
    {
        Span<byte> first = stackalloc byte[CommandKey.MaxLength];
        Span<byte> second = stackalloc byte[CommandKey.MaxLength];

        var order = CommandKey.Write("019c0f5e-0000-7000-8000-0000000000ab", 9, first)
            .SequenceCompareTo(CommandKey.Write("019c0f5f-0000-7000-8000-0000000000ab", 1, second));

        Assert.True(order < 0);
    }
}
