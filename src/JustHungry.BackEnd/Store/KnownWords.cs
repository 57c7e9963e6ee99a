namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which restaurants have a word, for the words that were looked for lately: all who look for pizza share one look. Kept until the
/// words of any restaurant change. Safe for any thread.
/// </summary>
/// <remarks>
/// FTS5 tells all that have a word before anything can be said of where they are, and a common word is in most of them. The words that
/// people look for are few, and each costs a byte for each restaurant.
/// </remarks>
internal sealed class KnownWords
{
    /// <summary>Words that are kept; the one looked for longest ago makes room.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Word, bool[] Having)>> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<(string Word, bool[] Having)> _lately = [];
    private long _revision;

    /// <summary>Which restaurants, by their numbers, have a word at a revision of the words.</summary>
    /// <param name="revision">As the read sees it.</param>
    /// <param name="word">Letters and digits.</param>
    /// <param name="look">Looks it up, at that revision.</param>
    public bool[] At(long revision, string word, Func<string, bool[]> look)
    {
        lock (_gate)
        {
            if (_revision == revision && _known.TryGetValue(word, out var known))
            {
                _lately.Remove(known);
                _lately.AddFirst(known);
                return known.Value.Having;
            }
        }

        var having = look(word);
        Keep(revision, word, having);
        return having;
    }

    /// <summary>Forgets all of them, so that the next look is the first.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
            _lately.Clear();
        }
    }

    private void Keep(long revision, string word, bool[] having)
    {
        lock (_gate)
        {
            // A read that is older than what is known is answered, and not remembered.
            if (revision < _revision)
            {
                return;
            }

            if (revision > _revision)
            {
                _known.Clear();
                _lately.Clear();
                _revision = revision;
            }

            if (_known.ContainsKey(word))
            {
                return;
            }

            _known[word] = _lately.AddFirst((word, having));
            if (_known.Count > Most)
            {
                _known.Remove(_lately.Last!.Value.Word);
                _lately.RemoveLast();
            }
        }
    }
}
