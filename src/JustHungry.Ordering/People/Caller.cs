namespace JustHungry.Ordering.People;

/// <summary>Who gives a command or asks a question, as their token says. Immutable.</summary>
/// <param name="PersonId">The person's id.</param>
/// <param name="Role">What they are in this town.</param>
/// <param name="Restaurants">Slugs of the restaurants that they work for; empty for customers and operators.</param>
public sealed record Caller(string PersonId, Role Role, IReadOnlyList<string> Restaurants)
{
    /// <summary>
    /// True where they signed in with a one-time password that they have not changed yet. Until they have, they may do
    /// what a customer may, whatever their role.
    /// </summary>
    public bool MustChangePassword { get; init; }

    /// <summary>True for operators: they run the town.</summary>
    public bool IsOperator => Acts(Role.Operator);

    /// <summary>
    /// True where they may see and move a restaurant's orders, pause it and mark dishes as sold out: its kitchen, its
    /// owner, an operator.
    /// </summary>
    public bool MayRunKitchenOf(string restaurant) =>
        IsOperator || ((Acts(Role.Kitchen) || Acts(Role.Owner)) && WorksFor(restaurant));

    /// <summary>
    /// True where they may write a restaurant's document and choose who works there: its owner, an operator.
    /// </summary>
    public bool MayManage(string restaurant) => IsOperator || (Acts(Role.Owner) && WorksFor(restaurant));

    private bool Acts(Role role) => Role == role && !MustChangePassword;

    private bool WorksFor(string restaurant)
    {
        for (var index = 0; index < Restaurants.Count; index++)
        {
            if (Restaurants[index] == restaurant)
            {
                return true;
            }
        }

        return false;
    }
}
