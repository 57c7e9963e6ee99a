namespace JustHungry.FrontEnd.Api;

/// <summary>
/// Menus made small for those who understand it, each once as long as it stays the same: everybody who looks at a restaurant is shown
/// the same, and that goes over the wire some ten times smaller. Nothing that is anybody's own comes here, so the size of what is sent
/// tells no secret. Safe for many threads.
/// </summary>
internal sealed class CompressedMenus
{
    /// <summary>Menus that are kept; a large one takes 100 KB and some.</summary>
    private const int Most = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Path, string Encoding), Known> _known = [];

    /// <summary>The body in that encoding.</summary>
    /// <param name="path">Whose body it is.</param>
    /// <param name="encoding">One that <see cref="Compression.Choose"/> told.</param>
    /// <param name="body">As the back end has it now.</param>
    public ReadOnlyMemory<byte> Of(string path, string encoding, ReadOnlyMemory<byte> body)
    {
        Known? known;
        lock (_gate)
        {
            if (!_known.TryGetValue((path, encoding), out known) || !known.IsOf(body))
            {
                if (_known.Count >= Most)
                {
                    _known.Clear();
                }
                _known[(path, encoding)] = known = new Known(encoding, body);
            }
        }
        return known.Compressed.Value;
    }

    private sealed class Known(string encoding, ReadOnlyMemory<byte> body)
    {
        private ReadOnlyMemory<byte> _body = body;

        /// <summary>Worked out by whoever comes first, while those who come meanwhile wait.</summary>
        public Lazy<byte[]> Compressed { get; } = new(() => Compression.Quickly(encoding, body));

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
