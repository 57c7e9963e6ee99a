using JustHungry.Ordering.People;
using Xunit;

namespace JustHungry.Ordering.Tests.People;

public sealed class PeopleTests
{
    [Theory]
    [InlineData("0191 498 0000")]
    [InlineData("(0191) 498-0000")]
    [InlineData("0044 191 4980000")]
    [InlineData("+44 191 498 0000")]
    [InlineData("+44 (0)191 498.0000")]
    public void The_same_phone_is_the_same_text_however_it_is_written(string text)
    {
        Assert.True(Phone.TryParse(text, out var phone));
        Assert.Equal("+441914980000", phone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("12345")]
    [InlineData("498 0000")]
    [InlineData("0191 498 0000 ext 7")]
    [InlineData("+44 191 498 0000 0000 0000")]
    public void What_is_no_phone_number_is_none(string text) => Assert.False(Phone.TryParse(text, out _));

    [Theory]
    [InlineData(Role.Customer, false, false, false)]
    [InlineData(Role.Kitchen, true, false, false)]
    [InlineData(Role.Owner, true, true, false)]
    [InlineData(Role.Operator, true, true, true)]
    public void Each_role_may_what_it_may(Role role, bool kitchen, bool manage, bool run)
    {
        var caller = new Caller("id", role, role is Role.Kitchen or Role.Owner ? ["ask"] : []);

        Assert.Equal(
            (kitchen, manage, run), (caller.MayRunKitchenOf("ask"), caller.MayManage("ask"), caller.IsOperator));
        Assert.Equal(role == Role.Operator, caller.MayRunKitchenOf("stantons"));
    }

    [Theory]
    [InlineData(Role.Kitchen)]
    [InlineData(Role.Owner)]
    [InlineData(Role.Operator)]
    public void With_a_one_time_password_nobody_is_more_than_a_customer(Role role)
    {
        var caller = new Caller("id", role, ["ask"]) { MustChangePassword = true };

        Assert.False(caller.MayRunKitchenOf("ask") || caller.MayManage("ask") || caller.IsOperator);
    }

    [Fact]
    public void Ten_wrong_guesses_are_enough_for_a_quarter_of_an_hour()
    {
        var since = new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

        Assert.Null(Attempts.Refuse(null, since));
        Assert.Null(Attempts.Refuse(new Attempts(Attempts.Most - 1, since), since));
        Assert.NotNull(Attempts.Refuse(new Attempts(Attempts.Most, since), since + Attempts.Window - TimeSpan.FromTicks(1)));
        Assert.Null(Attempts.Refuse(new Attempts(Attempts.Most, since), since + Attempts.Window));
    }

    [Fact]
    public void An_owner_dismisses_from_their_own_restaurants_and_leaves_the_rest()
    {
        var now = DateTimeOffset.UnixEpoch;
        var account = new Account("kit@example.org", "hash", Role.Kitchen, ["ask", "stantons"], false);

        var left = Staff.Dismiss(Guid.Empty, account, new Caller("o", Role.Owner, ["ask"]), 1, now).Happened!.Account;
        var gone = Staff.Dismiss(Guid.Empty, account, new Caller("o", Role.Operator, []), 1, now).Happened!.Account;

        Assert.Equal((Role.Kitchen, "stantons"), (left.Role, Assert.Single(left.Restaurants)));
        Assert.Equal((Role.Customer, 0), (gone.Role, gone.Restaurants.Count));
    }
}
