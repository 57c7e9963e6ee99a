using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Tests.Customers;

public sealed class CustomerTests
{
    [Theory]
    [InlineData("Ada")]
    [InlineData("  Ada  ")]
    [InlineData("Łukasz 🍕 O'Neill")]
    public void A_name_is_kept_without_the_spaces_around_it(string name) =>
        Assert.Equal(name.Trim(), Register(name).Happened!.Name);

    [Theory]
    [InlineData("", Reason.NameEmpty)]
    [InlineData("   ", Reason.NameEmpty)]
    [InlineData("A\u0000da", Reason.NameMalformed)]
    [InlineData("A\nda", Reason.NameMalformed)]
    public void An_empty_or_unshowable_name_is_refused(string name, Reason reason) =>
        Assert.Equal(reason, Register(name).Refusal!.Reason);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_name_has_at_most_a_hundred_characters(int length, bool good) =>
        Assert.Equal(good, Register(new string('x', length)).Refusal is null);

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal(Reason.NameMalformed, Register("Ada \ud83c").Refusal!.Reason);

    [Fact]
    public void A_postcode_that_a_service_says_does_not_exist_is_refused_by_name()
    {
        var refusal = Register("Ada", exists: false).Refusal!;

        Assert.Equal(Reason.PostcodeUnknown, refusal.Reason);
        Assert.Contains("DH1 3LE", refusal.Detail);
    }

    private static Verdict<CustomerRegistered> Register(string name, bool exists = true) => Customer.Register(
        new RegisterCustomer(name, "dh13le"),
        Postcode.Parse("dh13le"),
        exists,
        Guid.Empty,
        new string('0', 64),
        TestKitchen.Noon);
}
