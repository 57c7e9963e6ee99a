using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>Runs a subcommand: gives it what it needs, and turns whatever happens into an exit code and one line.</summary>
internal sealed class CommandRunner(ClientContext context, Option<string[]> server, string name = "client")
{
    public ClientContext Context => context;

    /// <summary>A fresh "--json" option: every subcommand has one.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print the API's JSON as it is." };

    /// <summary>Lets the command run the steps when it is called.</summary>
    public void On(Command command, Option<bool> json, Func<Run, Task<int>> steps) =>
        command.SetAction((parsed, cancel) => Guard(async () =>
        {
            var run = new Run(context, parsed, Servers(parsed), parsed.GetValue(json), cancel) { Name = name };
            return await steps(run);
        }));

    /// <summary>Without a subcommand: the screens.</summary>
    public void Interactive(Command command) => command.SetAction((parsed, cancel) => Guard(async () =>
    {
        var servers = Servers(parsed);
        using var terminal = context.OpenTerminal()
            ?? throw new UsageException("This needs a terminal. For scripts: client restaurants, menu, order, … (see --help)");
        return await Screens.App.Run(context, servers, terminal, cancel);
    }));

    /// <summary>Without a subcommand: other screens.</summary>
    public void Interactive(
        Command command, Func<IReadOnlyList<Uri>, Screens.ITerminal, ParseResult, CancellationToken, Task<int>> screens) =>
        command.SetAction((parsed, cancel) => Guard(async () =>
        {
            var servers = Servers(parsed);
            using var terminal = context.OpenTerminal()
                ?? throw new UsageException($"This needs a terminal. For scripts: {name} board, accept, … (see --help)");
            return await screens(servers, terminal, parsed, cancel);
        }));

    private IReadOnlyList<Uri> Servers(ParseResult parsed)
    {
        var given = parsed.GetValue(server);
        return ServerList.Parse(given is { Length: > 0 } ? given : [FromEnvironment()]);
    }

    private string FromEnvironment() =>
        context.Environment("HUNGRY_SERVER") is { Length: > 0 } address ? address : ServerList.Default;

    private async Task<int> Guard(Func<Task<int>> steps)
    {
        try
        {
            return await steps();
        }
        catch (UsageException usage)
        {
            return Fail(ExitCodes.Usage, usage.Message);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception trouble) when (trouble is OutageException or MemoryException)
        {
            return Fail(ExitCodes.Refused, trouble.Message);
        }
#pragma warning disable CA1031 // Nobody at a terminal is helped by a stack trace: a bug, too, is one line.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Fail(ExitCodes.Refused, $"Something unexpected went wrong: {bug.GetType().Name}: {bug.Message}");
        }
    }

    private int Fail(int code, string message)
    {
        context.Error.WriteLine($"hungry {name}: " + JsonReading.Clean(message));
        return code;
    }
}

/// <summary>One run of a subcommand.</summary>
internal sealed class Run(
    ClientContext context, ParseResult parsed, IReadOnlyList<Uri> servers, bool json, CancellationToken cancel)
{
    public ClientContext Context => context;

    public ParseResult Parsed => parsed;

    /// <summary>What the command is called that this is a part of.</summary>
    public string Name { get; init; } = "client";

    public IReadOnlyList<Uri> Servers => servers;

    public bool Json => json;

    public CancellationToken Cancel => cancel;

    public Printer Out { get; } = new(context.Out, context.OutIsTerminal, context.Environment);

    /// <summary>What became of orders that earlier runs left behind; known once the visit has begun.</summary>
    public IReadOnlyList<FinishedOrder> Finished { get; private set; } = [];

    /// <summary>Finds the town, and first finishes what earlier runs left unfinished, saying so on standard error.</summary>
    public async Task<Visit> Begin()
    {
        var visit = await Visit.Begin(context, servers, Tell, cancel);
        try
        {
            await visit.Reception.FinishBegun(cancel);
            Finished = await FinishLeftBehind(visit);
            return visit;
        }
        catch
        {
            visit.Dispose();
            throw;
        }
    }

    /// <summary>Who orders; a refusal in words if nobody has registered.</summary>
    public static Ordering.Visit Known(Visit visit, out Memory.Person me)
    {
        me = visit.Me ?? throw new OutageException(
            "You are not known here yet. First: client register --name NAME --postcode POSTCODE");
        return visit;
    }

    /// <summary>A refusal: one line on standard error; with --json the problem document on standard output.</summary>
    public int Refuse(Problem problem, Answer answer)
    {
        if (json)
        {
            Out.WriteJson(answer.Text);
        }

        return Fail(problem.InOneLine());
    }

    public int Fail(string message)
    {
        context.Error.WriteLine($"hungry {Name}: " + JsonReading.Clean(message));
        return ExitCodes.Refused;
    }

    public void Note(string words) => context.Error.WriteLine(JsonReading.Clean(words));

    private void Tell(string trouble)
    {
        if (context.ErrorIsTerminal)
        {
            Note($"{trouble} Asking again …");
        }
    }

    private async Task<IReadOnlyList<FinishedOrder>> FinishLeftBehind(Visit visit)
    {
        var finished = new List<FinishedOrder>();
        await foreach (var order in visit.Desk.FinishLeftBehind(About, cancel))
        {
            finished.Add(order);
            Note(Outcomes.InWords(order.Placing));
            if (order.Placing is Placing.Unknown)
            {
                // The others would have to wait as long for the same silence.
                break;
            }
        }

        return finished;
    }

    private void About(Memory.PendingOrder order) =>
        Note($"An order of {Wording.When(order.At, context.Time)} was left without an answer ({order.Summary}). Finishing it …");
}
