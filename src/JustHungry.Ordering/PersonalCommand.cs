namespace JustHungry.Ordering;

/// <summary>
/// A command that only somebody known may give: without a token it is refused before it is decided. Whether that somebody
/// may, the decision says.
/// </summary>
public abstract record PersonalCommand : Command;
