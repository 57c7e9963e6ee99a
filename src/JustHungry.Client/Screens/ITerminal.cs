using System.Threading.Channels;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What comes in: a key, a window of another size, or something that a task of ours wants to be done.</summary>
internal abstract record Input
{
    private Input()
    {
    }

    public sealed record Key(ConsoleKeyInfo Info) : Input;

    public sealed record Resized : Input;

    public sealed record Posted(Action Step) : Input;
}

/// <summary>Where the screens are shown and the keys come from: a real terminal, or one that a test holds.</summary>
internal interface ITerminal : IDisposable
{
    int Width { get; }

    int Height { get; }

    /// <summary>Somebody pressed Ctrl+C, or the window is gone.</summary>
    CancellationToken Stopped { get; }

    /// <summary>From now on keys and resizes are written there.</summary>
    void Listen(ChannelWriter<Input> inputs);

    /// <summary>Shows these lines and nothing else; at most as many as there are rows.</summary>
    void Show(IReadOnlyList<Line> lines);
}
