using System.Threading.Channels;
using JustHungry.Client.Screens;
using JustHungry.Client.Words;

namespace JustHungry.Client.Tests;

/// <summary>A terminal that a test looks at and types into.</summary>
internal sealed class ScriptedTerminal : ITerminal
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource stopped = new();
    private readonly Lock gate = new();
    private ChannelWriter<Input> inputs = Channel.CreateUnbounded<Input>().Writer;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string[] rows = [];
    private (int Width, int Height) largest = (80, 24);

    public int Width { get; private set; } = 80;

    public int Height { get; private set; } = 24;

    public CancellationToken Stopped => stopped.Token;

    public bool IsClosed { get; private set; }

    public string Text
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', rows);
            }
        }
    }

    public void Listen(ChannelWriter<Input> writer) => inputs = writer;

    public void Show(IReadOnlyList<Line> lines)
    {
        lock (gate)
        {
            // The window may have changed while this was drawn: it is to fit one that was there since the last time.
            Assert.True(lines.Count <= largest.Height, "more lines than rows");
            Assert.All(lines, line => Assert.True(line.Width <= largest.Width, $"wider than the window: {line}"));
            largest = (Width, Height);
            rows = [.. lines.Select(line => line.ToString().TrimEnd())];
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Dispose() => IsClosed = true;

    /// <summary>Waits until the screen shows the text, then types.</summary>
    public async Task When(string text, params object[] keys)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Text.Contains(text, StringComparison.Ordinal))
                {
                    break;
                }

                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(Limit, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"“{text}” did not appear. The screen:\n{Text}");
            }
        }

        foreach (var key in keys)
        {
            Press(key);
        }
    }

    public void Resize(int width, int height)
    {
        lock (gate)
        {
            (Width, Height) = (width, height);
            largest = (Math.Max(largest.Width, width), Math.Max(largest.Height, height));
        }

        inputs.TryWrite(new Input.Resized());
    }

    /// <summary>Waits until the window, of this size, is filled, or says that it is too small to be.</summary>
    public async Task Filled()
    {
        const int words = 1;
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (largest == (Width, Height) && (rows.Length == Height || rows.Length == words))
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ctrl+C.</summary>
    public void Stop() => stopped.Cancel();

    private void Press(object key)
    {
        switch (key)
        {
            case ConsoleKey special:
                Write('\0', special);
                break;
            case ConsoleKeyInfo exactly:
                inputs.TryWrite(new Input.Key(exactly));
                break;
            case string text:
                foreach (var letter in text)
                {
                    Write(letter, char.IsAsciiLetter(letter) ? Enum.Parse<ConsoleKey>(letter.ToString(), ignoreCase: true) : ConsoleKey.None);
                }

                break;
        }
    }

    private void Write(char letter, ConsoleKey key) =>
        inputs.TryWrite(new Input.Key(new ConsoleKeyInfo(letter, key, shift: false, alt: false, control: false)));
}
