using System.CommandLine;
using JustHungry.Client.Kitchen;

namespace JustHungry.Client.Tests;

/// <summary>What a run of the client said and returned.</summary>
internal sealed record ClientResult(int Code, string Out, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the client in this process, as the program would, with a configuration folder of its own.</summary>
internal sealed class ClientRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("hungry-client-").FullName;

    /// <summary>Generous, for a machine that is busy; quick to ask again.</summary>
    public Patience Patience { get; set; } = new()
    {
        Attempt = TimeSpan.FromSeconds(30),
        Command = TimeSpan.FromSeconds(60),
        Read = TimeSpan.FromSeconds(60),
        FirstPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Patience that is used up at once: a client that gives up.</summary>
    public static Patience Short { get; } = new()
    {
        Attempt = TimeSpan.FromMilliseconds(400),
        Command = TimeSpan.FromMilliseconds(400),
        Read = TimeSpan.FromSeconds(30),
        FirstPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(50),
    };

    public ClientContext Context(TextWriter output, TextWriter error, string input, string servers) => ClientContext.OfThisProcess() with
    {
        Environment = name => name switch { "HUNGRY_CONFIG" => Folder, "HUNGRY_SERVER" => servers, _ => null },
        In = new StringReader(input),
        Out = output,
        Error = error,
        OutIsTerminal = false,
        ErrorIsTerminal = false,
        OpenTerminal = () => null,
        ReadSecret = null,
        Patience = Patience,
    };

    public Task<ClientResult> Run(FakeFrontEnd frontEnd, params string[] words) => RunAt(frontEnd.Url.ToString(), "", default, words);

    /// <summary>The same with lines on standard input.</summary>
    public Task<ClientResult> RunWith(string input, FakeFrontEnd frontEnd, params string[] words) =>
        RunAt(frontEnd.Url.ToString(), input, default, words);

    /// <summary>Runs the kitchen's command, with lines on standard input.</summary>
    public Task<ClientResult> RunKitchen(string input, FakeFrontEnd frontEnd, params string[] words) =>
        RunRoot("kitchen", KitchenCommand.Create, frontEnd.Url.ToString(), input, default, words);

    /// <summary>Runs the screens on a terminal of ours.</summary>
    public async Task<ClientResult> Screens(FakeFrontEnd frontEnd, ScriptedTerminal terminal)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var context = Context(output, error, "", frontEnd.Url.ToString()) with { OpenTerminal = () => terminal };
        var code = await Task.Run(() => ClientCommand.Create(context).Parse([]).InvokeAsync());
        return new(code, output.ToString(), error.ToString());
    }

    public Task<ClientResult> RunAt(string servers, string input, CancellationToken cancel, params string[] words) =>
        RunRoot("client", ClientCommand.Create, servers, input, cancel, words);

    private async Task<ClientResult> RunRoot(
        string name, Func<ClientContext, Command> create, string servers, string input, CancellationToken cancel, string[] words)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var root = new RootCommand { create(Context(output, error, input, servers)) };
        var parsed = root.Parse([name, .. words]);
        if (parsed.Errors.Count > 0)
        {
            // The program does the same before it runs anything.
            return new(ExitCodes.Usage, "", parsed.Errors[0].Message);
        }

        var code = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }, cancel);
        return new(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
