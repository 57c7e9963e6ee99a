using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>Whatever happens between the client's disk and the answer, an order is placed once.</summary>
public sealed class ExactlyOnceTests : IAsyncLifetime
{
    private static readonly string[] GarlicBread = ["order", "ask", "--item", "garlic-bread"];

    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private FakeFrontEnd frontEnd = null!;

    public async ValueTask InitializeAsync()
    {
        frontEnd = await FakeFrontEnd.Start(town);
        Assert.Equal(0, (await client.Run(frontEnd, "register", "--name", "Ann", "--postcode", "DH1 3LE")).Code);
    }

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Theory]
    [InlineData("Unavailable")]
    [InlineData("BreakBefore")]
    [InlineData("BreakAfter")]
    [InlineData("Html")]
    public async Task A_failed_attempt_is_repeated_with_the_same_key_and_body(string fault)
    {
        frontEnd.PostFaults.Enqueue(Enum.Parse<Fault>(fault));

        var result = await client.Run(frontEnd, GarlicBread);

        Assert.Equal(0, result.Code);
        Assert.Equal(1, town.OrderCount);
        Assert.Single(town.OrderKeys.Distinct());
        Assert.Single(town.OrderBodies.Distinct());
        Assert.Equal('7', town.OrderKeys.First()[14]);
        Assert.Empty(Waiting());
    }

    [Theory]
    [InlineData("BreakBefore")]
    [InlineData("BreakAfter")]
    [InlineData("Silence")]
    public async Task An_order_without_an_answer_stays_saved_and_the_next_run_finishes_it_once(string fault)
    {
        await LeaveBehind(Enum.Parse<Fault>(fault));

        var next = await client.Run(frontEnd, "orders", "--json");

        Assert.Equal(0, next.Code);
        Assert.Contains("left without an answer (1 dish from ask)", next.Error, StringComparison.Ordinal);
        Assert.Contains("order 1", next.Error, StringComparison.Ordinal);
        Assert.Single(JsonNode.Parse(next.Out)!["items"]!.AsArray());
        Assert.Equal(1, town.OrderCount);
        Assert.Single(town.OrderKeys.Distinct());
        Assert.Empty(Waiting());
    }

    [Fact]
    public async Task When_the_front_end_dies_before_its_answer_another_one_gives_it()
    {
        await using var other = await FakeFrontEnd.Start(town);
        frontEnd.PostFaults.Enqueue(Fault.BreakAfter);

        var result = await client.RunAt($"{frontEnd.Url},{other.Url}", "", default, GarlicBread);

        Assert.Equal(0, result.Code);
        Assert.Contains("placed already", result.Out, StringComparison.Ordinal);
        Assert.Equal(1, town.OrderCount);
    }

    [Fact]
    public async Task Repeating_the_command_after_a_failure_does_not_order_twice()
    {
        await LeaveBehind(Fault.BreakAfter);

        var again = await client.Run(frontEnd, [.. GarlicBread, "--json"]);

        Assert.Equal(0, again.Code);
        Assert.Equal("o-1", JsonNode.Parse(again.Out)!["id"]!.GetValue<string>());
        Assert.Equal(1, town.OrderCount);
    }

    [Fact]
    public async Task Another_order_after_a_failure_is_placed_after_the_one_left_behind()
    {
        await LeaveBehind(Fault.BreakBefore);

        var other = await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread=2");

        Assert.Equal(0, other.Code);
        Assert.Contains("Order 2", other.Out, StringComparison.Ordinal);
        Assert.Equal(2, town.OrderCount);
    }

    [Fact]
    public async Task Ctrl_C_while_an_order_is_under_way_leaves_it_for_the_next_run()
    {
        frontEnd.PostFaults.Enqueue(Fault.Silence);
        using var stop = new CancellationTokenSource();
        var run = client.RunAt(frontEnd.Url.ToString(), "", stop.Token, GarlicBread);
        await Until(() => frontEnd.PostFaults.IsEmpty);
        await stop.CancelAsync();
        var stopped = await run;

        await client.Run(frontEnd, "orders");

        Assert.Equal(1, stopped.Code);
        Assert.Contains("It is saved", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(1, town.OrderCount);
    }

    [Fact]
    public async Task An_order_in_the_hands_of_another_client_is_left_alone()
    {
        frontEnd.PostFaults.Enqueue(Fault.Silence);
        using var stop = new CancellationTokenSource();
        var first = client.RunAt(frontEnd.Url.ToString(), "", stop.Token, GarlicBread);
        await Until(() => frontEnd.PostFaults.IsEmpty);

        var second = await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread=2");
        Assert.Equal(0, second.Code);
        Assert.Equal(1, town.OrderCount);
        Assert.DoesNotContain("left without an answer", second.Error, StringComparison.Ordinal);

        await stop.CancelAsync();
        await first;
        await client.Run(frontEnd, "orders");
        Assert.Equal(2, town.OrderCount);
    }

    [Fact]
    public async Task Clients_that_order_at_the_same_time_each_get_their_order()
    {
        const int Clients = 8;
        var runs = Enumerable.Range(1, Clients).Select(number => client.Run(frontEnd, "order", "ask", "--item", $"garlic-bread={number}"));

        var results = await Task.WhenAll(runs);

        Assert.All(results, result => Assert.Equal(0, result.Code));
        Assert.Equal(Clients, town.OrderCount);
        Assert.Empty(Waiting());
    }

    [Fact]
    public async Task The_same_key_of_ones_own_never_orders_twice()
    {
        await client.Run(frontEnd, [.. GarlicBread, "--key", "mine/1"]);
        var again = await client.Run(frontEnd, [.. GarlicBread, "--key", "mine/1"]);
        var other = await client.Run(frontEnd, "order", "ask", "--item", "garlic-bread=2", "--key", "mine/1");

        Assert.Equal(0, again.Code);
        Assert.Contains("placed already", again.Out, StringComparison.Ordinal);
        Assert.Equal(1, other.Code);
        Assert.Equal(1, town.OrderCount);
    }

    [Fact]
    public async Task A_refused_order_is_forgotten()
    {
        await client.Run(frontEnd, "order", "shut", "--item", "anything");

        Assert.Empty(Waiting());
    }

    [Fact]
    public async Task An_order_that_cannot_be_saved_is_not_sent()
    {
        var towns = Path.Combine(client.Folder, "towns", town.Lineage);
        await File.WriteAllTextAsync(Path.Combine(towns, "orders"), "a file where the folder should be", TestContext.Current.CancellationToken);

        var result = await client.Run(frontEnd, GarlicBread);

        Assert.Equal(1, result.Code);
        Assert.Single(result.ErrorLines);
        Assert.Empty(town.OrderKeys);
    }

    [Fact]
    public async Task A_registration_without_an_answer_is_finished_as_the_same_customer()
    {
        using var other = new ClientRun { Patience = ClientRun.Short };
        frontEnd.PostFaults.Enqueue(Fault.BreakAfter);
        for (var i = 0; i < 100; i++)
        {
            frontEnd.PostFaults.Enqueue(Fault.Unavailable);
        }

        var lost = await other.Run(frontEnd, "register", "--name", "Bob", "--postcode", "DH1 3LE");
        frontEnd.PostFaults.Clear();
        var who = await other.Run(frontEnd, "whoami");

        Assert.Equal(1, lost.Code);
        Assert.Equal("Bob, DH1 3LE (customer c-2)", who.Out.Trim());
        Assert.Equal(2, town.CustomerCount);
        Assert.Equal(2, town.RegistrationKeys.Distinct().Count());
    }

    /// <summary>An order whose answer never comes, as if the client or the front end had died in the middle.</summary>
    private async Task LeaveBehind(Fault fault)
    {
        var patience = client.Patience;
        client.Patience = ClientRun.Short;
        frontEnd.PostFaults.Enqueue(fault);
        for (var i = 0; i < 100; i++)
        {
            frontEnd.PostFaults.Enqueue(Fault.Unavailable);
        }

        var result = await client.Run(frontEnd, GarlicBread);

        Assert.Equal(1, result.Code);
        Assert.Contains("the next start of the client finishes it, exactly once", result.Error, StringComparison.Ordinal);
        Assert.Single(Waiting());
        frontEnd.PostFaults.Clear();
        client.Patience = patience;
    }

    private string[] Waiting() => Directory.GetFiles(Path.Combine(client.Folder, "towns", town.Lineage, "orders"), "*.json");

    private static async Task Until(Func<bool> condition)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromMinutes(2));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
