using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>Accounts: signing in and out, and what is remembered of it.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private readonly List<(string Call, string? Body, string? Token)> calls = [];
    private FakeFrontEnd frontEnd = null!;
    private bool isOneTime;

    public async ValueTask InitializeAsync()
    {
        frontEnd = await FakeFrontEnd.Start(town);
        frontEnd.Other = (call, body, token) =>
        {
            calls.Add((call, body?.ToJsonString(), token));
            return call switch
            {
                "POST /sessions" when body!["password"]!.GetValue<string>() != "secret words" =>
                    (401, FakeTown.Problem(401, "sign_in_failed", "That is not right", "No.")),
                "POST /sessions" or "POST /staff/accept" => (201, new JsonObject
                {
                    ["token"] = "jh_session", ["id"] = "p-1", ["role"] = "owner", ["passwordChangeNeeded"] = isOneTime,
                }),
                "GET /customers/me" => (200, new JsonObject { ["id"] = "p-1", ["name"] = "Ada", ["postcode"] = "DH1 3LE", ["email"] = "a@b" }),
                _ => (200, new JsonObject { ["id"] = "p-1" }),
            };
        };
    }

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Who_signs_in_is_remembered_and_who_signs_out_is_forgotten()
    {
        var signedIn = await client.RunWith("secret words\n", frontEnd, "sign-in", "a@b");
        var who = await client.Run(frontEnd, "whoami");
        var signedOut = await client.Run(frontEnd, "sign-out");
        var nobody = await client.Run(frontEnd, "whoami");

        Assert.Equal((0, "Welcome, Ada (owner). This is remembered."), (signedIn.Code, signedIn.Out.Trim()));
        Assert.Equal("Ada, DH1 3LE (customer p-1)", who.Out.Trim());
        Assert.Equal(0, signedOut.Code);
        Assert.Contains(("DELETE /sessions/current", null, "jh_session"), calls);
        Assert.Equal(1, nobody.Code);
    }

    [Fact]
    public async Task A_wrong_password_is_one_line_and_nothing_is_remembered()
    {
        var result = await client.RunWith("a guess\n", frontEnd, "sign-in", "a@b");

        Assert.Equal(1, result.Code);
        Assert.Single(result.ErrorLines);
        Assert.Equal(1, (await client.Run(frontEnd, "whoami")).Code);
    }

    [Fact]
    public async Task A_password_is_never_an_argument_and_without_one_nothing_is_sent()
    {
        var result = await client.RunWith("", frontEnd, "sign-in", "a@b");

        Assert.Equal(2, result.Code);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task After_a_one_time_password_another_one_is_chosen_at_once()
    {
        isOneTime = true;

        var result = await client.RunWith("secret words\nmy own words\n", frontEnd, "sign-in", "operator");

        Assert.Equal(0, result.Code);
        Assert.Contains(
            ("POST /customers/me/password", """{"current":"secret words","password":"my own words"}""", "jh_session"), calls);
    }

    [Fact]
    public async Task Enough_of_guessing_is_told_at_once_and_not_asked_again()
    {
        frontEnd.Other = (call, body, token) =>
        {
            calls.Add((call, null, token));
            return (429, FakeTown.Problem(429, "too_many_attempts", "Too many wrong tries", "Please try again in 15 minutes."));
        };

        var result = await client.RunWith("secret words\n", frontEnd, "sign-in", "a@b");

        Assert.Equal(1, result.Code);
        Assert.Contains("15 minutes", result.Error, StringComparison.Ordinal);
        Assert.Single(calls);
    }

    [Fact]
    public async Task What_somebody_wants_of_restaurants_is_asked_of_the_front_end()
    {
        await client.Run(
            frontEnd, "restaurants", "--open", "--diet", "vegan", "--avoid", "nuts,milk", "--service", "collection", "--sort", "time");

        Assert.Contains(
            "GET /api/v1/restaurants?limit=100&open=true&diet=vegan&avoid=nuts%2Cmilk&service=collection&sort=time", frontEnd.Asked);
    }
}
