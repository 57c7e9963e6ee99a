namespace JustHungry.Client.Tests;

/// <summary>The client as a real process: killed in the middle, and on a real terminal.</summary>
public sealed class ProcessTests : IAsyncLifetime
{
    private const string CtrlC = "\u0003";
    private const string AlternateScreen = "\u001b[?1049h";
    private const string BackToTheShell = "\u001b[?1049l";

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
    [InlineData("Silence")]
    [InlineData("SilenceAfter")]
    public async Task Killed_between_the_save_and_the_answer_the_order_is_finished_once_by_the_next_run(string fault)
    {
        frontEnd.PostFaults.Enqueue(Enum.Parse<Fault>(fault));
        await using var killed = ClientProcess.Start(frontEnd, client.Folder, "order", "ask", "--item", "garlic-bread");
        await killed.Until(() => frontEnd.PostFaults.IsEmpty);
        killed.Kill();
        await killed.Ended();

        var next = await client.Run(frontEnd, "orders");

        Assert.Contains("left without an answer", next.Error, StringComparison.Ordinal);
        Assert.Contains("o-1", next.Out, StringComparison.Ordinal);
        Assert.Equal(1, town.OrderCount);
        Assert.Single(town.OrderKeys.Distinct());
    }

    [Fact]
    public async Task On_a_terminal_it_takes_the_screen_and_gives_it_back()
    {
        Assert.SkipUnless(ClientProcess.CanHaveTerminal, "script(1) is not installed.");
        await using var person = ClientProcess.OnTerminal(frontEnd, client.Folder);
        await person.Shows("Restaurants that deliver to DH1 3LE");
        await person.Type("\r");
        await person.Shows("Garlic bread");
        await person.Type("\r");
        await person.Shows("Added");
        await person.Type("\u001b");
        await person.Shows("Restaurants that deliver to DH1 3LE");
        await person.Type("q");
        await person.Shows("Leave now?");
        await person.Type("\u001b[B\r");

        Assert.Equal(0, await person.Ended());
        Assert.Contains(AlternateScreen, person.Output, StringComparison.Ordinal);
        Assert.EndsWith(BackToTheShell, person.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_leaves_at_once_and_the_shell_is_as_it_was()
    {
        Assert.SkipUnless(ClientProcess.CanHaveTerminal, "script(1) is not installed.");
        await using var person = ClientProcess.OnTerminal(frontEnd, client.Folder);
        await person.Shows("Restaurants that deliver to DH1 3LE");
        await person.Type(CtrlC);

        Assert.Equal(130, await person.Ended());
        Assert.EndsWith(BackToTheShell, person.Output, StringComparison.Ordinal);
    }
}
