namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which restaurants have a word, for the words that were looked for lately: all who look for pizza share one look. What a menu's
/// change means for them is found by asking of that menu alone. Safe for any thread.
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
    private readonly Dictionary<string, LinkedListNode<Known>> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Known> _lately = [];

    /// <summary>Which restaurants, by their numbers, have a word at a revision of the words.</summary>
    /// <param name="revision">As the read sees it.</param>
    /// <param name="word">Letters and digits.</param>
    /// <param name="source">What that read sees.</param>
    public bool[] At(long revision, string word, IWordSource source)
    {
        var known = Find(word);
        if (known?.Revision == revision)
        {
            return known.Having;
        }

        // A read that is older than what is known is answered, and not remembered.
        if (known?.Revision > revision)
        {
            return source.AllWith(word);
        }

        var changed = known is null ? null : source.ChangedAfter(known.Revision);
        var having = changed is null ? source.AllWith(word) : With(known!.Having, changed, number => source.Has(number, word));
        Keep(new Known(revision, word, having));
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

    private static bool[] With(bool[] before, IReadOnlyList<int> changed, Func<int, bool> has)
    {
        var having = before;
        Array.Resize(ref having, Math.Max(before.Length, changed.DefaultIfEmpty(-1).Max() + 1));
        having = having == before ? [.. before] : having;
        foreach (var number in changed)
        {
            having[number] = has(number);
        }

        return having;
    }

    private Known? Find(string word)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(word, out var node))
            {
                return null;
            }

            _lately.Remove(node);
            _lately.AddFirst(node);
            return node.Value;
        }
    }

    private void Keep(Known found)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(found.Word, out var node))
            {
                node.Value = node.Value.Revision < found.Revision ? found : node.Value;
                return;
            }

            _known[found.Word] = _lately.AddFirst(found);
            if (_known.Count > Most)
            {
                _known.Remove(_lately.Last!.Value.Word);
                _lately.RemoveLast();
            }
        }
    }

    /// <summary>Immutable, its list as well.</summary>
    private sealed record Known(long Revision, string Word, bool[] Having);
}

/// <summary>Where words are looked up, as one read sees them.</summary>
internal interface IWordSource
{
    /// <summary>The restaurants that have the word, by number. To tell all that have a common one takes some milliseconds.</summary>
    bool[] AllWith(string word);

    /// <summary>True where a restaurant has the word.</summary>
    bool Has(int number, string word);

    /// <summary>The restaurants whose words changed after a revision; null where they are too many to be asked of one by one.</summary>
    IReadOnlyList<int>? ChangedAfter(long revision);
}
