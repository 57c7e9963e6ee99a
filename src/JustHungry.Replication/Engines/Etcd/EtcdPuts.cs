using System.Globalization;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// How many small values etcd itself takes in a second, by the client that the log goes through: the measure that orders are held
/// against. Everything is put at the member that leads, and removed afterwards.
/// </summary>
public static class EtcdPuts
{
    private const int MostConnections = 16;

    /// <summary>Longer than any put takes where etcd is well.</summary>
    private static readonly TimeSpan PutTime = TimeSpan.FromSeconds(30);

    /// <summary>Writers that each put one value after the other, for a time; returns how many were put in all.</summary>
    /// <param name="address">The etcd's, as for <c>--name-server</c>.</param>
    /// <param name="writers">How many at once.</param>
    /// <param name="bytes">Size of a value.</param>
    /// <param name="duration">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    /// <exception cref="LogUnavailableException">etcd does not take them; the message says why.</exception>
    public static async Task<PutsResult> Measure(
        string address, int writers, int bytes, TimeSpan duration, TimeProvider time, CancellationToken cancel)
    {
        var options = EtcdAddress.Parse(address);
        options = options with { Endpoints = [await Leader(options, time, cancel)] };
        var clients = Enumerable.Range(0, Math.Min(writers, MostConnections)).Select(_ => new EtcdClient(options, time)).ToList();
        var prefix = $"/{options.Town}-puts/";
        try
        {
            var value = EtcdKeys.Wrap(new byte[bytes]);
            var since = time.GetTimestamp();
            var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
                async () =>
                {
                    var put = new PutRequest { Key = Key(prefix, writer), Value = value };
                    var count = 0;
                    for (; time.GetElapsedTime(since) < duration; count++)
                    {
                        var client = clients[writer % clients.Count];
                        await client.AskAt(client.Endpoints[0], (etcd, call) => etcd.Kv.PutAsync(put, call).ResponseAsync, PutTime, cancel);
                    }
                    return count;
                },
                cancel)));
            var took = time.GetElapsedTime(since);
            var all = new DeleteRangeRequest { Key = Key(prefix, 0), RangeEnd = Key(prefix, 1_000_000) };
            await clients[0].Ask((etcd, call) => etcd.Kv.DeleteRangeAsync(all, call).ResponseAsync, cancel);
            return new PutsResult(writers, counts.Sum(), took);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task<Uri> Leader(EtcdOptions options, TimeProvider time, CancellationToken cancel)
    {
        using var log = new EtcdLog(options, time);
        var health = await log.Inspect(cancel);
        var leader = health.Members.FirstOrDefault(member => member.IsLeader)
            ?? throw new LogUnavailableException(health.Trouble ?? "etcd has no leader.");
        return options.Endpoints.First(url => url.GetLeftPart(UriPartial.Authority) == leader.Endpoint);
    }

    private static Google.Protobuf.ByteString Key(string prefix, int writer) =>
        Google.Protobuf.ByteString.CopyFromUtf8(prefix + writer.ToString("D6", CultureInfo.InvariantCulture));
}

/// <summary>What a measurement of puts showed. Immutable.</summary>
/// <param name="Writers">How many at once.</param>
/// <param name="Puts">How many in all.</param>
/// <param name="Duration">In how long.</param>
public sealed record PutsResult(int Writers, long Puts, TimeSpan Duration)
{
    /// <summary>Puts a second.</summary>
    public double PerSecond => Puts / Duration.TotalSeconds;
}
