namespace JustHungry.FrontEnd;

/// <summary>
/// What was made of a body of the back end's, kept as long as that body stays the same: everybody who looks at a restaurant is shown the
/// same menu. The bodies come in all the same, so that nobody is shown what is no longer true. Safe for many threads.
/// </summary>
/// <param name="most">How many are kept; one more, and all are forgotten.</param>
internal sealed class BodyMemo<T>(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = [];

    /// <summary>What was made of that body, or what is made of it now; others who ask for the same wait for that.</summary>
    /// <param name="key">What the body is, and what is made of it.</param>
    /// <param name="body">As the back end has it now.</param>
    /// <param name="make">Makes it; what it throws is thrown to all who ask, until the body is another one.</param>
    public T Of(string key, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, T> make)
    {
        Known? known;
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out known) || !known.IsOf(body))
            {
                if (_known.Count >= most)
                {
                    _known.Clear();
                }
                _known[key] = known = new Known(body, make);
            }
        }
        return known.Made.Value;
    }

    private sealed class Known(ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, T> make)
    {
        private ReadOnlyMemory<byte> _body = body;

        public Lazy<T> Made { get; } = new(() => make(body));

        /// <summary>Under the lock. Those who share a read have the same bytes in the same place, which is seen at once.</summary>
        public bool IsOf(ReadOnlyMemory<byte> other)
        {
            if (_body.Equals(other))
            {
                return true;
            }
            if (!_body.Span.SequenceEqual(other.Span))
            {
                return false;
            }
            _body = other;
            return true;
        }
    }
}
