namespace JustHungry.Commands;

/// <summary>
/// What is going on, on standard error: one line that changes in a terminal; elsewhere a line now and then while it takes
/// long, so that what is quick leaves nothing in a file. Thread-safe.
/// </summary>
internal sealed class ProgressLine(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private string _said = "";
    private long _lineAt = time.GetTimestamp();

    /// <summary>Shows what goes on now.</summary>
    public void Say(string words)
    {
        lock (_lock)
        {
            if (words == _said)
            {
                return;
            }
            _said = words;
            if (_isTerminal)
            {
                Console.Error.Write(EraseLine + words);
            }
            else if (time.GetElapsedTime(_lineAt) > Long)
            {
                _lineAt = time.GetTimestamp();
                Console.Error.WriteLine(words);
            }
        }
    }

    /// <summary>Makes room for what is said next.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_isTerminal && _said.Length > 0)
            {
                Console.Error.Write(EraseLine);
            }
            _said = "";
        }
    }

    public void Dispose() => Clear();
}
