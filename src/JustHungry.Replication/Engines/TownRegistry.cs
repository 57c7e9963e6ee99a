using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines;

/// <summary>Who lives, and nothing else: for a front end, which may not touch the log. Thread-safe.</summary>
public sealed class TownRegistry : IDisposable
{
    private readonly ILog _log;

    /// <param name="nameServer">As for <see cref="LogAddress.Open"/>.</param>
    /// <param name="key">The cluster key.</param>
    /// <param name="time">For time-outs and ages.</param>
    /// <param name="tls">As there.</param>
    /// <exception cref="ArgumentException">It is no such address; the message is for people.</exception>
    public TownRegistry(string nameServer, ClusterKey key, TimeProvider time, TlsFiles? tls = null) =>
        _log = LogAddress.Open(nameServer, key, time, tls);

    /// <summary>The registry beside a log that somebody has opened; disposing it disposes the log.</summary>
    public TownRegistry(ILog log) => _log = log;

    /// <summary>What is wrong with an address, in words for people; null where nothing is.</summary>
    public static string? Fault(string nameServer) => LogAddress.Fault(nameServer);

    /// <summary>True where an address is an etcd's.</summary>
    public static bool IsEtcd(string nameServer) => LogAddress.IsEtcd(nameServer);

    /// <summary>An address as it may be shown: without a password.</summary>
    public static string Shown(string nameServer) => LogAddress.Shown(nameServer);

    /// <summary>All replicas that were heard of lately.</summary>
    /// <exception cref="LogUnavailableException">The name server did not answer.</exception>
    public Task<IReadOnlyList<Registration>> List(CancellationToken cancel) => _log.Registry(cancel);

    /// <summary>Forgets a replica that was removed, until it says something again.</summary>
    /// <exception cref="LogUnavailableException">The name server did not answer.</exception>
    public Task Forget(string replica, CancellationToken cancel) => _log.Forget(replica, cancel);

    /// <summary>What was found there, in one line for people; null where there is nothing to say.</summary>
    /// <exception cref="ArgumentException">The engine is too old; the message is for people.</exception>
    /// <exception cref="LogUnavailableException">Nobody answers.</exception>
    public Task<string?> Describe(CancellationToken cancel) => LogAddress.Describe(_log, cancel);

    /// <inheritdoc/>
    public void Dispose() => (_log as IDisposable)?.Dispose();
}
