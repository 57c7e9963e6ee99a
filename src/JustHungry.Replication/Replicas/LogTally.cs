namespace JustHungry.Replication.Replicas;

/// <summary>
/// How large and how old the last entries are, as this replica has seen them come; for trimming. It knows nothing of entries from
/// before the replica started, so what is told of those is the least that they may be. Not thread-safe: the replica's loop alone uses it.
/// </summary>
internal sealed class LogTally
{
    /// <summary>Entries are counted in blocks: a figure may be so many entries too small.</summary>
    public const int BlockEntries = 64;

    private readonly long _keepBytes;
    private readonly LinkedList<Block> _blocks = [];
    private long _bytes;

    /// <param name="start">Where the replica's store stands as it starts.</param>
    /// <param name="time">The time of that entry.</param>
    /// <param name="keepBytes">How far back it remembers.</param>
    public LogTally(long start, DateTimeOffset time, long keepBytes)
    {
        _keepBytes = keepBytes;
        _blocks.AddLast(new Block(start, 0, 0, time));
    }

    /// <summary>The last entry counted.</summary>
    public long End => _blocks.Last!.Value.Last;

    /// <summary>The next entry.</summary>
    public void Add(long position, int bytes, DateTimeOffset time)
    {
        var last = _blocks.Last!.Value;
        if (last.Entries is 0 or >= BlockEntries)
        {
            _blocks.AddLast(new Block(position, 1, bytes, time));
        }
        else
        {
            _blocks.Last!.Value = new Block(position, last.Entries + 1, last.Bytes + bytes, time);
        }
        _bytes += bytes;
        while (_bytes - _blocks.First!.Value.Bytes > _keepBytes)
        {
            _bytes -= _blocks.First!.Value.Bytes;
            _blocks.RemoveFirst();
        }
    }

    /// <summary>The bytes of the entries after a position, as far as they are known.</summary>
    public long BytesAfter(long position)
    {
        var bytes = 0L;
        for (var block = _blocks.Last; block is not null && block.Value.Last - block.Value.Entries >= position; block = block.Previous)
        {
            bytes += block.Value.Bytes;
        }
        return bytes;
    }

    /// <summary>The last position from which on there are more than so many bytes; 0 where no so many are known.</summary>
    public long PositionBefore(long bytes)
    {
        var after = 0L;
        for (var block = _blocks.Last; block is not null; block = block.Previous)
        {
            after += block.Value.Bytes;
            if (after > bytes)
            {
                return block.Value.Last;
            }
        }
        return 0;
    }

    /// <summary>The last position whose entry is known to be of before that time; 0 where none is.</summary>
    public long PositionBefore(DateTimeOffset time)
    {
        for (var block = _blocks.Last; block is not null; block = block.Previous)
        {
            if (block.Value.Time < time)
            {
                return block.Value.Last;
            }
        }
        return 0;
    }

    /// <param name="Last">The position of its last entry.</param>
    /// <param name="Entries">How many it counts.</param>
    /// <param name="Bytes">How large they are together.</param>
    /// <param name="Time">When the last one was decided.</param>
    private readonly record struct Block(long Last, int Entries, long Bytes, DateTimeOffset Time);
}
