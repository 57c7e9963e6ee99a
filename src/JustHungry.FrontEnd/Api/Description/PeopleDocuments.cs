using System.ComponentModel;

namespace JustHungry.FrontEnd.Api.Description;

// As in Documents.cs: schemas for the OpenAPI document alone.

[Description("What somebody signs in with.")]
internal sealed record Credentials(string Email, [property: Description("8 to 128 characters.")] string Password);

[Description("A session.")]
internal sealed record SignedIn(
    [property: Description("Send it as 'Authorization: Bearer …'.")] string Token,
    [property: Description("The session's id.")] string Session,
    [property: Description("The person's id.")] string Id,
    [property: Description("customer, kitchen, owner or operator.")] string Role,
    [property: Description("Slugs of the restaurants that they work for.")] IReadOnlyList<string> Restaurants,
    [property: Description("True after a one-time password: choose one of your own before anything else.")] bool PasswordChangeNeeded,
    DateTimeOffset Expires);

[Description("What was changed.")]
internal sealed record Changed([property: Description("Whose, or what, it was.")] string Id);

internal sealed record PasswordChange(
    [property: Description("The password until now.")] string Current,
    [property: Description("8 to 128 characters.")] string Password);

internal sealed record EmailChange(
    [property: Description("The new address.")] string Email,
    [property: Description("The account's password.")] string Password);

internal sealed record PersonChange
{
    [Description("1 to 100 characters.")]
    public string? Name { get; init; }

    [Description("A UK postcode: where orders go.")]
    public string? Postcode { get; init; }

    [Description("Such as 0191 498 0000.")]
    public string? Phone { get; init; }

    [Description("Street and house, line by line; up to 5 lines of 100 characters.")]
    public IReadOnlyList<string>? Address { get; init; }
}

internal sealed record Erasure
{
    [Description("Needed from those who have an account.")]
    public string? Password { get; init; }
}

[Description("All that is kept about a person.")]
internal sealed record PersonExport(
    Customer Person,
    DateTimeOffset RegisteredAt,
    IReadOnlyList<SessionSummary> Sessions,
    [property: Description("The latest 1,000, newest first.")] IReadOnlyList<Order> Orders,
    [property: Description("Path and query of older ones; null where these are all.")] string? Next);

internal sealed record SessionSummary(string Id, DateTimeOffset At, DateTimeOffset Expires);

internal sealed record OrderSearch(
    [property: Description("The order's number for people.")] string Number,
    [property: Description("The phone that the customer gave, in any way of writing it.")] string Phone)
{
    [Description("The restaurant's slug, where it is known.")]
    public string? Restaurant { get; init; }
}

internal sealed record FoundOrder(
    [property: Description("Shows this order and its events, and does nothing else.")] string Token, Order Order);

internal sealed record NewInvitation([property: Description("kitchen, owner or operator.")] string Role)
{
    [Description("Slugs; needed for kitchen and owner.")]
    public IReadOnlyList<string>? Restaurants { get; init; }
}

internal sealed record InvitationCode(
    [property: Description("For the one who is invited; works once.")] string Code,
    [property: Description("The invitation's id.")] string Invitation,
    string Role,
    IReadOnlyList<string> Restaurants,
    DateTimeOffset Expires);

internal sealed record Acceptance(
    [property: Description("As it was given.")] string Code,
    [property: Description("1 to 100 characters.")] string Name,
    string Email,
    [property: Description("8 to 128 characters.")] string Password);

internal sealed record StaffPage(IReadOnlyList<StaffMember> Items, string? Next);

internal sealed record StaffMember(
    string Id, string Name, string Email, string Role, IReadOnlyList<string> Restaurants, bool PasswordChangeNeeded);

internal sealed record InvitationPage(IReadOnlyList<InvitationSummary> Items, string? Next);

internal sealed record InvitationSummary(string Id, string Role, IReadOnlyList<string> Restaurants, DateTimeOffset Expires);

[Description("A restaurant's document: docs/restaurant.md has every field with its unit and range.")]
internal sealed record RestaurantFile(string Slug, string Name);

internal sealed record WrittenRestaurant(string Slug);
