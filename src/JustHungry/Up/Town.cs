using System.Net;
using System.Net.Sockets;
using JustHungry.BackEnd;
using JustHungry.BackEnd.WebServices;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Up;

/// <summary>A whole town on this machine: name server (unless there is one already), replicas and a front end, each a process of its own.</summary>
internal sealed class Town : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PrimaryTime = TimeSpan.FromSeconds(20);

    private readonly UpOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _announce;
    private readonly IDisposable _lock;
    private readonly Supervised? _nameServer;
    private readonly List<Supervised> _replicas;
    private readonly Supervised _frontEnd;
    private readonly List<RotatingLog> _otherLogs = [];
    private readonly string _nameServerAddress;
    private readonly Dictionary<string, string> _secrets = [];
    private int _started;
    private bool _isStopped;

    private Town(UpOptions options, IDisposable held, TimeProvider time, Action<string> announce)
    {
        (_options, _lock, _time, _announce) = (options, held, time, announce);
        Cluster = new ClusterClient(options.NameServerUrl, ClusterKey.LoadOrCreate(options.KeyFile), time);
        (_nameServerAddress, var password) = EtcdAddress.TakePasswordOut(options.NameServerUrl);
        if (password is not null)
        {
            _secrets[EtcdAddress.PasswordVariable] = password;
        }
        _nameServer = options.NameServer is not null ? null
            : Part("name-server", ["--data", Path.Combine(options.Data, DataFolders.NameServer), "--listen", options.NameServerUrl], true);
        _frontEnd = Part("front-end", ["--name-server", _nameServerAddress, "--listen", options.FrontEndUrl], true);
        _replicas = [.. Enumerable.Range(1, options.Replicas).Select(Replica)];

        _started = options.Replicas;

        Supervised Replica(int number) => Part("replica", ReplicaArguments(number), options.KeepAlive, $"replica-{number}");

        Supervised Part(string command, IReadOnlyList<string> arguments, bool isRestarted, string? name = null) => new(
            name ?? command,
            [command, "--with-parent", "--key", options.KeyFile, .. arguments],
            options.LogFile(name ?? command),
            isRestarted,
            time,
            announce,
            options.Program,
            _secrets);
    }

    /// <summary>Asks the town about itself.</summary>
    public ClusterClient Cluster { get; }

    /// <summary>All places, in the order in which they are started.</summary>
    public IEnumerable<Supervised> Parts => [.. _nameServer is null ? (Supervised[])[] : [_nameServer], .. _replicas, _frontEnd];

    public IReadOnlyList<Supervised> Replicas => _replicas;

    /// <summary>What was found where the log is; null where there is nothing to say.</summary>
    public string? Found { get; private set; }

    /// <summary>The primary that the town opened with.</summary>
    public ReplicaStatus FirstPrimary { get; private set; } = null!;

    /// <summary>The one-time password of the first operator; null where the town had one already.</summary>
    public string? OperatorPassword { get; private set; }

    /// <summary>True where this start made the town.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Starts everything and waits until orders can be taken.</summary>
    /// <exception cref="RefusedException">Something is in the way; whatever had been started has ended again.</exception>
    public static async Task<Town> Start(UpOptions options, TimeProvider time, Action<string> announce, CancellationToken cancellation)
    {
        if (options.NameServer is null)
        {
            CheckPort(options.NameServerPort, "--name-server-port");
        }
        else if (LogAddress.Fault(options.NameServer) is { } fault)
        {
            throw new RefusedException(fault);
        }
        CheckPort(options.Port, "--port");
        var held = FolderLock.TryTake(options.Data)
            ?? throw new RefusedException($"the data in {options.Data} are in use: another hungry up runs on them.");
        if (Directory.Exists(Path.Combine(options.Data, DataFolders.Restoring)))
        {
            held.Dispose();
            throw new RefusedException($"a restore into {options.Data} was interrupted: empty the folder, and restore again.");
        }
        var hasKey = File.Exists(options.KeyFile);
        var town = new Town(options, held, time, announce);
        try
        {
            await town.Open(hasKey, cancellation);
            return town;
        }
        catch (LogUnavailableException error)
        {
            await town.DisposeAsync();
            throw new RefusedException(error.Message);
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more replica than the town began with, in a folder of its own. Whoever asked for it ends it.</summary>
    public Child StartAnother()
    {
        var number = ++_started;
        var name = $"replica-{number}";
        var log = new RotatingLog(_options.LogFile(name));
        _otherLogs.Add(log);
        return Child.Start(name, ["replica", "--with-parent", "--key", _options.KeyFile, .. ReplicaArguments(number)], log, _time,
            environment: _secrets);
    }

    /// <summary>Ends the front end, then the backups, then the primary, then the name server.</summary>
    public async Task Stop()
    {
        if (_isStopped)
        {
            return;
        }
        _isStopped = true;
        var view = await Cluster.TryLook(CancellationToken.None);
        var primary = _replicas.Find(replica => replica.Child is { } child && child.Pid == view?.Primary?.Pid);
        await _frontEnd.Stop(Patience);
        await Task.WhenAll(_replicas.Where(replica => replica != primary).Select(replica => replica.Stop(Patience)));
        if (primary is not null)
        {
            await primary.Stop(Patience);
        }
        if (_nameServer is not null)
        {
            await _nameServer.Stop(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        foreach (var part in Parts)
        {
            part.Dispose();
        }
        _otherLogs.ForEach(log => log.Dispose());
        Cluster.Dispose();
        _lock.Dispose();
    }

    private IReadOnlyList<string> ReplicaArguments(int number) =>
    [
        "--name-server", _nameServerAddress, "--data", DataFolders.Replica(_options.Data, number),
        .. SharedOptions.PostcodeServices.Arguments(_options.PostcodeServices),
    ];

    private async Task Open(bool hasKey, CancellationToken cancellation)
    {
        if (_nameServer is not null)
        {
            _nameServer.Start();
            await _nameServer.WaitUntilReady(cancellation);
        }
        Found = await WhatIsThere(cancellation);
        var mark = Path.Combine(_options.Data, DataFolders.OpenedMark);
        var hasLog = await Cluster.Log.Head(cancellation) is not null;
        // A name server of others may hold the town long since.
        IsNew = !File.Exists(mark) && (_nameServer is not null || !hasLog);
        CheckLog(hasLog, hasKey);
        _frontEnd.Start();
        for (var i = 0; i < _replicas.Count; i++)
        {
            _replicas[i].Start(i == 0 && IsNew && !hasLog ? ["--new-town"] : []);
        }
        await Task.WhenAll(_replicas.Append(_frontEnd).Select(part => part.WaitUntilReady(cancellation)));
        FirstPrimary = await WaitForPrimary(cancellation);
        if (IsNew && _options.Samples)
        {
            await SampleTown.Load(Cluster, SampleTown.Files, _time, _announce, cancellation);
        }
        if (IsNew)
        {
            OperatorPassword = await new TownCommands(Cluster, _time).MakeOperator(
                OperatorCommand.FreshId(_time), unless: "claimed", cancellation);
        }
        await File.WriteAllTextAsync(mark, DataFolders.OpenedWords, cancellation);
    }

    private async Task<string?> WhatIsThere(CancellationToken cancellation)
    {
        try
        {
            return await LogAddress.Describe(Cluster.Log, cancellation);
        }
        catch (ArgumentException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    /// <summary>A town that was opened before has a log; a log that is there has a key, and a fresh one is not it.</summary>
    private void CheckLog(bool hasLog, bool hasKey)
    {
        var wasOpened = File.Exists(Path.Combine(_options.Data, DataFolders.OpenedMark));
        var isRestored = RestoredStore.IsIn(DataFolders.Replica(_options.Data, 1));
        if (wasOpened && !hasLog && !(isRestored && _nameServer is null))
        {
            throw new RefusedException(_nameServer is null
                ? $"there is no town at {LogAddress.Shown(_options.NameServerUrl)}, and {_options.Data} belongs to one: is the address right?"
                : $"the town in {_options.Data} has lost its log: its name server's folder is empty. Put it back.");
        }
        if (hasLog && !hasKey && _nameServer is null)
        {
            File.Delete(_options.KeyFile);
            throw new RefusedException(
                $"there is a town at {LogAddress.Shown(_options.NameServerUrl)}: put its cluster key at {_options.KeyFile} first.");
        }
    }

    private async Task<ReplicaStatus> WaitForPrimary(CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            if (await Cluster.TryLook(cancellation) is { Primary: { } primary })
            {
                return primary;
            }
            if (_time.GetElapsedTime(since) > PrimaryTime)
            {
                throw new RefusedException($"no replica became the primary within {PrimaryTime.TotalSeconds} s; see {_options.LogFile("replica-1")}.");
            }
            await Task.Delay(LookEvery, _time, cancellation);
        }
    }

    private static void CheckPort(int port, string option)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            probe.Listen();
        }
        catch (SocketException)
        {
            throw new RefusedException($"port {port} is taken: another program (another town?) listens there. Choose another with {option}.");
        }
    }
}
