using System.Reflection;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Joining;
using JustHungry.BackEnd.People;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.WebServices;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace JustHungry.BackEnd;

/// <summary>Runs a replica in this process: its store, its loop, and its port. The composition root of the back end.</summary>
public sealed class ReplicaHost : IDisposable
{
    /// <summary>The exit code of a replica that was removed from its town: whoever looks after it does not start it again.</summary>
    public const int RemovedExitCode = 3;

    private static readonly TimeSpan LookAtDiskEvery = TimeSpan.FromMilliseconds(500);

    private const long MostBodyBytes = 8 * 1024 * 1024;

    private readonly ReplicaOptions _options;
    private readonly FolderLock _folder;
    private readonly TimeProvider _time;
    private readonly ClusterKey _key;
    private readonly ILog _log;
    private readonly HttpPeers _peers;
    private readonly HttpClient _http;
    private readonly PostcodeServices _postcodes;
    private readonly Joiner _joiner;
    private readonly SnapshotServer _snapshots;
    private readonly string _name;
    private readonly DiskRoom _room;
    private volatile RunningReplica? _running;

    private ReplicaHost(ReplicaOptions options, FolderLock folder, TimeProvider time, ClusterKey key)
    {
        (_options, _folder, _time, _key) = (options, folder, time, key);
        _log = LogAddress.Open(options.NameServer, key, time, options.Listening.Tls);
        _peers = new HttpPeers(key, options.Listening.Tls);
        _http = InnerHttp.Client(key, options.Listening.Tls);
        _postcodes = new PostcodeServices(options.PostcodeServices, time, NullLogger<PostcodeServices>.Instance);
        _joiner = new Joiner(options, key, _log, _http, time, words => Refuse(words));
        _name = ReplicaName.Of(options.DataFolder);
        _room = new DiskRoom(_name, options.DataFolder, options.KeepFreeBytes, time);
        _snapshots = new SnapshotServer(options.DataFolder, _room, key, time);
    }

    /// <summary>
    /// Runs until <paramref name="stop"/>, and then hands over first if it is the primary. Says <c>ready URL pid N</c> on standard
    /// output once it takes part.
    /// </summary>
    /// <returns>0; 1 where it could not start or go on, with one line on standard error.</returns>
    public static async Task<int> Run(ReplicaOptions options, TimeProvider time, CancellationToken stop)
    {
        try
        {
            options.Listening.Check(options.ClusterKeyFile);
            CheckKey(options);
            using var folder = FolderLock.TryTake(options.DataFolder);
            if (folder is null)
            {
                return Refuse($"{options.DataFolder} is in use: another replica runs on it.");
            }
            using var host = new ReplicaHost(options, folder, time, ClusterKey.LoadOrCreate(options.ClusterKeyFile));
            return await host.Live(stop);
        }
        catch (Exception error) when (error is StoreException or IOException or ArgumentException or FormatException
            or UnauthorizedAccessException or UriFormatException)
        {
            return Refuse(error.Message);
        }
    }

    /// <summary>etcd does not ask for the cluster key, so a fresh one would be found out by the other replicas alone, much later.</summary>
    private static void CheckKey(ReplicaOptions options)
    {
        if (LogAddress.IsEtcd(options.NameServer) && !options.NewTown && !File.Exists(options.ClusterKeyFile))
        {
            throw new ArgumentException(
                $"There is no cluster key at {options.ClusterKeyFile}: put the town's there, or name it with --key.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_log as IDisposable)?.Dispose();
        _peers.Dispose();
        _http.Dispose();
        _postcodes.Dispose();
    }

    private async Task<int> Live(CancellationToken stop)
    {
        await using var app = InnerServer.Build(_options.Listening, _key, MostBodyBytes);
        PeerEndpoints.Map(app, () => _running?.Replica, _time);
        CommandEndpoint.Map(app, () => _running);
        ReadEndpoints.Map(app, () => _running?.Reads);
        app.MapGet(InnerApi.Snapshot, context => _running is { } running
            ? _snapshots.Serve(context, running)
            : Unavailable(context));
        _snapshots.TidyUp();
        var url = _options.Listening.ToldAs(await InnerServer.Start(app));
        var identity = new ReplicaIdentity(_name, Town.NewLineage(SystemRandom.Create()), url);
        var code = await LiveAs(identity, stop);
        await app.StopAsync(CancellationToken.None);
        return code;
    }

    /// <summary>Joins, runs, and joins again where the log has gone on too far without this replica.</summary>
    private async Task<int> LiveAs(ReplicaIdentity identity, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var store = await _joiner.Join(identity, stop);
            if (store is null)
            {
                return stop.IsCancellationRequested ? 0 : 1;
            }
            string? damage = null;
            using (store)
            {
                await SayWhatWasFound(stop);
                if (await TownLevel(store, stop) is var level && level > StoreFeatures.Highest)
                {
                    return Refuse(Replica.TooOld(level, StoreFeatures.Highest));
                }
                using var loop = new EventLoop(identity.Id);
                var replica = new Replica(
                    identity, Environment.ProcessId, store, _log, _peers, _time, SystemRandom.Create(), loop)
                {
                    Reads = StoreFeatures.Highest,
                    Program = Version,
                    Rehearsal = Rehearsal.Commands(_key.Secret.Span, _time.GetUtcNow(), SystemRandom.Create()),
                };
                var postcodes = new PostcodeFinder(store, _postcodes);
                using var passwords = new PasswordDesk(store, _time);
                var door = new CommandDoor(replica, postcodes.Find, passwords.Prepare);
                _running = new RunningReplica(
                    replica,
                    store,
                    door,
                    ReadSeams.Of(replica, store, postcodes.Find, _time),
                    _http);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
                var running = Start(loop, replica, ending.Token);
                ProcessLog.Ready(identity.Url);
                using var gauges = new ReplicaGauges(replica, _log, Path.Combine(_options.DataFolder, Joiner.StoreName));
                var watching = WatchDisk(replica, running, ending);
                var rounds = SystemRounds.Run(replica, _time, running);
                _ = KnockAtOwnDoor(identity.Url, stop);
                var warm = Task.Run(store.WarmSearch, CancellationToken.None);
                if (_options is { NewTown: true, MakeOperator: true })
                {
                    _ = FirstOperator.Make(replica, door, _time, SystemRandom.Create(), SayPassword, stop);
                }
                if (await Task.WhenAny(running, loop.Failure) == loop.Failure)
                {
                    return Refuse($"The replica stops: {await loop.Failure}");
                }
                _running = null;
                await rounds;
                var isFolderThere = await watching;
                await warm.ContinueWith(static _ => { }, TaskScheduler.Default);
                switch (await running)
                {
                    case ReplicaEnd.Stopped:
                        return isFolderThere ? 0 : 1;
                    case ReplicaEnd.Broken:
                        return Refuse(replica.Trouble ?? "The replica cannot go on.");
                    case ReplicaEnd.Removed:
                        Refuse(replica.Trouble ?? "This replica was removed from the town.");
                        return RemovedExitCode;
                    case ReplicaEnd.StoreDamaged:
                        damage = replica.Trouble;
                        break;
                }
            }
            if (damage is not null)
            {
                _joiner.SetAside(damage);
            }
        }
        return 0;
    }

    /// <summary>The highest feature level that its store or another replica knows of.</summary>
    private async Task<int> TownLevel(ReplicaStore store, CancellationToken stop)
    {
        var own = store.Applied.View?.Level ?? View.FirstLevel;
        try
        {
            return (await _log.Registry(stop))
                .Where(item => item.Status.Lineage == store.Applied.Head.Lineage)
                .Select(item => item.Status.View?.Level ?? View.FirstLevel)
                .Append(own).Max();
        }
        catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
        {
            // It will be seen in the log itself.
            return own;
        }
    }

    private static string? Version { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>
    /// Tells the replica when its disk is nearly full, and when it has room again. Ends it where its folder is not there any more: what is
    /// opened by name from then on would be nothing, or another's.
    /// </summary>
    /// <returns>False where the folder is not there any more.</returns>
    private async Task<bool> WatchDisk(Replica replica, Task ended, CancellationTokenSource ending)
    {
        for (; !ended.IsCompleted; await Task.WhenAny(ended, Task.Delay(LookAtDiskEvery, _time, CancellationToken.None)))
        {
            if (!_folder.IsThere)
            {
                Refuse($"{_options.DataFolder} was removed, or replaced, while this replica ran on it: the replica stops.");
                await ending.CancelAsync();
                return false;
            }
            replica.SetShortage(_room.Shortage);
        }
        return true;
    }

    /// <summary>A command that is none, to this replica's own port: the way that commands come in is then a known one.</summary>
    private async Task KnockAtOwnDoor(string url, CancellationToken stop)
    {
        try
        {
            using var nothing = new ByteArrayContent("{\"commands\":[]}"u8.ToArray());
            using var answer = await _http.PostAsync(url + InnerApi.Commands, nothing, stop);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // It was only a rehearsal.
        }
    }

    /// <summary>Beside the line that says that it is ready: what an operator wants to see of the engine.</summary>
    private async Task SayWhatWasFound(CancellationToken stop)
    {
        try
        {
            if (await LogAddress.Describe(_log, stop) is { } found)
            {
                ProcessLog.Tell(found);
            }
        }
        catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
        {
            // It answered a moment ago, and will be asked again.
        }
    }

    private static Task<ReplicaEnd> Start(EventLoop loop, Replica replica, CancellationToken stop)
    {
        var end = new TaskCompletionSource<ReplicaEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(async _ =>
        {
            try
            {
                end.TrySetResult(await replica.Run(stop));
            }
            catch (Exception error)
            {
                end.TrySetException(error);
            }
        }, null);
        return end.Task;
    }

    private static void SayPassword(string password) => Console.WriteLine(
        $"operator: sign in as {Ordering.People.Account.FirstOperator} with the one-time password {password} (it is not told again)");

    private static Task Unavailable(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static int Refuse(string words)
    {
        ProcessLog.Say(words);
        return 1;
    }
}
