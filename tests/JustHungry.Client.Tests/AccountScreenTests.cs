using System.Text.Json.Nodes;
using static System.ConsoleKey;

namespace JustHungry.Client.Tests;

/// <summary>Who one is, on the screens: accounts, addresses, orders of another device.</summary>
public sealed class AccountScreenTests : IAsyncLifetime
{
    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private readonly ScriptedTerminal terminal = new();
    private readonly List<(string Call, string Body, string? Token)> calls = [];
    private readonly JsonObject known = new()
    {
        ["id"] = "c-1", ["name"] = "Ann", ["postcode"] = "DH1 3LE", ["phone"] = null, ["address"] = null, ["email"] = null,
    };

    private FakeFrontEnd frontEnd = null!;

    public async ValueTask InitializeAsync()
    {
        frontEnd = await FakeFrontEnd.Start(town);
        frontEnd.Other = Answer;
    }

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task A_guest_opens_an_account_and_changes_everything_about_themselves()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Ann · DH1 3LE", "w");
        await terminal.When("A guest: remembered on this computer alone", End, UpArrow, UpArrow, UpArrow, Enter);
        await terminal.When("Open an account", "taken@b", Enter);
        await terminal.When("Password", "secret words");
        await terminal.When("••••••••••••", Enter);
        await terminal.When("There is an account with that e-mail", Ctrl('u'), "ann@b", Enter);
        await terminal.When("Password", "secret words", Enter);
        await terminal.When("You have an account now", Enter);
        await terminal.When("E-mail     ann@b", Home, Enter);
        await terminal.When("Your name", Ctrl('u'), "Anna", Enter);
        await terminal.When("Anna · DH1 3LE", Home, DownArrow, Enter);
        await terminal.When("Where shall orders go?", Ctrl('u'), "dh11aa", Enter);
        await terminal.When("Postcode   DH1 1AA", Home, DownArrow, DownArrow, Enter);
        await terminal.When("Your phone", "0191 498 0000", Enter);
        await terminal.When("Phone      0191 498 0000", Home, DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("Your address", "1 North Road, Flat 2", Enter);
        await terminal.When("Address    1 North Road, Flat 2", Home, DownArrow, DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("Another e-mail address", Ctrl('u'), "anna@b", Enter);
        await terminal.When("To be sure that it is you", "secret words", Enter);
        await terminal.When("Sign in with the new address", Enter);
        await terminal.When("❯ E-mail     anna@b", DownArrow, Enter);
        await terminal.When("Password until now", "secret words", Enter);
        await terminal.When("New password", "other words", Enter);
        await terminal.When("Your other devices are signed out", Enter);
        await terminal.When("❯ Password", Escape);
        await terminal.When("Restaurants that deliver to DH1 1AA", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Contains(calls, call => call is { Call: "POST /customers/me/account", Body: """{"email":"ann@b","password":"secret words"}""" });
        Assert.Contains(calls, call => call is { Call: "PATCH /customers/me", Body: """{"address":["1 North Road","Flat 2"]}""" });
        Assert.Contains(calls, call => call is { Call: "POST /customers/me/email", Body: """{"email":"anna@b","password":"secret words"}""" });
        Assert.Contains(calls, call => call is { Call: "POST /customers/me/password", Body: """{"current":"secret words","password":"other words"}""" });
        Assert.DoesNotContain("secret words", terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_here_before_signs_in_on_a_new_computer_and_signs_out_everywhere()
    {
        known["email"] = "ann@b";
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("I have been here before", Tab);
        await terminal.When("You have been here before", Enter);
        await terminal.When("E-mail", "ann@b", Enter);
        await terminal.When("Password", "a guess", Enter);
        await terminal.When("That is not right", Enter);
        await terminal.When("Password", "secret words", Enter);
        await terminal.When("Ann · DH1 3LE", "w");
        await terminal.When("Sign out on all devices", Home, DownArrow, DownArrow, DownArrow, DownArrow, DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("Sign out on all devices?", DownArrow, Enter);
        await terminal.When("Where shall it go?");
        terminal.Stop();

        await run;
        Assert.Contains(calls, call => call is { Call: "DELETE /sessions", Token: "jh_session" });
        Assert.Equal(1, (await client.Run(frontEnd, "whoami")).Code);
    }

    [Fact]
    public async Task A_guest_finds_an_order_of_another_device_by_its_number_and_phone_and_follows_it()
    {
        town.Restaurants.Add(FakeMenus.Diner());
        var (_, registered) = town.Register(JsonNode.Parse("""{"name":"Bob","postcode":"DH1 3LE"}""")!, "bob");
        town.Place(JsonNode.Parse("""{"restaurant":"diner","lines":[{"item":"soup","quantity":2}]}""")!, (string)registered["id"]!, "41");

        var run = client.Screens(frontEnd, terminal);
        await terminal.When("I have been here before", Tab);
        await terminal.When("You have been here before", DownArrow, Enter);
        await terminal.When("It stands on the receipt", "40", Enter);
        await terminal.When("Phone", "0191 498 0000", Enter);
        await terminal.When("There is no such order", Ctrl('u'), "41", Enter);
        await terminal.When("Phone", Enter);
        await terminal.When("The Diner has your order");
        Assert.DoesNotContain("cancel it", terminal.Text, StringComparison.Ordinal);
        town.Advance("o-1", "accepted");
        await terminal.When("The Diner is cooking.", Escape);
        await terminal.When("Where shall it go?");
        terminal.Stop();

        await run;
    }

    [Fact]
    public async Task At_the_checkout_one_says_which_house_and_it_is_remembered()
    {
        town.TellsQuotes = true;
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added: Garlic bread", "b");
        await terminal.When("❯ Order · £5.25", Enter);
        await terminal.When("Which house?", DownArrow, DownArrow, Enter);
        await terminal.When("Street and house", "1 North Road, Flat 2", Enter);
        await terminal.When("Postcode", Enter);
        await terminal.When("Your phone", "0191 498 0000", Enter);
        await terminal.When("Remember this address?", Enter);
        await terminal.When("To Ann, 1 North Road, Flat 2, DH1 3LE", Enter);
        await terminal.When("Thank you! It is ordered.", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Equal(
            """{"lines":["1 North Road","Flat 2"],"postcode":"DH1 3LE","phone":"0191 498 0000"}""",
            JsonNode.Parse(town.OrderBodies.Single())!["address"]!.ToJsonString());
        Assert.Contains(
            calls, call => call is { Call: "PATCH /customers/me", Body: """{"phone":"0191 498 0000","address":["1 North Road","Flat 2"]}""" });
    }

    [Fact]
    public async Task An_address_that_is_known_stands_at_the_checkout_already()
    {
        town.TellsQuotes = true;
        (known["phone"], known["address"]) = ("0191 498 0000", new JsonArray("2 South Street"));
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added: Garlic bread", "b");
        await terminal.When("❯ Order · £5.25", Enter);
        await terminal.When("To Ann, 2 South Street, DH1 3LE", Enter);
        await terminal.When("Thank you! It is ordered.", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Equal("2 South Street", (string?)JsonNode.Parse(town.OrderBodies.Single())!["address"]!["lines"]![0]);
    }

    [Fact]
    public async Task Who_orders_alcohol_says_that_they_are_of_age_first()
    {
        town.TellsQuotes = true;
        town.Issues = body => (bool?)body["ageConfirmed"] == true ? [] : new JsonArray(new JsonObject
        {
            ["path"] = "lines[0].item", ["code"] = "age_check_needed", ["message"] = "It is for people of 18 or more (ageConfirmed).",
        });
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added: Garlic bread", "b");
        await terminal.When("❯ Order · £5.25", Enter);
        await terminal.When("❯ Yes, order for £5.25");
        Assert.DoesNotContain("ageConfirmed", terminal.Text, StringComparison.Ordinal);
        await terminal.When("❯ Yes, order for £5.25", Enter);
        await terminal.When("There is alcohol in this order");
        await terminal.When("❯ I am 18 or more", Enter);
        await terminal.When("Thank you! It is ordered.", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        Assert.True((bool?)JsonNode.Parse(town.OrderBodies.Single())!["ageConfirmed"]);
    }

    [Fact]
    public async Task A_meal_deal_is_chosen_dish_by_dish_with_what_belongs_to_each()
    {
        town.Restaurants.Add(FakeMenus.Diner());
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", End, UpArrow, Enter);
        await terminal.When("❯ Lunch for one", Enter);
        await terminal.When("The main", "a");
        await terminal.When("“The main”: please choose one first.", DownArrow, DownArrow, Enter);
        await terminal.When("(•) Pizza (Large)", DownArrow, Enter);
        await terminal.When("[x] Ham", DownArrow, Enter, RightArrow);
        await terminal.When("[2] Water", "a");
        await terminal.When("Added: Lunch for one", "b");
        await terminal.When("Pizza (Large), Ham, 2 × Water");
        await terminal.When("❯ Order · £13.00", Enter);
        await terminal.When("❯ Yes, order for £13.00", Enter);
        await terminal.When("Thank you! It is ordered.", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Equal(
            """[{"group":"main","item":"pizza","variation":"large","modifiers":[{"id":"ham"}]},{"group":"drink","item":"water","quantity":2}]""",
            JsonNode.Parse(town.OrderBodies.Single())!["lines"]![0]!["choices"]!.ToJsonString());
    }

    [Fact]
    public async Task A_meal_deal_is_ordered_by_a_script_as_the_menu_writes_it()
    {
        town.Restaurants.Add(FakeMenus.Diner());
        await Register();

        var menu = await client.Run(frontEnd, "menu", "diner");
        var ordered = await client.Run(
            frontEnd, "order", "diner", "--item", "lunch+main/pizza:large(ham)+drink/water*2=1@quickly");

        Assert.Contains("+main/pizza:large  Pizza (Large)  +£2.00", menu.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (ordered.Code, ordered.Error));
        Assert.Equal(
            """{"item":"lunch","choices":[{"group":"main","item":"pizza","variation":"large","modifiers":[{"id":"ham"}]},{"group":"drink","item":"water","quantity":2}],"quantity":1,"note":"quickly"}""",
            JsonNode.Parse(town.OrderBodies.Single())!["lines"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task An_e_mail_address_is_changed_by_a_script_with_the_password_on_standard_input()
    {
        await Register();

        var result = await client.RunWith("secret words\n", frontEnd, "email", "new@b");

        Assert.Equal((0, "From now on: client sign-in new@b"), (result.Code, result.Out.Trim()));
        Assert.Contains(calls, call => call is { Call: "POST /customers/me/email", Body: """{"email":"new@b","password":"secret words"}""" });
    }

    private static ConsoleKeyInfo Ctrl(char letter) =>
        new('\0', Enum.Parse<ConsoleKey>(letter.ToString(), ignoreCase: true), shift: false, alt: false, control: true);

    private async Task Register()
    {
        var result = await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "DH1 3LE");
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    private (int, JsonObject)? Answer(string call, JsonNode? body, string? token)
    {
        calls.Add((call, body?.ToJsonString() ?? "", token));
        switch (call)
        {
            case "POST /sessions" when (string?)body!["password"] != "secret words":
                return (401, FakeTown.Problem(401, "sign_in_failed", "That is not right", "No."));
            case "POST /sessions":
                return (201, new() { ["token"] = "jh_session", ["id"] = "c-1", ["role"] = "customer", ["passwordChangeNeeded"] = false });
            case "GET /customers/me":
                return (200, (JsonObject)known.DeepClone());
            case "PATCH /customers/me":
                foreach (var (name, value) in body!.AsObject())
                {
                    known[name] = name == "postcode" ? "DH1 1AA" : value?.DeepClone();
                }

                return Done();
            case "POST /customers/me/account" when (string?)body!["email"] == "taken@b":
                return (409, FakeTown.Problem(409, "email_taken", "That e-mail address has an account", "There is an account with that e-mail address already."));
            case "POST /customers/me/account" or "POST /customers/me/email":
                known["email"] = body!["email"]!.DeepClone();
                return Done();
            case "POST /orders/find" when (string?)body!["number"] != "41":
                return (404, FakeTown.Problem(404, "order_not_found", "There is no such order", ""));
            case "POST /orders/find":
                return (200, new() { ["token"] = "jh_bob", ["order"] = town.OrderOf("c-1", "o-1") });
            default:
                return Done();
        }
    }

    private static (int, JsonObject) Done() => (200, new() { ["id"] = "c-1" });
}
