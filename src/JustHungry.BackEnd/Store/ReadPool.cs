using System.Collections.Concurrent;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <summary>A bounded number of connections for reads, made as they are needed. Safe for any thread.</summary>
public sealed class ReadPool : IDisposable
{
    private readonly StoreOptions _options;
    private readonly StoreMemory _memory;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<ReadConnection> _idle = [];
    private bool _disposed;

    internal ReadPool(StoreOptions options, StoreMemory memory)
    {
        _options = options;
        _memory = memory;
        _free = new SemaphoreSlim(options.Readers);
    }

    /// <summary>
    /// Reads in one transaction of a connection of its own: everything is of one moment. Waits for a free one.
    /// </summary>
    /// <exception cref="StoreException">The store failed, or was closed meanwhile.</exception>
    internal T Use<T>(Func<ReadConnection, T> read)
    {
        _free.Wait();
        try
        {
            if (_disposed)
            {
                throw new StoreException("This store was closed while the read waited: its replica goes on from a copy.");
            }

            if (!_idle.TryTake(out var connection))
            {
                connection = ReadConnection.Open(_options, _memory);
            }

            try
            {
                return read(connection);
            }
            finally
            {
                connection.End();
                _idle.Add(connection);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc cref="Use{T}(Func{ReadConnection, T})"/>
    internal void Use(Action<ReadConnection> read) => Use(connection =>
    {
        read(connection);
        return true;
    });

    /// <summary>Waits for the reads that are under way, and closes the connections.</summary>
    public void Dispose()
    {
        for (var taken = 0; taken < _options.Readers; taken++)
        {
            _free.Wait();
        }

        _disposed = true;
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _free.Release(_options.Readers);
    }
}
