using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Customers;

/// <summary>A customer, as decisions see them. Immutable.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What they call themselves.</param>
/// <param name="Postcode">Where orders without an address go, such as <c>DH1 3LE</c>.</param>
/// <param name="Whereabouts">Where that is, as far as it is known.</param>
public sealed record Customer(Guid Id, string Name, string Postcode, Whereabouts Whereabouts)
{
    private const int MaxName = 100;

    /// <summary>Decides a registration.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="postcode">The command's postcode, read.</param>
    /// <param name="exists">False where a service says that there is no such postcode.</param>
    /// <param name="id">The id that they shall have.</param>
    /// <param name="tokenHash">SHA-256 of their token, 64 hex digits.</param>
    /// <param name="now">When.</param>
    public static Verdict<CustomerRegistered> Register(
        RegisterCustomer command, Postcode postcode, bool exists, Guid id, string tokenHash, DateTimeOffset now)
    {
        var name = command.Name.Trim();
        if (name.Length == 0)
        {
            return new Refusals.Refusal(
                Refusals.Reason.NameEmpty, "Please say what you are called: the name is empty.");
        }

        if (name.Length > MaxName)
        {
            return new Refusals.Refusal(
                Refusals.Reason.NameTooLong, $"A name has at most {MaxName} characters; this one has {name.Length}.");
        }

        if (!Words.CanBeShown(name))
        {
            return new Refusals.Refusal(
                Refusals.Reason.NameMalformed, "The name has control characters or broken ones.");
        }

        return exists
            ? new CustomerRegistered(id, name, postcode.ToString(), tokenHash, now)
            : new Refusals.Refusal(
                Refusals.Reason.PostcodeUnknown, $"There is no postcode {postcode}: please check how it is written.");
    }
}

/// <summary>Somebody is a customer now.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">Trimmed.</param>
/// <param name="Postcode">Such as <c>DH1 3LE</c>.</param>
/// <param name="TokenHash">SHA-256 of their token, 64 lower-case hex digits.</param>
/// <param name="At">When.</param>
public sealed record CustomerRegistered(Guid Id, string Name, string Postcode, string TokenHash, DateTimeOffset At)
    : DomainEvent;

/// <summary>It became known where a postcode lies.</summary>
public sealed record PostcodeFound(PostcodePlace Place, DateTimeOffset At) : DomainEvent;
