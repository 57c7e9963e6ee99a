using System.Globalization;
using System.Net.Http.Json;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Replication;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Doctor;

/// <summary>Looks at a running town: its log, its replicas, their clocks and programs, its front ends, and whether the stores are equal.</summary>
internal sealed class TownCheck(ClusterClient cluster, IReadOnlyList<string> frontEnds, string version, TimeProvider time)
{
    private const int Looks = 5;
    private const double SlowLogMs = 100;
    private const double HalfFull = 0.6;
    private const long FarBehind = 1_000;
    private static readonly TimeSpan ClockDoubt = TimeSpan.FromSeconds(1);

    private ClusterView? _view;

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancel)
    {
        var findings = new List<Finding>(await Log(cancel));
        try
        {
            _view = await cluster.Look(cancel);
        }
        catch (RefusedException)
        {
            // The log's finding says so.
        }
        if (_view is { } view)
        {
            findings.AddRange(await Replicas(view, cancel));
        }
        foreach (var frontEnd in frontEnds)
        {
            findings.Add(await FrontEnd(frontEnd, cancel));
        }
        if (_view is { Primary: not null })
        {
            findings.Add(await Stores(cancel));
        }
        return findings;
    }

    private async Task<IReadOnlyList<Finding>> Log(CancellationToken cancel)
    {
        try
        {
            var took = new List<double>();
            LogHead? head = null;
            for (var i = 0; i < Looks; i++)
            {
                var since = time.GetTimestamp();
                head = await cluster.Log.Head(cancel);
                took.Add(time.GetElapsedTime(since).TotalMilliseconds);
            }
            took.Sort();
            var words = string.Create(
                CultureInfo.InvariantCulture, $"answers in {took[Looks / 2]:0.0} ms (worst of {Looks}: {took[^1]:0.0} ms); head at {head?.Position ?? 0}");
            var speed = head is null ? Finding.Bad("log", "there is no town in it", "is the address right? A new town: hungry replica --new-town.")
                : took[Looks / 2] > SlowLogMs ? Finding.Doubtful("log", words, "every order waits for it: look at its disk, and at the network.")
                : Finding.Good("log", words);
            return cluster.Log is EtcdLog etcd ? [Engine(await etcd.Inspect(cancel)), speed] : [speed];
        }
        catch (LogUnavailableException error)
        {
            return [Finding.Bad("log", error.Message, error switch
            {
                { IsStranger: true } => "give the town's own key or user.",
                { MovedTo: { } to } => $"use --name-server {to}.",
                _ => "start it, or correct the address; orders wait meanwhile, reads go on.",
            })];
        }
    }

    private static Finding Engine(EtcdHealth health)
    {
        var words = health.Describe();
        return health.Refusal is { } refusal ? Finding.Bad("engine", words, refusal)
            : health.Members.FirstOrDefault(member => member.IsTooOld) is { } old ? Finding.Bad("engine", words, old.Trouble!)
            : health.Trouble is { } trouble ? Finding.Doubtful("engine", words, trouble)
            : health.QuotaUse > HalfFull ? Finding.Doubtful("engine", words, "is the log trimmed? It needs two replicas with durable stores; or give it a larger quota.")
            : Finding.Good("engine", words);
    }

    private async Task<IReadOnlyList<Finding>> Replicas(ClusterView view, CancellationToken cancel)
    {
        var findings = new List<Finding>
        {
            view.Primary is { } primary
                ? Finding.Good("primary", string.Create(CultureInfo.InvariantCulture, $"{primary.Replica.Id}, view {view.View?.Number}"))
                : Finding.Bad("primary", "there is none", "are replicas running? What they say below is why."),
        };
        var clocks = new List<(string Id, TimeSpan Off)>();
        foreach (var member in view.Members)
        {
            findings.Add(await Replica(member, view, clocks, cancel));
        }
        var living = view.Members.Count(member => member.Role is ReplicaRole.Primary or ReplicaRole.Backup);
        if (living < 2)
        {
            findings.Add(Finding.Doubtful("replicas", $"{living} live{(living == 1 ? "s" : "")}", "start another one: with one alone a disk's death loses the town, and the log is not trimmed."));
        }
        findings.Add(Clock(clocks));
        findings.Add(Programs(view));
        return findings;
    }

    private async Task<Finding> Replica(Member member, ClusterView view, List<(string, TimeSpan)> clocks, CancellationToken cancel)
    {
        if (member.Role == ReplicaRole.Gone)
        {
            return Finding.Doubtful(member.Id, "was not heard of for a while", "start it; or, if it is gone for good, hungry cluster remove " + member.Id);
        }
        try
        {
            var since = time.GetTimestamp();
            using var answer = await cluster.Send(member.Status, HttpMethod.Get, InnerApi.Status, null, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                return member.Role == ReplicaRole.Joining
                    ? Finding.Doubtful(member.Id, $"joins: {member.Status.Notice}", "wait until it has what it missed.")
                    : Finding.Bad(member.Id, $"answers {(int)answer.StatusCode} at {member.Status.Replica.Url}", "is its cluster key the town's?");
            }
            var status = (await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ReplicaStatus, cancel))!;
            var took = time.GetElapsedTime(since);
            clocks.Add((member.Id, status.Clock - (time.GetUtcNow() - (took / 2))));
            var behind = Math.Max(0, view.Newest - status.Applied);
            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"{ClusterReport.Word(status.Role)} at {status.Replica.Url}, answers in {took.TotalMilliseconds:0.0} ms, at {status.Applied}");
            return (status.Trouble ?? status.Refuses) is { } trouble ? Finding.Bad(member.Id, $"{words}: {trouble}", "see docs/operations.md, \"When something is wrong\".")
                : behind > FarBehind ? Finding.Doubtful(member.Id, string.Create(CultureInfo.InvariantCulture, $"{words}, {behind} behind"), "it follows; if that grows, its disk or machine is too slow.")
                : Finding.Good(member.Id, words);
        }
        catch (Exception error) when (error is HttpRequestException or System.Text.Json.JsonException
            || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Finding.Bad(
                member.Id, $"says that it lives, and does not answer at {member.Status.Replica.Url}",
                "can that address be reached from here and from the other machines? See --listen and --advertise, and the firewall.");
        }
    }

    private static Finding Clock(List<(string Id, TimeSpan Off)> clocks)
    {
        var far = clocks.Where(clock => clock.Off.Duration() > ClockDoubt).OrderByDescending(clock => clock.Off.Duration()).ToList();
        var widest = clocks.Select(clock => clock.Off.Duration()).DefaultIfEmpty().Max();
        var words = string.Create(CultureInfo.InvariantCulture, $"the replicas' are at most {widest.TotalMilliseconds:0} ms off this machine's");
        return far.Count == 0 ? Finding.Good("clock", words)
            : (far[0].Off.Duration() > ReplicaTimes.ClockTolerance ? (Func<string, string, string, Finding>)Finding.Bad : Finding.Doubtful)(
                "clock",
                string.Create(CultureInfo.InvariantCulture, $"{far[0].Id}'s is {far[0].Off.TotalSeconds:0.0} s off this machine's"),
                "let all machines follow one time server (chrony, systemd-timesyncd); more than 5 s off, a replica is no primary.");
    }

    private Finding Programs(ClusterView view)
    {
        var programs = view.Members.Where(member => member.Role != ReplicaRole.Gone)
            .Select(member => member.Status.Program ?? "unknown").Append(version).Distinct().Order(StringComparer.Ordinal).ToList();
        var level = view.View?.Level ?? Replication.Views.View.FirstLevel;
        var words = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", programs)}; feature level {level}");
        return programs.Count > 1 ? Finding.Doubtful("versions", words, "finish the upgrade: every replica, front end and this program.")
            : view.Members.Count > 0 && view.Members.All(member => member.Status.Reads > level)
                ? Finding.Doubtful("versions", words, "every replica reads a higher level: hungry cluster features raise, once going back is out of the question.")
                : Finding.Good("versions", words);
    }

    private async Task<Finding> FrontEnd(string url, CancellationToken cancel)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(5));
            var since = time.GetTimestamp();
            using var answer = await cluster.Http.GetAsync(new Uri(new Uri(url), "/health/ready"), limit.Token);
            var took = time.GetElapsedTime(since);
            return answer.IsSuccessStatusCode
                ? Finding.Good("front end", string.Create(CultureInfo.InvariantCulture, $"{url} is ready, answers in {took.TotalMilliseconds:0.0} ms"))
                : Finding.Bad("front end", $"{url} answers {(int)answer.StatusCode}: it reaches no primary", "can it reach the name server and the replicas? Is its cluster key the town's?");
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Finding.Bad("front end", $"{url} does not answer", "start it, or correct --front-end.");
        }
    }

    private async Task<Finding> Stores(CancellationToken cancel)
    {
        try
        {
            var found = await cluster.CompareStores(cancel);
            return found.AreEqual
                ? Finding.Good("stores", string.Create(CultureInfo.InvariantCulture, $"{found.Replicas.Count} equal at position {found.Position}"))
                : Finding.Bad(
                    "stores",
                    string.Create(CultureInfo.InvariantCulture, $"they differ at position {found.Position}: {string.Join(", ", found.Replicas)}"),
                    "stop the one that differs from the most, move its folder away, start it again: it copies a snapshot. Keep the folder.");
        }
        catch (RefusedException error)
        {
            return Finding.Doubtful("stores", error.Message, "try again when nobody joins.");
        }
    }
}
