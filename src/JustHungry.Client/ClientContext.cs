using System.Security.Cryptography;
using JustHungry.Client.Screens;

namespace JustHungry.Client;

/// <summary>What the client takes from the world around it: clock, random, environment and the three streams.</summary>
internal sealed record ClientContext
{
    public required TimeProvider Time { get; init; }

    /// <summary>Must be unguessable: whoever knows the key of a registration could ask for its token again.</summary>
    public required Random Random { get; init; }

    /// <summary>Reads one environment variable; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    public required TextReader In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Somebody sits there: colours and widths make sense.</summary>
    public required bool OutIsTerminal { get; init; }

    public required bool ErrorIsTerminal { get; init; }

    /// <summary>
    /// Reads a secret: typed without being shown after the words, or a line of standard input where nobody sits there. Null at
    /// its end.
    /// </summary>
    public Func<string, string?>? ReadSecret { get; init; }

    /// <summary>Opens the terminal for the interactive screens; null when there is none.</summary>
    public required Func<ITerminal?> OpenTerminal { get; init; }

    public Patience Patience { get; init; } = new();

    /// <summary>The real world. The only place of the client that touches the process's own clock and random.</summary>
    public static ClientContext OfThisProcess() => new()
    {
        Time = TimeProvider.System,
        Random = new UnguessableRandom(),
        Environment = System.Environment.GetEnvironmentVariable,
        In = Console.In,
        Out = Console.Out,
        Error = Console.Error,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OpenTerminal = SystemTerminal.Open,
        ReadSecret = Screens.Secrets.Read,
    };

    /// <summary>Random numbers from the operating system's cryptographic source; safe from several threads.</summary>
    private sealed class UnguessableRandom : Random
    {
        public override void NextBytes(byte[] buffer) => RandomNumberGenerator.Fill(buffer);

        public override void NextBytes(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
    }
}
