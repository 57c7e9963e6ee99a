using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using JustHungry.Replication.Engines.Etcd;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>
/// An etcd of real members on this machine: own folders, free ports, ended by their process ids. Where etcd is not installed the
/// tests are skipped, except under <c>CI=true</c>.
/// </summary>
public sealed class EtcdCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    /// <summary>Below those that the system gives to whoever connects (32768 and above): one of these could take a port before its member does.</summary>
    private static readonly (int First, int End) Ports = (20_000, 32_000);
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-etcd-").FullName;
    private readonly List<Member> _members = [];
    private readonly string _scheme;
    private readonly string[] _more;
    private readonly HttpClient _http;

    private EtcdCluster(int count, string[] more, bool isEncrypted, HttpClient http)
    {
        _scheme = isEncrypted ? "https" : "http";
        _more = more;
        _http = http;
        for (var i = 0; i < count; i++)
        {
            _members.Add(new Member($"m{i}", FreePort(), FreePort(), Path.Combine(_folder, $"m{i}")));
        }
    }

    /// <summary>Starts members and waits until they have a leader.</summary>
    /// <param name="count">How many.</param>
    /// <param name="more">More arguments for each.</param>
    /// <param name="http">What trusts their certificates, where they have some.</param>
    public static async Task<EtcdCluster> Start(int count, string[]? more = null, HttpClient? http = null)
    {
        if (!IsInstalled())
        {
            const string reason = "etcd is not installed (apt-get install etcd-server).";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }
        var cluster = new EtcdCluster(count, more ?? [], isEncrypted: http is not null, http ?? new HttpClient());
        for (var i = 0; i < count; i++)
        {
            cluster.StartMember(i);
        }
        await cluster.WaitUntilHealthy();
        return cluster;
    }

    public IReadOnlyList<Uri> Endpoints => [.. _members.Select(member => new Uri($"{_scheme}://127.0.0.1:{member.ClientPort}"))];

    /// <summary>Options for a town of its own.</summary>
    public EtcdOptions Options(string town) => new() { Endpoints = Endpoints, Town = town };

    public void Kill(int index)
    {
        var process = _members[index].Process!;
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Lets a member stand still (SIGSTOP), or go on.</summary>
    public async Task Freeze(int index, bool isFrozen = true)
    {
        using var kill = Process.Start("kill", [isFrozen ? "-STOP" : "-CONT", $"{_members[index].Process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void StartMember(int index)
    {
        var member = _members[index];
        var peers = string.Join(",", _members.Select(other => $"{other.Name}=http://127.0.0.1:{other.PeerPort}"));
        var start = new ProcessStartInfo("etcd") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            "--name", member.Name, "--data-dir", member.Folder, "--initial-cluster", peers,
            "--listen-client-urls", $"{Endpoints[index]}", "--advertise-client-urls", $"{Endpoints[index]}",
            "--listen-peer-urls", $"http://127.0.0.1:{member.PeerPort}",
            "--initial-advertise-peer-urls", $"http://127.0.0.1:{member.PeerPort}",
            "--heartbeat-interval", "100", "--election-timeout", "1000", .. _more,
        ])
        {
            start.ArgumentList.Add(argument.TrimEnd('/'));
        }
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => member.Said = line.Data ?? member.Said;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        member.Process = process;
    }

    /// <summary>Waits for every member; one that has ended is a failure.</summary>
    public async Task WaitUntilHealthy()
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var (endpoint, member) in Endpoints.Zip(_members))
        {
            while (!await IsHealthy(endpoint))
            {
                Assert.False(member.Process!.HasExited, $"etcd has ended: {member.Said}");
                Assert.True(TimeProvider.System.GetElapsedTime(started) < StartTime, $"etcd does not get well: {member.Said}");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Process is { HasExited: false })
            {
                Kill(i);
            }
            _members[i].Process?.Dispose();
        }
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
        await Task.CompletedTask;
    }

    private async Task<bool> IsHealthy(Uri endpoint)
    {
        try
        {
            return (await _http.GetStringAsync(new Uri(endpoint, "/health"))).Contains("true", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "etcd")));

    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Ports.First, Ports.End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }

    private sealed class Member(string name, int clientPort, int peerPort, string folder)
    {
        public string Name { get; } = name;

        public int ClientPort { get; } = clientPort;

        public int PeerPort { get; } = peerPort;

        public string Folder { get; } = folder;

        public Process? Process { get; set; }

        public string Said { get; set; } = "";
    }
}

/// <summary>Three members that several tests share, each with a town of its own.</summary>
public sealed class SharedEtcd : IAsyncDisposable
{
    private readonly SemaphoreSlim _once = new(1);
    private EtcdCluster? _cluster;

    public async Task<EtcdCluster> Cluster()
    {
        await _once.WaitAsync();
        try
        {
            return _cluster ??= await EtcdCluster.Start(3);
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
        _once.Dispose();
    }
}
