using System.Net;
using JustHungry.Cluster;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;
using JustHungry.Up;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>
/// A town of real processes in a temporary folder, on free ports; with two of the sample restaurants. Whatever still lives at
/// the end is killed, by its process id.
/// </summary>
internal sealed class TestTown : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Samples = ["ask.json", "stantons.json"];

    private readonly List<Child> _all = [];
    private readonly List<RotatingLog> _logs = [];
    private readonly Dictionary<int, Child> _replicas = [];

    private string _nameServerFolder = "";

    private TestTown() => Cluster = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("hungry-test-").FullName;

    /// <summary>A folder that outlives <see cref="Destroy"/>.</summary>
    public string Outside { get; } = Directory.CreateTempSubdirectory("hungry-outside-").FullName;

    /// <summary>The program that what is started next runs.</summary>
    public string Program { get; set; } = BuiltProgram.Path;

    /// <summary>A copy of the key, as an operator keeps one; made by <see cref="Destroy"/>.</summary>
    public string KeyCopy => Path.Combine(Outside, DataFolders.KeyName);

    public string KeyFile => Path.Combine(Folder, DataFolders.KeyName);

    public Child NameServer { get; private set; } = null!;

    public string NameServerUrl { get; private set; } = "";

    public Child FrontEnd { get; private set; } = null!;

    public string FrontEndUrl { get; private set; } = "";

    public IPEndPoint FrontEndAddress => IPEndPoint.Parse(new Uri(FrontEndUrl).Authority);

    public ClusterClient Cluster { get; private set; }

    public TestApi Api { get; private set; } = null!;

    public IReadOnlyDictionary<int, Child> Replicas => _replicas;

    private static TimeProvider Time => TimeProvider.System;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a town; its name server's folder, or its first replica's, may lie elsewhere.</summary>
    public static async Task<TestTown> Start(int replicas = 3, string? nameServerFolder = null, string? replicaFolder = null)
    {
        var town = new TestTown();
        town._nameServerFolder = nameServerFolder ?? Path.Combine(town.Folder, "name-server");
        try
        {
            await town.StartNameServer();
            town.Cluster = new ClusterClient(town.NameServerUrl, ClusterKey.LoadOrCreate(town.KeyFile), Time);
            var starting = Enumerable.Range(1, replicas)
                .Select(number => number == 1
                    ? town.StartReplica(replicaFolder ?? DataFolders.Replica(town.Folder, 1), 1, "--new-town")
                    : town.StartReplica(number))
                .ToList();
            (town.FrontEnd, town.FrontEndUrl) = await town.StartFrontEnd("front-end-1");
            await Task.WhenAll(starting);
            town.Api = new TestApi(town.FrontEndUrl);
            await town.WaitForReplicas(replicas);
            await SampleTown.Load(
                town.Cluster, [.. SampleTown.Files.Where(file => Samples.Contains(Path.GetFileName(file)))], Time, Assert.Fail, Cancellation);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills everything and deletes all that the town has, but for a copy of its key.</summary>
    public async Task Destroy()
    {
        await Kill([.. _replicas.Values.Where(replica => replica.IsAlive), FrontEnd, NameServer]);
        _replicas.Clear();
        _logs.ForEach(log => log.Dispose());
        File.Copy(KeyFile, KeyCopy);
        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Starts everything on what lies in the town's folder.</summary>
    public async Task StartAgain(int replicas)
    {
        await StartNameServer();
        var starting = Enumerable.Range(1, replicas).Select(number => StartReplica(number)).ToList();
        (FrontEnd, FrontEndUrl) = await StartFrontEnd("front-end-1", FrontEndUrl);
        await Task.WhenAll(starting);
        await WaitForReplicas(replicas);
    }

    /// <summary>Starts the name server, again where it was before.</summary>
    public async Task StartNameServer()
    {
        var listen = NameServerUrl.Length > 0 ? NameServerUrl : "http://127.0.0.1:0";
        NameServer = Run("name-server", "name-server", "--data", _nameServerFolder, "--listen", listen);
        NameServerUrl = await Ready(NameServer);
    }

    /// <summary>Starts the replica of that number, from its own store where it has one; completes when it takes part.</summary>
    public Task<Child> StartReplica(int number, params IReadOnlyList<string> more) =>
        StartReplica(DataFolders.Replica(Folder, number), number, more);

    private async Task<Child> StartReplica(string folder, int number, params IReadOnlyList<string> more)
    {
        var replica = Run(
            $"replica-{number}",
            ["replica", "--data", folder, "--name-server", NameServerUrl, "--postcode-services", "off", .. more]);
        _replicas[number] = replica;
        await Ready(replica);
        return replica;
    }

    public async Task<(Child Process, string Url)> StartFrontEnd(string name, string listen = "http://127.0.0.1:0")
    {
        var frontEnd = Run(name, "front-end", "--name-server", NameServerUrl, "--listen", listen);
        return (frontEnd, await Ready(frontEnd));
    }

    /// <summary>The replica that is the primary now.</summary>
    public async Task<Child> Primary() => (await PrimaryAndBackups()).Primary;

    /// <summary>Waits until there is a primary among the living, and tells who is what.</summary>
    public async Task<(Child Primary, List<Child> Backups)> PrimaryAndBackups()
    {
        Child? primary = null;
        await Until("a primary", async () =>
        {
            var pid = (await Cluster.TryLook(Cancellation))?.Primary?.Pid;
            primary = _replicas.Values.FirstOrDefault(replica => replica.IsAlive && replica.Pid == pid);
            return primary is not null;
        });
        return (primary!, [.. _replicas.Values.Where(replica => replica.IsAlive && replica != primary)]);
    }

    /// <summary>Waits until that many replicas live and are close to the head, one of them as the primary.</summary>
    public Task<ClusterView> WaitForReplicas(int count) => Look(
        $"{count} replicas",
        view => view.Members.Any(member => member.Role == ReplicaRole.Primary && Lives(member))
            && view.Members.Count(member => member.Role is ReplicaRole.Primary or ReplicaRole.Backup && Lives(member)) == count);

    /// <summary>Waits until the town looks like that.</summary>
    public async Task<ClusterView> Look(string what, Func<ClusterView, bool> isSo)
    {
        ClusterView? seen = null;
        await Until(what, async () => (seen = await Cluster.TryLook(Cancellation)) is not null && isSo(seen));
        return seen!;
    }

    public static async Task Until(string what, Func<Task<bool>> isSo)
    {
        var since = Time.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(Time.GetElapsedTime(since) < Patience, $"Waited in vain for {what}.");
            await Task.Delay(LookEvery, Time, Cancellation);
        }
    }

    /// <summary>Kills without warning, and waits until the process is gone.</summary>
    public static Task Kill(params IEnumerable<Child> children) => Task.WhenAll(children.ToList().Select(child =>
    {
        child.Kill();
        return child.Ended;
    }));

    /// <summary>Proves that the stores of all living replicas are equal.</summary>
    public async Task<StoreHashes> VerifyEqual(int replicas)
    {
        await WaitForReplicas(replicas);
        var found = await Cluster.CompareStores(Cancellation);
        Assert.Equal(replicas, found.Replicas.Count);
        Assert.True(found.AreEqual, string.Join(", ", found.Replicas));
        return found;
    }

    /// <summary>Runs the program once with these arguments, in the town's folder.</summary>
    public Task<Outcome> Hungry(params IReadOnlyList<string> arguments) => Outcome.Of(BuiltProgram.Path, arguments, Folder);

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _all)
        {
            Signals.Send(child.Pid, child.IsAlive ? Signals.Kill : 0);
            await child.Ended;
        }
        _logs.ForEach(log => log.Dispose());
        Cluster?.Dispose();
        Api?.Dispose();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            Console.Error.WriteLine($"The logs are in {Folder}/logs.");
            return;
        }
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(Outside, recursive: true);
    }

    public Child Run(string name, params IReadOnlyList<string> arguments) => RunAlone(name, [.. arguments, "--with-parent"]);

    /// <summary>Runs a command that is none of the town's parts.</summary>
    public Child RunAlone(string name, params IReadOnlyList<string> arguments)
    {
        var log = new RotatingLog(Path.Combine(Folder, "logs", name + ".log"));
        _logs.Add(log);
        var child = Child.Start(name, [.. arguments, "--key", KeyFile], log, Time, Program);
        _all.Add(child);
        return child;
    }

    private bool Lives(Member member) => _replicas.Values.Any(replica => replica.IsAlive && replica.Pid == member.Status.Pid);

    private static async Task<string> Ready(Child child) =>
        await child.Ready.WaitAsync(Patience, Time, Cancellation)
        ?? throw new InvalidOperationException($"{child.Name} did not start: {child.LastWords ?? child.HowItEnded}");
}
