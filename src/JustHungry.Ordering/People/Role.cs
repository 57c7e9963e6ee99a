namespace JustHungry.Ordering.People;

/// <summary>What somebody is in this town. The numbers stand in stores and never change.</summary>
public enum Role
{
    /// <summary>Looks and orders: everybody, unless somebody made them more.</summary>
    Customer = 0,

    /// <summary>Cooks for a restaurant: its orders, its stock, its pauses.</summary>
    Kitchen = 1,

    /// <summary>Owns a restaurant: all that a kitchen does, its document, its staff.</summary>
    Owner = 2,

    /// <summary>Runs the town: all of it.</summary>
    Operator = 3,
}

/// <summary>The roles' names in log and API.</summary>
public static class Roles
{
    /// <summary>Such as <c>owner</c>.</summary>
    public static string Code(this Role role) => role switch
    {
        Role.Customer => "customer",
        Role.Kitchen => "kitchen",
        Role.Owner => "owner",
        Role.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
    };

    /// <summary>Reads a role's name; false for anything else.</summary>
    public static bool TryParse(string? code, out Role role)
    {
        role = code switch
        {
            "kitchen" => Role.Kitchen,
            "owner" => Role.Owner,
            "operator" => Role.Operator,
            _ => Role.Customer,
        };
        return role != Role.Customer || code == "customer";
    }
}
