using System.Text.Json.Serialization;

namespace JustHungry.Ordering.People;

/// <summary>
/// A command that carries a password. Passwords are checked and hashed before anything is decided; neither they nor
/// anything that could be tried against a list of words goes into the log or a store.
/// </summary>
public interface ICarryPassword
{
    /// <summary>The same command without its passwords: what may be compared and kept.</summary>
    Command WithoutPasswords { get; }

    /// <summary>All passwords that it carries, in one text, for telling two commands apart.</summary>
    string Passwords { get; }
}

/// <summary>A customer gives themselves an e-mail address and a password, so that they can come back from anywhere.</summary>
public sealed record OpenAccount(string Email, string Password) : PersonalCommand, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => this with { Password = "" };

    [JsonIgnore]
    public string Passwords => Password;
}

/// <summary>Somebody with an account comes back.</summary>
public sealed record SignIn(string Email, string Password) : Command, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => this with { Password = "" };

    [JsonIgnore]
    public string Passwords => Password;
}

/// <summary>Somebody's token is to be worth nothing from now on.</summary>
/// <param name="Everywhere">True: all their tokens, on every device.</param>
public sealed record SignOut(bool Everywhere) : PersonalCommand;

/// <summary>A new password; all other devices are signed out.</summary>
public sealed record ChangePassword(string Current, string Password) : PersonalCommand, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => new ChangePassword("", "");

    [JsonIgnore]
    public string Passwords => $"{Current}\n{Password}";
}

/// <summary>Another e-mail address to sign in with; the password is asked for again.</summary>
public sealed record ChangeEmail(string Email, string Password) : PersonalCommand, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => this with { Password = "" };

    [JsonIgnore]
    public string Passwords => Password;
}

/// <summary>What is known of somebody changes; what is null stays.</summary>
/// <param name="Name">1–100 characters.</param>
/// <param name="Postcode">Where orders go.</param>
/// <param name="Phone">As people dial it; empty: none any more.</param>
/// <param name="Address">Street and house, line by line; empty: none any more.</param>
public sealed record ChangePerson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Postcode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Phone = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Address = null)
    : PersonalCommand;

/// <summary>Somebody wants to be forgotten. Who has an account says its password.</summary>
public sealed record ErasePerson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Password = null)
    : PersonalCommand, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => new ErasePerson();

    [JsonIgnore]
    public string Passwords => Password ?? "";
}

/// <summary>Somebody looks for an order of theirs from another device.</summary>
/// <param name="Number">The order's number for people.</param>
/// <param name="Phone">The phone that they gave.</param>
/// <param name="Restaurant">The restaurant's slug, where they know it.</param>
public sealed record FindOrder(
    string Number,
    string Phone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Restaurant = null) : Command;

/// <summary>Somebody is invited to work here.</summary>
/// <param name="Role"><c>kitchen</c>, <c>owner</c> or <c>operator</c>.</param>
/// <param name="Restaurants">Slugs; none for an operator.</param>
public sealed record InviteStaff(
    string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Restaurants = null)
    : Command;

/// <summary>An invitation is taken back before anybody has used it.</summary>
public sealed record WithdrawInvitation(string Invitation) : Command;

/// <summary>Who was invited says who they are, and chooses a password.</summary>
public sealed record AcceptInvitation(string Code, string Name, string Email, string Password) : Command, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => this with { Code = "", Password = "" };

    [JsonIgnore]
    public string Passwords => $"{Code}\n{Password}";
}

/// <summary>Somebody no longer works here, or no longer for some restaurants.</summary>
/// <param name="Person">Their id.</param>
public sealed record DismissStaff(string Person) : Command;

/// <summary>
/// The town gets its first operator, or that operator a fresh one-time password. Only who holds the cluster key may ask.
/// </summary>
/// <param name="Password">The one-time password.</param>
/// <param name="Unless"><c>exists</c>: not where there is an operator at all; <c>claimed</c>: not where an operator has
/// chosen a password of their own; null: in any case.</param>
public sealed record MakeOperator(
    string Password,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unless = null) : Command, ICarryPassword
{
    [JsonIgnore]
    public Command WithoutPasswords => this with { Password = "" };

    [JsonIgnore]
    public string Passwords => Password;
}
