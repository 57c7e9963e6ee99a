using System.Text.Json;

namespace JustHungry.Client.Api;

/// <content>Accounts, sessions, and orders of another device.</content>
internal sealed partial class TownApi
{
    public Task<Reply<Session>> SignIn(string key, string email, string password, CancellationToken cancel) =>
        Command("sessions", null, key, RequestBodies.Of(("email", email), ("password", password)), Session.From, cancel);

    public Task<Reply<Session>> Accept(
        string key, string code, string name, string email, string password, CancellationToken cancel) => Command(
            "staff/accept",
            null,
            key,
            RequestBodies.Of(("code", code), ("name", name), ("email", email), ("password", password)),
            Session.From,
            cancel);

    public Task<Reply<string>> SignOut(string token, string key, bool everywhere, CancellationToken cancel) => Command(
        everywhere ? "sessions" : "sessions/current", token, key, null, Id, cancel, HttpMethod.Delete);

    public Task<Reply<string>> OpenAccount(string token, string key, string email, string password, CancellationToken cancel) =>
        Command("customers/me/account", token, key, RequestBodies.Of(("email", email), ("password", password)), Id, cancel);

    public Task<Reply<string>> ChangePassword(
        string token, string key, string current, string password, CancellationToken cancel) => Command(
            "customers/me/password", token, key, RequestBodies.Of(("current", current), ("password", password)), Id, cancel);

    public Task<Reply<string>> ChangeEmail(
        string token, string key, string email, string password, CancellationToken cancel) => Command(
            "customers/me/email", token, key, RequestBodies.Of(("email", email), ("password", password)), Id, cancel);

    public Task<Reply<string>> Change(string token, string key, byte[] body, CancellationToken cancel) =>
        Command("customers/me", token, key, body, Id, cancel, HttpMethod.Patch);

    public Task<Reply<string>> Erase(string token, string key, string? password, CancellationToken cancel) =>
        Command("customers/me/erase", token, key, RequestBodies.Of(("password", password)), Id, cancel);

    /// <summary>Looks for an order from another device.</summary>
    public Task<Reply<FoundOrder>> FindByPhone(string key, string number, string phone, string? restaurant, CancellationToken cancel) =>
        Command(
            "orders/find",
            null,
            key,
            RequestBodies.Of(("number", number), ("phone", phone), ("restaurant", restaurant)),
            FoundOrder.From,
            cancel);

    public Task<Reply<Me>> Me(string token, CancellationToken cancel) => Read($"{Root}customers/me", token, Api.Me.From, cancel);

    public Task<Reply<string>> Export(string token, CancellationToken cancel) =>
        Read($"{Root}customers/me/export", token, json => json.GetRawText(), cancel);

    private static string Id(JsonElement json) => json.Text("id");
}

/// <summary>Somebody is signed in.</summary>
internal sealed record Session(string Token, string Id, string Role, bool PasswordChangeNeeded)
{
    public static Session From(JsonElement json) => new(
        json.Text("token"), json.Text("id"), json.TextOrNull("role") ?? "customer", json.Flag("passwordChangeNeeded", otherwise: false));
}

/// <summary>Who a token's bearer is, and how to reach them.</summary>
/// <param name="Email">Null: a guest.</param>
internal sealed record Me(string Id, string Name, string Postcode, string? Email)
{
    /// <summary>Null: none is known.</summary>
    public string? Phone { get; init; }

    /// <summary>Street and house, line by line; empty: none is known.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];

    public static Me From(JsonElement json) =>
        new(json.Text("id"), json.Text("name"), json.Text("postcode"), json.TextOrNull("email"))
        {
            Phone = json.TextOrNull("phone"),
            Address = json.Field("address") is { ValueKind: JsonValueKind.Array } ? json.Texts("address") : [],
        };
}

/// <summary>An order of another device, and the token that shows it and nothing else.</summary>
internal sealed record FoundOrder(Order Order, string Token)
{
    public static FoundOrder From(JsonElement json) =>
        new(Order.From(json.GetProperty("order")), json.Text("token"));
}
