using System.Text.Json.Nodes;
using static System.ConsoleKey;

namespace JustHungry.Client.Tests;

/// <summary>The screens, driven by keys as a person would, against a front end on a real socket.</summary>
public sealed class ScreenTests : IAsyncLifetime
{
    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private readonly ScriptedTerminal terminal = new();
    private FakeFrontEnd frontEnd = null!;

    public async ValueTask InitializeAsync() => frontEnd = await FakeFrontEnd.Start(town);

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Somebody_orders_from_the_first_question_to_the_delivered_order()
    {
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Postcode", "dh13le", Enter);
        await terminal.When("Name", "Ann", Enter);
        await terminal.When("Restaurants that deliver to DH1 3LE", Enter);
        await terminal.When("Garlic bread", RightArrow);
        await terminal.When("❯ Margherita", Enter);
        await terminal.When("❯ ( ) Small", DownArrow, Enter);
        await terminal.When("(•) Large", DownArrow, RightArrow, RightArrow);
        await terminal.When("[2] Mozzarella", "a");
        await terminal.When("Added: Margherita (Large)", "b");
        await terminal.When("❯ Order · £15.00", Enter);
        await terminal.When("❯ Yes, order for £15.00", Enter);
        await terminal.When("Thank you! It is ordered.");
        await terminal.When("live");
        town.Advance("o-1", "accepted");
        await terminal.When("ASK is cooking.");
        town.Advance("o-1", "delivered");
        await terminal.When("Enjoy your meal!", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        Assert.True(terminal.IsClosed);
        Assert.Equal(1500, JsonNode.Parse(town.OrderBodies.Single())!["expectedTotal"]!.GetValue<int>());
    }

    [Fact]
    public async Task At_the_checkout_one_chooses_collection_a_slot_a_voucher_and_a_tip_and_sees_what_it_comes_to()
    {
        town.TellsQuotes = true;
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Restaurants that deliver to DH1 3LE", Enter);
        await terminal.When("Garlic bread", RightArrow);
        await terminal.When("❯ Margherita", Enter);
        await terminal.When("❯ ( ) Small", DownArrow, Enter);
        await terminal.When("(•) Large", "a");
        await terminal.When("Added: Margherita (Large)", "b");
        await terminal.When("❯ Order · £12.00", Enter);
        await terminal.When("❯ Yes, order for £12.00", DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("Collected by Ann", DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("For when?", DownArrow, Enter);
        await terminal.When("Collected by Ann", DownArrow, DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("Code", "TEN", Enter);
        await terminal.When("❯ Yes, order for £11.00", DownArrow, DownArrow, DownArrow, DownArrow, DownArrow, Enter);
        await terminal.When("In pounds", "1.50", Enter);
        await terminal.When("❯ Yes, order for £12.50", Enter);
        await terminal.When("Thank you! It is ordered.", Escape);
        await terminal.When("Restaurants that deliver", "q");

        Assert.Equal(0, (await run).Code);
        var body = JsonNode.Parse(town.OrderBodies.Single())!;
        Assert.Equal(
            ("collection", "2026-11-22T18:15:00.000Z", "TEN", 150, 1250),
            ((string?)body["service"], (string?)body["time"], (string?)body["voucher"], (int)body["tip"]!, (int)body["expectedTotal"]!));
    }

    [Fact]
    public async Task Who_you_are_is_asked_once_only()
    {
        await Register();

        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Ann · DH1 3LE", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Equal(1, town.CustomerCount);
    }

    [Fact]
    public async Task A_wrong_postcode_is_explained_and_asked_again()
    {
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Postcode", "dh", Enter);
        await terminal.When("'dh' is not written like DH1 3LE", "1 3le", Enter);
        await terminal.When("Food for DH1 3LE");
        terminal.Stop();

        Assert.Equal(130, (await run).Code);
    }

    [Fact]
    public async Task What_must_be_chosen_is_asked_for_before_it_goes_into_the_basket()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Pies & Peas", DownArrow, Enter);
        await terminal.When("❯ Steak pie", Enter);
        await terminal.When("Choose your gravy  choose one", "a");
        await terminal.When("“Choose your gravy”: please choose one first.");
        await terminal.When("❯ ( ) Beef gravy", Enter);
        await terminal.When("(•) Beef gravy", DownArrow, Enter);
        await terminal.When("(•) No gravy");
        Assert.DoesNotContain("(•) Beef gravy", terminal.Text, StringComparison.Ordinal);
        await terminal.When("(•) No gravy", "a");
        await terminal.When("Added: Steak pie", "b");
        await terminal.When("No gravy");
        terminal.Stop();
        await run;
    }

    [Fact]
    public async Task The_basket_changes_quantities_takes_notes_and_removes()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added", "b");
        await terminal.When("❯ Order · £5.25", Home, RightArrow, RightArrow);
        await terminal.When("‹ 3 ›", LeftArrow);
        await terminal.When("‹ 2 ›", "nno garlic", Enter);
        await terminal.When("“no garlic”");
        await terminal.When("Order · £10.50", "d");
        await terminal.When("There is nothing in it yet.");
        terminal.Stop();
        await run;
    }

    [Fact]
    public async Task A_closed_restaurant_and_a_sold_out_dish_say_so()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("The Shut Door");
        await terminal.When("closed");
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", DownArrow, Enter);
        await terminal.When("Olives is sold out.");
        terminal.Stop();
        await run;
    }

    [Fact]
    public async Task A_changed_price_is_confirmed_again()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added", "b");
        FakeMenus.Item(town.Find("ask")!, "garlic-bread")!["price"] = 600L;
        await terminal.When("❯ Order · £5.25", Enter);
        await terminal.When("❯ Yes, order for £5.25", Enter);
        await terminal.When("❯ Yes, order for £6.00", Enter);
        await terminal.When("Thank you! It is ordered.");
        terminal.Stop();
        await run;

        Assert.Equal(2, town.OrderKeys.Distinct().Count());
        Assert.Equal(1, town.OrderCount);
    }

    [Fact]
    public async Task Waiting_is_told_in_words_and_the_order_is_placed_once()
    {
        await Register();
        client.Patience = client.Patience with { FirstPause = TimeSpan.FromMilliseconds(300), LongestPause = TimeSpan.FromMilliseconds(300) };
        frontEnd.PostFaults.Enqueue(Fault.BreakAfter);
        frontEnd.PostFaults.Enqueue(Fault.Unavailable);
        var run = client.Screens(frontEnd, terminal);
        await Confirm();
        await terminal.When("Asking again (attempt 2)");
        await terminal.When("Thank you! It is ordered.");
        terminal.Stop();
        await run;

        Assert.Equal(1, town.OrderCount);
        Assert.Single(town.OrderKeys.Distinct());
    }

    [Fact]
    public async Task An_order_in_doubt_is_finished_by_the_next_start()
    {
        await Register();
        client.Patience = ClientRun.Short;
        for (var i = 0; i < 100; i++)
        {
            frontEnd.PostFaults.Enqueue(Fault.BreakAfter);
        }

        var run = client.Screens(frontEnd, terminal);
        await Confirm();
        await terminal.When("We do not know yet whether your order stands", DownArrow, Enter);
        await terminal.When("Restaurants that deliver", "q");
        var left = await run;
        frontEnd.PostFaults.Clear();

        var second = new ScriptedTerminal();
        var next = client.Screens(frontEnd, second);
        await second.When("It had been placed already: order 1", Enter);
        await second.When("Your order 1 from ASK");
        second.Stop();
        await next;

        Assert.Contains("the next start of the client finishes it, exactly once", left.Error, StringComparison.Ordinal);
        Assert.Equal(1, town.OrderCount);
        Assert.Single(town.OrderKeys.Distinct());
    }

    [Fact]
    public async Task An_order_is_cancelled_from_its_screen_after_a_question()
    {
        await Register();
        Assert.Equal(0, (await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread")).Code);
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Your order 1 from ASK", "o");
        await terminal.When("❯ ASK  order 1", Enter);
        await terminal.When("c cancel it", "c");
        await terminal.When("Cancel order 1?", DownArrow, Enter);
        await terminal.When("It is cancelled.");
        terminal.Stop();
        await run;
    }

    [Fact]
    public async Task Older_orders_follow_and_the_place_in_the_list_is_kept()
    {
        await Register();
        var body = JsonNode.Parse("""{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":1}]}""")!;
        for (var order = 1; order <= 30; order++)
        {
            town.Place(body, "c-1");
        }

        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Your order 30 from ASK", "o");
        await terminal.When("❯ ASK  order 30", End);
        await terminal.When("❯ Older orders", Enter);
        await terminal.When("❯ ASK  order 11", DownArrow, DownArrow);
        await terminal.When("❯ ASK  order 9", Enter);
        await terminal.When("Order 9  ASK", Escape);
        await terminal.When("❯ ASK  order 9");
        terminal.Stop();
        await run;
    }

    [Fact]
    public async Task Somebody_else_can_order_and_the_first_one_comes_back()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Ann · DH1 3LE", "w");
        await terminal.When("Somebody else orders", End, Enter);
        await terminal.When("Who is ordering?", End, Enter);
        await terminal.When("Where shall orders go?", "dh1 1aa", Enter);
        await terminal.When("Food for DH1 1AA", "Bob", Enter);
        await terminal.When("Bob · DH1 1AA", "w");
        await terminal.When("Somebody else orders", End, Enter);
        await terminal.When("❯ Bob, DH1 1AA (now)", DownArrow, Enter);
        await terminal.When("Ann · DH1 3LE", "q");

        Assert.Equal(0, (await run).Code);
        Assert.Equal(2, town.CustomerCount);
    }

    [Fact]
    public async Task Every_size_of_window_is_filled_and_none_overflows()
    {
        await Register();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("❯ ASK", Enter);
        foreach (var (width, height) in new[] { (200, 60), (113, 30), (60, 15), (40, 12), (20, 5), (1, 1), (80, 24) })
        {
            terminal.Resize(width, height);
            await terminal.Filled();
        }

        await terminal.When("❯ Garlic bread", Enter);
        terminal.Resize(150, 40);
        await terminal.When("b change it or order");
        terminal.Stop();

        Assert.Equal(130, (await run).Code);
    }

    [Fact]
    public async Task A_front_end_that_is_gone_is_said_calmly_and_tried_again()
    {
        client.Patience = client.Patience with { Read = TimeSpan.FromSeconds(2) };
        var url = frontEnd.Url;
        await frontEnd.DisposeAsync();
        var run = client.Screens(frontEnd, terminal);
        await terminal.When("Just Hungry is out of reach");
        frontEnd = await FakeFrontEnd.Start(town, url.Port);
        await terminal.When("❯ Try again", Enter);
        await terminal.When("Welcome");
        terminal.Stop();
        await run;
    }

    private async Task Register() =>
        Assert.Equal(0, (await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "dh13le")).Code);

    private async Task Confirm()
    {
        await terminal.When("❯ ASK", Enter);
        await terminal.When("❯ Garlic bread", Enter);
        await terminal.When("Added", "b");
        await terminal.When("❯ Order · £5.25", Enter);
        await terminal.When("❯ Yes, order for £5.25", Enter);
    }
}
