using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines;

/// <summary>Picks the engine of a log by its address: <c>http://…</c> is our own name server (<c>https</c> where it has a certificate), <c>etcd://…</c> an etcd.</summary>
public static class LogAddress
{
    /// <summary>The log there. No contact is made yet. To be disposed of where it is <see cref="IDisposable"/>.</summary>
    /// <param name="nameServer">The address that every process of the town is started with.</param>
    /// <param name="key">The cluster key; etcd has users and certificates of its own instead.</param>
    /// <param name="time">For time-outs and ages.</param>
    /// <param name="tls">How our own name server is trusted; an etcd's certificates stand in its address.</param>
    /// <exception cref="ArgumentException">It is no such address; the message is for people.</exception>
    public static ILog Open(string nameServer, ClusterKey key, TimeProvider time, TlsFiles? tls = null)
    {
        if (Fault(nameServer) is { } fault)
        {
            throw new ArgumentException(fault);
        }
        return IsEtcd(nameServer) ? new EtcdLog(EtcdAddress.Parse(nameServer), time) : new HttpLog(nameServer, key, time, tls);
    }

    /// <summary>What is wrong with an address, in words for people; null where nothing is.</summary>
    public static string? Fault(string nameServer)
    {
        if (IsEtcd(nameServer))
        {
            try
            {
                EtcdAddress.Parse(nameServer);
                return null;
            }
            catch (ArgumentException error)
            {
                return error.Message;
            }
        }
        var isHttp = Uri.TryCreate(nameServer, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0;
        return isHttp ? null : $"'{nameServer}' is no address of a name server: write it like http://127.0.0.1:7400, "
            + "or etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379/durham.";
    }

    /// <summary>An address as it may be shown: without a password.</summary>
    public static string Shown(string nameServer) => EtcdAddress.WithoutPassword(nameServer);

    /// <summary>What was found there, in one line for people, said at start; null where there is nothing to say.</summary>
    /// <exception cref="ArgumentException">The engine is too old; the message is for people.</exception>
    /// <exception cref="LogUnavailableException">Nobody answers.</exception>
    public static async Task<string?> Describe(ILog log, CancellationToken cancel)
    {
        if (log is not EtcdLog etcd)
        {
            return null;
        }
        var health = await etcd.Inspect(cancel);
        var old = health.Members.FirstOrDefault(member => member.IsTooOld);
        return old is not null ? throw new ArgumentException(old.Trouble)
            : health.Members.All(member => member.Trouble is not null) ? throw new LogUnavailableException(health.Trouble!)
            : health.Trouble is { } trouble ? $"{health.Describe()}. {trouble}"
            : $"{health.Describe()}.";
    }

    /// <summary>True where it is an etcd's.</summary>
    public static bool IsEtcd(string nameServer) =>
        nameServer.StartsWith(EtcdAddress.Scheme, StringComparison.OrdinalIgnoreCase);
}
