using System.Globalization;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>Looks how etcd is, keeps the log from filling it, and makes room again. Thread-safe.</summary>
internal sealed class EtcdMaintenance(EtcdClient client, EtcdTrimming trimming, EtcdOptions options, TimeProvider time)
{
    /// <summary>etcd's quota where it was not set.</summary>
    private const long DefaultQuota = 2L << 30;

    private const string NoSpace = "NOSPACE";

    /// <summary>However fast the log grows, it is looked at so many times before it could fill the quota.</summary>
    private const int LooksPerQuota = 100;

    private static readonly TimeSpan DefragmentTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookAgainWhenFull = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private EtcdHealth? _health;
    private Task<EtcdHealth>? _looking;
    private long _lookedAt;
    private long _writtenSince;

    /// <summary>What was found last; null before the first look.</summary>
    public EtcdHealth? Health => Volatile.Read(ref _health);

    /// <summary>Asks all members now.</summary>
    public Task<EtcdHealth> Look(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_looking is null or { IsCompleted: true })
            {
                _looking = LookAtAll();
            }
            return _looking.WaitAsync(cancel);
        }
    }

    /// <summary>Looks, beside whatever else goes on, if it is time to.</summary>
    public void LookNowAndThen()
    {
        if (Health is null || time.GetElapsedTime(Volatile.Read(ref _lookedAt)) > options.HealthEvery)
        {
            _ = Look(CancellationToken.None);
        }
    }

    /// <summary>Before each advance. The look itself goes on beside the advances, except the first one and while it is full.</summary>
    /// <exception cref="LogUnavailableException">etcd is nearly full, or has raised an alarm; says what to do.</exception>
    public async Task CheckRoom(int bytes, CancellationToken cancel)
    {
        var health = Health ?? await Look(cancel);
        var written = Interlocked.Add(ref _writtenSince, bytes);
        if (health.Refusal is not null && time.GetElapsedTime(Volatile.Read(ref _lookedAt)) > LookAgainWhenFull)
        {
            health = await Look(cancel);
        }
        else if (written > LeastQuota(health) / LooksPerQuota)
        {
            _ = Look(CancellationToken.None);
        }
        LookNowAndThen();
        if (health.Refusal is { } words)
        {
            throw new LogUnavailableException(words) { IsFull = true };
        }
    }

    /// <summary>
    /// The way out of a full etcd, after trimming: drops old revisions, defragments member by member (each stands still
    /// meanwhile), and disarms the alarm NOSPACE of each member that raised it. All of that is needed.
    /// </summary>
    public async Task<EtcdHealth> MakeRoom(CancellationToken cancel)
    {
        var health = await Look(cancel);
        await trimming.Compact(health.Members.Max(member => member.Revision), cancel);
        foreach (var endpoint in client.Endpoints)
        {
            await client.AskAt(
                endpoint, (etcd, options) => etcd.Maintenance.DefragmentAsync(new DefragmentRequest(), options).ResponseAsync,
                DefragmentTime, cancel);
        }
        foreach (var alarm in health.Alarms.Where(alarm => alarm.Kind == NoSpace))
        {
            await Ask(
                new AlarmRequest
                {
                    Action = AlarmRequest.Types.AlarmAction.Deactivate,
                    MemberID = alarm.MemberId,
                    Alarm = AlarmType.Nospace,
                },
                cancel);
        }
        return await Look(cancel);
    }

    private async Task<EtcdHealth> LookAtAll()
    {
        Interlocked.Exchange(ref _writtenSince, 0);
        Volatile.Write(ref _lookedAt, time.GetTimestamp());
        var members = await Task.WhenAll(client.Endpoints.Select(LookAt));
        var health = new EtcdHealth(members, await Alarms(), options.FullAt, trimming.Trouble);
        Volatile.Write(ref _health, health);
        return health;
    }

    private async Task<EtcdMember> LookAt(EtcdEndpoint endpoint)
    {
        var name = endpoint.ToString();
        try
        {
            var status = await client.Status(endpoint, LookTime, CancellationToken.None);
            var quota = status.DbSizeQuota > 0 ? status.DbSizeQuota : await Quota(endpoint);
            return new EtcdMember(
                name, status.Version, status.Header.MemberId, status.Leader == status.Header.MemberId, status.Header.Revision,
                status.DbSize, status.DbSizeInUse, quota, status.Leader == 0 ? $"etcd at {name} has no leader." : null);
        }
        catch (LogUnavailableException error)
        {
            return new EtcdMember(name, endpoint.Contact.Version, 0, false, 0, 0, 0, 0, error.Message);
        }
    }

    /// <summary>The quota as the metrics have it; etcd's own default where they are not to be had.</summary>
    private async Task<long> Quota(EtcdEndpoint endpoint)
    {
        var contact = endpoint.Contact;
        if (contact.QuotaBytes == 0)
        {
            var metrics = await client.Page(endpoint, "/metrics", LookTime, CancellationToken.None);
            contact.QuotaBytes = ReadQuota(metrics) ?? 0;
        }
        return contact.QuotaBytes > 0 ? contact.QuotaBytes : DefaultQuota;
    }

    /// <summary>Finds the quota among a member's metrics; null where it is not.</summary>
    public static long? ReadQuota(ReadOnlySpan<byte> metrics)
    {
        var at = metrics.IndexOf("\netcd_server_quota_backend_bytes "u8);
        if (at < 0)
        {
            return null;
        }
        var value = metrics[(at + "\netcd_server_quota_backend_bytes ".Length)..];
        var end = value.IndexOf((byte)'\n');
        return double.TryParse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? (long)bytes : null;
    }

    private async Task<IReadOnlyList<EtcdAlarm>> Alarms()
    {
        try
        {
            var answer = await Ask(new AlarmRequest(), CancellationToken.None);
            return [.. answer.Alarms.Select(alarm => new EtcdAlarm(alarm.MemberID, $"{alarm.Alarm}".ToUpperInvariant()))];
        }
        catch (LogUnavailableException)
        {
            return [];
        }
    }

    private Task<AlarmResponse> Ask(AlarmRequest request, CancellationToken cancel) =>
        client.Ask((etcd, options) => etcd.Maintenance.AlarmAsync(request, options).ResponseAsync, cancel);

    private static long LeastQuota(EtcdHealth health) =>
        health.Members.Where(member => member.QuotaBytes > 0).Select(member => member.QuotaBytes).DefaultIfEmpty(DefaultQuota).Min();
}
