using System.Globalization;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>How an etcd is, as its members say. Immutable.</summary>
/// <param name="Members">One for each address that the log was given, in that order.</param>
/// <param name="Alarms">etcd's alarms; none in health.</param>
/// <param name="FullAt">At this share of the quota in use (0–1) the log takes nothing more.</param>
/// <param name="CompactionTrouble">Words where old revisions cannot be dropped; else null.</param>
public sealed record EtcdHealth(
    IReadOnlyList<EtcdMember> Members, IReadOnlyList<EtcdAlarm> Alarms, double FullAt, string? CompactionTrouble = null)
{
    /// <summary>A file that is nearly as large as the quota: etcd counts the file, however empty it is inside.</summary>
    private const double FileFullAt = 0.95;

    /// <summary>Share of the quota that is in use (0–1), at the member where it is most; 0 where none says.</summary>
    public double QuotaUse => Members.Select(member => member.QuotaUse).DefaultIfEmpty(0).Max();

    /// <summary>Why nothing more may be added to the log, and what to do about it; null while there is room.</summary>
    public string? Refusal
    {
        get
        {
            if (Alarms.Count > 0)
            {
                return $"{AlarmWords()} {WayOut(disarm: true)}";
            }
            var fullest = Members.MaxBy(member => member.QuotaUse);
            if (fullest?.QuotaUse >= FullAt)
            {
                return $"The database of etcd at {fullest.Endpoint} has {Bytes(fullest.DbInUseBytes)} of its quota of "
                    + $"{Bytes(fullest.QuotaBytes)} in use ({Share(fullest.QuotaUse)}): the log takes nothing more before it is full. "
                    + "Let the log be trimmed (it is every minute, once two replicas have a durable copy), or start the members "
                    + $"with a larger --quota-backend-bytes. {WayOut(disarm: false)}";
            }
            var largest = Members.MaxBy(member => member.FileUse);
            return largest?.FileUse >= FileFullAt
                ? $"The database file of etcd at {largest.Endpoint} is {Bytes(largest.DbBytes)}, {Share(largest.FileUse)} of its "
                    + $"quota, although only {Share(largest.QuotaUse)} is in use. Defragment. {WayOut(disarm: false)}"
                : null;
        }
    }

    /// <summary>What is wrong, and what to do; null where all is well.</summary>
    public string? Trouble => Refusal ?? MembersTrouble() ?? CompactionTrouble;

    /// <summary>One line for people: versions, who answers, who leads, how full it is.</summary>
    public string Describe()
    {
        var versions = Members.Select(member => member.Version).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var answering = Members.Count(member => member.Trouble is null);
        var leader = Members.FirstOrDefault(member => member.IsLeader);
        var fullest = Members.MaxBy(member => member.QuotaUse);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"etcd {(versions.Count == 0 ? "of an unknown version" : string.Join(" and ", versions))}: {answering} of {Members.Count} "
            + $"members answer, {(leader is null ? "no leader is among them" : $"{leader.Endpoint} leads")}, "
            + $"{Bytes(fullest?.DbInUseBytes ?? 0)} of {Bytes(fullest?.QuotaBytes ?? 0)} in use ({Share(QuotaUse)})");
    }

    private string? MembersTrouble()
    {
        var silent = Members.Where(member => member.Trouble is not null).Select(member => member.Trouble).ToList();
        return silent.Count > 0 ? string.Join(" ", silent) : null;
    }

    private string AlarmWords() => string.Join(" ", Alarms.Select(alarm => string.Create(
        CultureInfo.InvariantCulture,
        $"etcd has raised the alarm {alarm.Kind} (member {alarm.MemberId}, {alarm.MemberId:x}): {Meaning(alarm.Kind)}.")));

    private static string Meaning(string kind) => kind switch
    {
        "NOSPACE" => "its database has reached the quota, and it takes no more writes",
        "CORRUPT" => "a member's data differ from the others'; replace that member before anything else",
        _ => "see etcd's manual",
    };

    /// <summary>The steps, in the order in which they must be done; all of them are needed.</summary>
    private string WayOut(bool disarm)
    {
        var endpoints = string.Join(",", Members.Select(member => member.Endpoint));
        var defragment = string.Join("; ", Members.Select(member => $"etcdctl --endpoints={member.Endpoint} defrag"));
        var steps = $"To make room: 1. trim the log; 2. etcdctl --endpoints={endpoints} compact REVISION (the one that endpoint "
            + $"status -w json shows); 3. member by member: {defragment}";
        return disarm
            ? $"{steps}; 4. {string.Join("; ", Alarms.Select(alarm => Disarm(endpoints, alarm)))}."
            : $"{steps}.";
    }

    private string Disarm(string endpoints, EtcdAlarm alarm) => string.Create(
        CultureInfo.InvariantCulture,
        $"etcdctl --endpoints={endpoints} alarm disarm (or POST {Members[0].Endpoint}/v3/maintenance/alarm ")
        + $$"""{"action":"DEACTIVATE","memberID":"{{alarm.MemberId}}","alarm":"{{alarm.Kind}}"})""";

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1L << 30):F1} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1L << 20):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB"),
    };

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):F0} %");
}

/// <summary>One member of an etcd. Immutable; sizes in bytes.</summary>
/// <param name="Endpoint">Its client address.</param>
/// <param name="Version">Its version; null where it does not answer.</param>
/// <param name="MemberId">Its id; 0 where it does not answer.</param>
/// <param name="IsLeader">Whether it leads.</param>
/// <param name="Revision">etcd's revision there.</param>
/// <param name="DbBytes">Size of its database file, which is what etcd measures against the quota.</param>
/// <param name="DbInUseBytes">How much of that is in use; the rest is used again, or given back by defragmenting.</param>
/// <param name="QuotaBytes">Its quota; 0 where not known.</param>
/// <param name="Trouble">Words where it does not answer or is too old; else null.</param>
public sealed record EtcdMember(
    string Endpoint, string? Version, ulong MemberId, bool IsLeader, long Revision, long DbBytes, long DbInUseBytes, long QuotaBytes,
    string? Trouble)
{
    /// <summary>Whether it runs a version that is too old to work with.</summary>
    public bool IsTooOld => Version is not null && !EtcdClient.IsNewEnough(Version);

    /// <summary>Share of the quota that is in use (0–1); 0 where not known.</summary>
    public double QuotaUse => QuotaBytes > 0 ? (double)DbInUseBytes / QuotaBytes : 0;

    /// <summary>The file's share of the quota (0–1); 0 where not known.</summary>
    public double FileUse => QuotaBytes > 0 ? (double)DbBytes / QuotaBytes : 0;
}

/// <summary>An alarm of etcd's. Immutable.</summary>
/// <param name="MemberId">The member that raised it.</param>
/// <param name="Kind">etcd's name for it: NOSPACE or CORRUPT.</param>
public sealed record EtcdAlarm(ulong MemberId, string Kind);
