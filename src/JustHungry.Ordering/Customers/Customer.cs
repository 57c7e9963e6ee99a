using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Customers;

/// <summary>A customer, as decisions see them. Immutable.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What they call themselves.</param>
/// <param name="Postcode">Where orders without an address go, such as <c>DH1 3LE</c>.</param>
/// <param name="Whereabouts">Where that is, as far as it is known.</param>
public sealed record Customer(Guid Id, string Name, string Postcode, Whereabouts Whereabouts)
{
    /// <summary>Decides a registration.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="postcode">The command's postcode, read.</param>
    /// <param name="exists">False where a service says that there is no such postcode.</param>
    /// <param name="id">The id that they shall have.</param>
    /// <param name="tokenHash">SHA-256 of their token, 64 hex digits.</param>
    /// <param name="now">When.</param>
    /// <param name="other">Whoever has the command's e-mail address already, or null.</param>
    /// <param name="passwordHash">Of the command's password; null where it has none.</param>
    public static Verdict<CustomerRegistered> Register(
        RegisterCustomer command,
        Postcode postcode,
        bool exists,
        Guid id,
        string tokenHash,
        DateTimeOffset now,
        Account? other = null,
        string? passwordHash = null)
    {
        var name = command.Name.Trim();
        if (CustomerDetails.NameRefusal(name) is { } refusal)
        {
            return refusal;
        }

        if (!exists)
        {
            return NoSuchPostcode(postcode);
        }

        List<Fault> faults = [];
        var phone = CustomerDetails.ReadPhone(command.Phone, faults);
        var address = CustomerDetails.ReadAddress(command.Address, faults);
        if (faults.Count > 0)
        {
            return Refusal.Of(faults);
        }

        if (command.Email is null && command.Password is null)
        {
            return new CustomerRegistered(id, name, postcode.ToString(), tokenHash, now) { Phone = phone, Address = address };
        }

        return Account.Refuse(command.Email ?? "", command.Password ?? "", other) is { } unfit
            ? unfit
            : new CustomerRegistered(id, name, postcode.ToString(), tokenHash, now)
            {
                Phone = phone,
                Address = address,
                Account = new Account(Account.Normal(command.Email!), passwordHash!, Role.Customer, [], false),
            };
    }

    /// <summary>What is wrong with a name that is trimmed; null where nothing is.</summary>
    public static Refusal? NameRefusal(string name) => CustomerDetails.NameRefusal(name);

    /// <summary>Decides a change of what is known of somebody.</summary>
    /// <param name="person">Their id.</param>
    /// <param name="command">As parsed.</param>
    /// <param name="postcode">The command's postcode, read; null where it has none.</param>
    /// <param name="exists">False where a service says that there is no such postcode.</param>
    /// <param name="now">When.</param>
    public static Verdict<PersonChanged> Change(
        Guid person, ChangePerson command, Postcode? postcode, bool exists, DateTimeOffset now)
    {
        var name = command.Name?.Trim();
        if (name is not null && CustomerDetails.NameRefusal(name) is { } refusal)
        {
            return refusal;
        }

        if (!exists)
        {
            return NoSuchPostcode(postcode!);
        }

        List<Fault> faults = [];
        var phone = CustomerDetails.ReadPhone(command.Phone, faults);
        var address = CustomerDetails.ReadAddress(command.Address, faults);
        return faults.Count > 0
            ? Refusal.Of(faults)
            : new PersonChanged(person, name, postcode?.ToString(), phone, address, now);
    }

    private static Refusal NoSuchPostcode(Postcode postcode) => new(
        Reason.PostcodeUnknown, $"There is no postcode {postcode}: please check how it is written.");
}

/// <summary>Somebody is a customer now.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">Trimmed.</param>
/// <param name="Postcode">Such as <c>DH1 3LE</c>.</param>
/// <param name="TokenHash">SHA-256 of their token, 64 lower-case hex digits.</param>
/// <param name="At">When.</param>
public sealed record CustomerRegistered(Guid Id, string Name, string Postcode, string TokenHash, DateTimeOffset At)
    : DomainEvent
{
    /// <summary>Such as <c>+441914980000</c>; null or empty: none.</summary>
    public string? Phone { get; init; }

    /// <summary>A line for each of its lines; null or empty: none.</summary>
    public string? Address { get; init; }

    /// <summary>The account that they opened with it; null: none.</summary>
    public Account? Account { get; init; }
}

/// <summary>It became known where a postcode lies.</summary>
public sealed record PostcodeFound(PostcodePlace Place, DateTimeOffset At) : DomainEvent;
