using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>An invitation to work here, good for one person, once. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">What they will be.</param>
/// <param name="Restaurants">For whom; none for operators.</param>
/// <param name="Expires">It is worth nothing from then on.</param>
public sealed record Invitation(Guid Id, Role Role, IReadOnlyList<string> Restaurants, DateTimeOffset Expires)
{
    /// <summary>How long an invitation is good for.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    private const int MaxRestaurants = 100;

    /// <summary>Decides an invitation.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="by">Who invites; null for the holder of the cluster key, who may do what an operator may.</param>
    /// <param name="exists">Whether there is a restaurant of that slug.</param>
    /// <param name="id">The id that it shall have.</param>
    /// <param name="now">When.</param>
    public static Verdict<Invitation> Decide(
        InviteStaff command, Caller? by, Func<string, bool> exists, Guid id, DateTimeOffset now)
    {
        if (!Roles.TryParse(command.Role, out var role) || role == Role.Customer)
        {
            return Refusal.Of([new Fault("role", Reason.RoleUnknown, "A role is kitchen, owner or operator.")]);
        }

        var restaurants = (command.Restaurants ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (MayNot(role, restaurants, by))
        {
            return Staff.NotAllowed(by, "Kitchen staff and owners are invited by an owner of the restaurant or an operator, "
                + "operators by an operator.");
        }

        if (role == Role.Operator ? restaurants.Count > 0 : restaurants.Count is 0 or > MaxRestaurants)
        {
            return Refusal.Of([new Fault(
                "restaurants",
                Reason.RestaurantsWrong,
                role == Role.Operator
                    ? "An operator works for the whole town: leave the restaurants away."
                    : $"Say for which restaurants: 1 to {MaxRestaurants} slugs.")]);
        }

        var faults = restaurants.Index().Where(each => !exists(each.Item)).Select(each => new Fault(
            $"restaurants[{each.Index}]",
            Reason.RestaurantUnknown,
            $"There is no restaurant {Words.Quoted(each.Item)}.")).ToList();
        return faults.Count > 0 ? Refusal.Of(faults) : new Invitation(id, role, restaurants, now + GoodFor);
    }

    /// <summary>Decides that somebody takes an invitation.</summary>
    /// <param name="invitation">Of that code; null where there is none.</param>
    /// <param name="command">As parsed.</param>
    /// <param name="other">Whoever has that e-mail address already, or null.</param>
    /// <param name="now">When.</param>
    public static Refusal? Refuse(Invitation? invitation, AcceptInvitation command, Account? other, DateTimeOffset now) =>
        invitation is null || invitation.Expires <= now
            ? new Refusal(Reason.InvitationNotFound, "There is no such invitation, or it was used, taken back or too old.")
            : Account.Refuse(command.Email, command.Password, other);

    private static bool MayNot(Role role, List<string> restaurants, Caller? by) =>
        by is not null && !(role == Role.Operator ? by.IsOperator : by.IsOperator
            || (restaurants.Count > 0 && restaurants.TrueForAll(by.MayManage)));
}
