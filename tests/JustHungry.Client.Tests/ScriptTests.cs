using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>The subcommands, against a front end of ours on a real socket.</summary>
public sealed class ScriptTests : IAsyncLifetime
{
    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private FakeFrontEnd frontEnd = null!;

    public async ValueTask InitializeAsync() => frontEnd = await FakeFrontEnd.Start(town);

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Restaurants_are_plain_lines_with_the_open_ones_first()
    {
        var result = await client.Run(frontEnd, "restaurants", "--postcode", "DH1 3LE");

        Assert.Equal(0, result.Code);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["ask", "pies", "shut"], lines.Select(line => line.Split(' ')[0]));
        Assert.DoesNotContain('\u001b', result.Out);
        Assert.DoesNotContain('│', result.Out);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_api_as_it_is()
    {
        var result = await client.Run(frontEnd, "restaurants", "--json");

        var expected = new HttpClient().GetStringAsync(new Uri(frontEnd.Url, "/api/v1/restaurants?limit=100"), TestContext.Current.CancellationToken);
        Assert.Equal(await expected, result.Out.TrimEnd('\n'));
    }

    [Fact]
    public async Task A_menu_tells_the_allergens_of_dishes_and_of_options()
    {
        var result = await client.Run(frontEnd, "menu", "ask");

        Assert.Equal(0, result.Code);
        Assert.Contains("contains gluten, milk · may contain sesame", result.Out, StringComparison.Ordinal);
        Assert.Contains("+anchovies  Anchovies  +£1.75  contains fish", result.Out, StringComparison.Ordinal);
        Assert.Contains("sold out", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_registers_once_and_is_remembered()
    {
        await Register();
        var again = await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "DH1 3LE");
        var who = await client.Run(frontEnd, "whoami");

        Assert.Equal(0, again.Code);
        Assert.Equal("Ann, DH1 3LE (customer c-1)", who.Out.Trim());
        Assert.Equal(1, town.CustomerCount);
    }

    [Fact]
    public async Task What_is_remembered_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await Register();

        foreach (var folder in Directory.EnumerateDirectories(client.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        var files = Directory.EnumerateFiles(client.Folder, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Who_you_are_belongs_to_the_town()
    {
        await Register();
        var other = new FakeTown { Lineage = "york-1" };
        await using var elsewhere = await FakeFrontEnd.Start(other);

        var there = await client.Run(elsewhere, "whoami");
        var here = await client.Run(frontEnd, "whoami");

        Assert.Equal(1, there.Code);
        Assert.Equal(0, here.Code);
    }

    [Fact]
    public async Task A_restored_town_with_a_new_lineage_still_knows_who_you_are()
    {
        await Register();
        town.Lineage = "durham-2";

        var who = await client.Run(frontEnd, "whoami");

        Assert.Equal("Ann, DH1 3LE (customer c-1)", who.Out.Trim());
    }

    [Fact]
    public async Task Who_you_are_is_known_while_the_front_end_is_gone()
    {
        await Register();
        client.Patience = ClientRun.Short with { Read = TimeSpan.FromMilliseconds(200) };
        await frontEnd.DisposeAsync();

        var who = await client.Run(frontEnd, "whoami");

        Assert.Equal("Ann, DH1 3LE (customer c-1)", who.Out.Trim());
    }

    [Fact]
    public async Task An_order_with_options_and_a_note_is_placed_and_shown()
    {
        await Register();

        var result = await client.Run(
            frontEnd, "order", "ask", "--item", "margherita:large+mozzarella*2+anchovies=2@well done, please", "--item", "garlic-bread");

        Assert.Equal(0, result.Code);
        Assert.Contains("Order 1", result.Out, StringComparison.Ordinal);
        Assert.Contains("2 ×  Margherita (Large) + 2 × Mozzarella, Anchovies “well done, please”  £33.50", result.Out, StringComparison.Ordinal);
        Assert.Contains("£38.75", result.Out, StringComparison.Ordinal);
        var body = JsonNode.Parse(town.OrderBodies.Single())!;
        Assert.Equal(2, body["lines"]![0]!["modifiers"]![0]!["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_order_can_come_from_a_file_or_from_standard_input()
    {
        await Register();
        const string Json = """{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":3}]}""";

        var piped = await client.RunAt(frontEnd.Url.ToString(), Json, default, "order", "--file", "-", "--json");

        Assert.Equal(0, piped.Code);
        Assert.Equal(1575, JsonNode.Parse(piped.Out)!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Orders_are_listed_shown_by_id_or_number_and_cancelled()
    {
        await Order();

        var list = await client.Run(frontEnd, "orders");
        var byNumber = await client.Run(frontEnd, "show", "1");
        var cancelled = await client.Run(frontEnd, "cancel", "o-1");
        var again = await client.Run(frontEnd, "cancel", "o-1");

        Assert.Contains("o-1  1  ask  £5.25  placed", list.Out, StringComparison.Ordinal);
        Assert.Contains("id  o-1", byNumber.Out, StringComparison.Ordinal);
        Assert.Contains("cancelled", cancelled.Out, StringComparison.Ordinal);
        Assert.Equal(1, again.Code);
        Assert.Equal(["hungry client: Too late to cancel: It is cancelled."], again.ErrorLines);
    }

    [Fact]
    public async Task Tracking_goes_on_after_the_last_change_when_the_stream_breaks()
    {
        await Order();
        foreach (var status in new[] { "accepted", "ready", "on_its_way", "delivered" })
        {
            town.Advance("o-1", status);
        }

        frontEnd.StreamBreaks.Enqueue(2);
        frontEnd.StreamBreaks.Enqueue(1);
        var result = await client.Run(frontEnd, "track", "o-1");

        Assert.Equal(0, result.Code);
        var told = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split("  ")[^1]);
        Assert.Equal(["placed", "accepted", "ready", "on its way", "delivered"], told);
        Assert.Equal(["", "2", "3"], frontEnd.LastEventIds);
    }

    [Fact]
    public async Task Tracking_goes_on_at_another_front_end_after_the_last_change()
    {
        await Order();
        await using var other = await FakeFrontEnd.Start(town);
        town.Advance("o-1", "accepted");
        town.Advance("o-1", "delivered");
        frontEnd.StreamBreaks.Enqueue(2);

        var result = await client.RunAt($"{frontEnd.Url},{other.Url}", "", default, "track", "o-1");

        Assert.Equal(3, result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["2"], other.LastEventIds);
    }

    [Fact]
    public async Task A_long_list_says_how_to_go_on()
    {
        await Order();
        Assert.Equal(0, (await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread=2")).Code);

        var first = await client.Run(frontEnd, "orders", "--limit", "1", "--json");
        var next = JsonNode.Parse(first.Out)!["next"]!.GetValue<string>();
        var second = await client.Run(frontEnd, "orders", "--next", next);

        Assert.StartsWith("o-1 ", second.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_several_orders_have_is_not_guessed_at()
    {
        await Order();
        town.Place(JsonNode.Parse("""{"restaurant":"pies","lines":[{"item":"steak-pie","quantity":1}]}""")!, "c-1", number: "1");

        var result = await client.Run(frontEnd, "cancel", "1");

        Assert.Equal(2, result.Code);
        Assert.Contains("2 of your orders have the number 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_one_line_for_people_and_exit_code_one()
    {
        await Register();

        var closed = await client.Run(frontEnd, "order", "shut", "--item", "anything");
        var unknown = await client.Run(frontEnd, "order", "ask", "--item", "caviar");

        Assert.Equal(1, closed.Code);
        Assert.Equal(["hungry client: The restaurant is closed: The Shut Door is closed."], closed.ErrorLines);
        Assert.Equal(1, unknown.Code);
        Assert.Equal(["hungry client: The order has mistakes: See each line. There is no dish 'caviar'."], unknown.ErrorLines);
        Assert.Equal("", unknown.Out);
    }

    [Theory]
    [InlineData("order")]
    [InlineData("order", "ask")]
    [InlineData("order", "ask", "--item", "")]
    [InlineData("order", "ask", "--item", "dish=two")]
    [InlineData("order", "ask", "--item", "dish+pie(gravy")]
    [InlineData("order", "--file", "/nowhere/at-all.json")]
    [InlineData("order", "ask", "--item", "dish", "--key", "two words")]
    [InlineData("restaurants", "--limit", "1000")]
    [InlineData("restaurants", "--limit", "many")]
    [InlineData("restaurants", "--server", "ftp://example")]
    [InlineData("orders", "--next", "http://elsewhere/")]
    [InlineData("register", "--name", "Ann")]
    [InlineData("dance")]
    [InlineData]
    public async Task A_wrong_command_line_is_exit_code_two_and_one_line(params string[] words)
    {
        await Register();

        var result = await client.Run(frontEnd, words);

        Assert.Equal(2, result.Code);
        Assert.Single(result.ErrorLines);
        Assert.Equal(0, town.OrderCount);
    }

    [Fact]
    public async Task A_malformed_postcode_is_refused_in_words()
    {
        var result = await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "DH");

        Assert.Equal(1, result.Code);
        Assert.Equal(["hungry client: This is no postcode: 'DH' is not written like DH1 3LE."], result.ErrorLines);
        Assert.Equal(0, town.CustomerCount);
    }

    [Fact]
    public async Task A_front_end_that_is_gone_is_one_line_and_exit_code_one()
    {
        client.Patience = ClientRun.Short with { Attempt = TimeSpan.FromSeconds(5), Read = TimeSpan.FromSeconds(1) };

        var result = await client.RunAt("http://127.0.0.1:9", "", default, "restaurants");

        Assert.Equal(1, result.Code);
        Assert.Equal(["hungry client: Nobody answers at http://127.0.0.1:9."], result.ErrorLines);
    }

    [Fact]
    public async Task The_next_front_end_is_asked_when_one_is_gone()
    {
        var result = await client.RunAt($"http://127.0.0.1:9,{frontEnd.Url}", "", default, "restaurants");

        Assert.Equal(0, result.Code);
    }

    [Fact]
    public async Task Menu_text_cannot_write_to_the_terminal()
    {
        town.Restaurants[1]!["name"] = "A\u001b[2JSK";

        var result = await client.Run(frontEnd, "restaurants");

        Assert.DoesNotContain('\u001b', result.Out);
    }

    private async Task Register() =>
        Assert.Equal(0, (await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "dh13le")).Code);

    private async Task Order()
    {
        await Register();
        Assert.Equal(0, (await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread")).Code);
    }
}
