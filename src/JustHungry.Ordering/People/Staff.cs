using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>Who may say who works here. The decisions read no clock, store or network.</summary>
public static class Staff
{
    /// <summary>403, with the code that says what would help.</summary>
    /// <param name="by">Who asked.</param>
    /// <param name="words">Who may.</param>
    public static Refusal NotAllowed(Caller? by, string words) => by is { MustChangePassword: true }
        ? new Refusal(
            Reason.PasswordChangeNeeded, "You signed in with a one-time password: please choose one of your own first.")
        : new Refusal(Reason.Forbidden, words);

    /// <summary>Decides that somebody no longer works here.</summary>
    /// <param name="person">Who.</param>
    /// <param name="account">Their account; null where there is nobody of that id with one.</param>
    /// <param name="by">Who says so; null for the holder of the cluster key.</param>
    /// <param name="operators">How many operators there are.</param>
    /// <param name="now">When.</param>
    public static Verdict<AccountKept> Dismiss(
        Guid person, Account? account, Caller? by, int operators, DateTimeOffset now)
    {
        if (account is null || account.Role == Role.Customer)
        {
            return by is null || by.IsOperator || by.Role == Role.Owner
                ? new Refusal(Reason.PersonNotFound, "Nobody with that id works here.")
                : NotAllowed(by, "Only owners and operators may say who works here.");
        }

        if (account.Role == Role.Operator)
        {
            return by is { IsOperator: false } ? NotAllowed(by, "Only an operator may dismiss an operator.")
                : operators <= 1 ? new Refusal(Reason.LastOperator, "This is the last operator: invite another one first.")
                : new AccountKept(person, account with { Role = Role.Customer, Restaurants = [] }, now);
        }

        var left = by is null || by.IsOperator ? [] : account.Restaurants.Where(slug => !by.MayManage(slug)).ToList();
        if (left.Count == account.Restaurants.Count && by is { IsOperator: false })
        {
            return NotAllowed(by, "Only an owner of the restaurant or an operator may dismiss its staff.");
        }

        return new AccountKept(
            person, account with { Role = left.Count == 0 ? Role.Customer : account.Role, Restaurants = left }, now);
    }
}
