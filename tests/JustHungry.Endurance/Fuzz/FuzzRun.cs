using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JustHungry.Bench;
using JustHungry.Commands;
using JustHungry.Replication.Inner;

namespace JustHungry.Endurance.Fuzz;

/// <summary>
/// Sends spoilt requests to every port of a town for a while, and looks that nothing gives way: no 5xx, no hang, no words from
/// inside the program, nothing without the cluster key; orders go on meanwhile, the stores stay equal, the memory comes back.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private const int Senders = 16;
    private const int Crowd = 2_000;
    private const int Flood = 400;
    private const int MostShown = 10;
    private const int WarmUpRequests = 3_000;
    private const double MemoryGrowth = 1.5;
    private const long MemoryRoomKib = 64 * 1_024;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OrderEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CrowdEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CrowdStays = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan OrderLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MemoryPatience = TimeSpan.FromSeconds(60);

    private readonly TrialTown _town;
    private readonly TrialOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private List<byte[]> _orders = [];
    private string _token = "";
    private int _sent;
    private int _placed;

    private FuzzRun(TrialTown town, TrialOptions options, TimeProvider time)
    {
        (_town, _options, _time) = (town, options, time);
        _http = new HttpClient { BaseAddress = town.FrontEnds[0], Timeout = OrderLimit };
    }

    /// <summary>True where nothing gave way.</summary>
    public static async Task<bool> Run(TrialOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await using var run = new FuzzRun(await TrialTown.Start(options.Say, time, cancellation), options, time);
        return await run.Go(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _town.DisposeAsync();
    }

    private async Task<bool> Go(CancellationToken cancellation)
    {
        var targets = await Prepare(cancellation);
        var before = await _town.Verify(cancellation);
        using var over = new CancellationTokenSource(_options.Duration, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        var memory = Task.Run(() => MemoryWhenWarm(either.Token), CancellationToken.None);
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, Senders).Select(number => Task.Run(() => SendUntil(targets, number, either.Token), CancellationToken.None)),
            Task.Run(() => OrderUntil(either.Token), CancellationToken.None),
            Task.Run(() => CrowdUntil(either.Token), CancellationToken.None),
            Report(either.Token),
        ]);
        cancellation.ThrowIfCancellationRequested();
        var after = await _town.Verify(cancellation);
        await CheckMemory(await memory, cancellation);
        _options.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{_sent} hostile requests, {_placed} orders placed meanwhile; {before.Replicas.Count} stores equal before and {after.Replicas.Count} after."));
        foreach (var (kind, count) in _counts.OrderByDescending(pair => pair.Value))
        {
            _options.Say(string.Create(CultureInfo.InvariantCulture, $"  {count,8} × {kind}"));
        }
        foreach (var violation in _violations.Take(MostShown))
        {
            _options.Say($"VIOLATION {violation}");
        }
        _options.Say(_violations.IsEmpty ? "Nothing gave way." : $"{_violations.Count} violations.");
        return _violations.IsEmpty;
    }

    private async Task<List<(string Name, IPEndPoint Port, List<HostileRequest> Sound)>> Prepare(CancellationToken cancellation)
    {
        _token = Registrations.Make(_town.FrontEndAddress, 1, _time)[0].Token;
        _orders = await BenchTown.Running(_town.FrontEnds[0].AbsoluteUri).Orders(new Random(_options.Seed), _time, cancellation);
        var order = await Place(cancellation) ?? throw new RefusedException("the town takes no order.");
        var key = ClusterKey.LoadOrCreate(_town.Options.KeyFile);
        var keys = new Random(_options.Seed);
        var replicas = (await _town.Cluster.Look(cancellation)).Members.Select(member => new Uri(member.Status.Replica.Url));
        var placed = Encoding.UTF8.GetString(_orders[0]);
        var frontEnd = Corpus.FrontEnd(_token, order, placed, () => $"fuzz-{keys.Next()}");
        return
        [
            .. _town.FrontEnds.Select(url => ("front end", EndPoint(url), frontEnd)),
            .. replicas.Select(url => ("replica", EndPoint(url), Corpus.Replica(key))),
            ("name server", EndPoint(new Uri(_town.Options.NameServerUrl)), Corpus.NameServer(key)),
        ];
    }

    private async Task SendUntil(List<(string Name, IPEndPoint Port, List<HostileRequest> Sound)> targets, int number, CancellationToken over)
    {
        var random = new Random(HashCode.Combine(_options.Seed, number));
        while (!over.IsCancellationRequested)
        {
            var (name, port, sound) = targets[random.Next(targets.Count)];
            var request = Mutations.Spoil(sound[random.Next(sound.Count)], random);
            try
            {
                Judge(name, request, await Wire.Send(port, request, _time, over));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            Interlocked.Increment(ref _sent);
        }
    }

    private void Judge(string name, HostileRequest request, WireAnswer answer)
    {
        var outcome = answer switch
        {
            { IsHung: true } => "hung",
            { Status: 0 } => "connection closed",
            _ => answer.Status.ToString(CultureInfo.InvariantCulture),
        };
        _counts.AddOrUpdate($"{name}: {outcome}", 1, (_, count) => count + 1);
        var isPublic = name == "front end";
        var fault = answer switch
        {
            { IsHung: true } => "no answer and no end",
            // A version of HTTP that nobody speaks is refused by that name.
            { Status: >= 500 and not 505 } => "5xx",
            { Status: >= 200 and < 300 } when !isPublic && !request.HasKey => "answered without the cluster key",
            _ when answer.Body.Contains("   at ", StringComparison.Ordinal) || answer.Body.Contains("System.", StringComparison.Ordinal) => "words from inside",
            { Status: >= 400, Body.Length: > 0 } when isPublic && request.Target.StartsWith("/api/v1", StringComparison.Ordinal)
                && Wire.Field(answer.Head, "Content-Type") != "application/problem+json" => "not a problem document",
            _ => null,
        };
        if (fault is not null)
        {
            _violations.Enqueue($"{fault}: {name}\n    asked  {request}\n    answer {answer.Status} {answer.Body}");
        }
    }

    // Somebody who orders as if nothing were the matter.
    private async Task OrderUntil(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (await Place(over) is null && !over.IsCancellationRequested)
            {
                _violations.Enqueue("an ordinary order was not taken.");
            }
            await Pause(OrderEvery, over);
        }
    }

    private async Task<string?> Place(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = new ByteArrayContent(_orders[_placed % _orders.Count]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Headers.Add("Idempotency-Key", $"sound-{_placed}");
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                _violations.Enqueue($"an ordinary order got {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
                return null;
            }
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            _placed++;
            return body.RootElement.GetProperty("id").GetString();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Now and then: thousands of connections that say little, and a flood on one that never reads.</summary>
    private async Task CrowdUntil(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var idle = new List<Socket>();
            try
            {
                for (var i = 0; i < Crowd; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    idle.Add(socket);
                    await socket.ConnectAsync(EndPoint(_town.FrontEnds[i % 2]), over);
                    await socket.SendAsync((i % 3) switch { 0 => ""u8.ToArray(), 1 => "GET / HT"u8.ToArray(), _ => "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\n"u8.ToArray() }, over);
                }
                var flood = string.Concat(Enumerable.Repeat("GET /api/v1/restaurants/stantons HTTP/1.1\r\nHost: x\r\n\r\n", Flood));
                await idle[0].SendAsync(Encoding.ASCII.GetBytes(flood), over);
                _counts.AddOrUpdate("crowds", 1, (_, count) => count + 1);
                await Pause(CrowdStays, over);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // The servers may close on them.
            }
            idle.ForEach(socket => socket.Dispose());
            await Pause(CrowdEvery, over);
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> MemoryWhenWarm(CancellationToken over)
    {
        while (Volatile.Read(ref _sent) < WarmUpRequests && !over.IsCancellationRequested)
        {
            await Pause(OrderEvery, over);
        }
        return _town.Memory();
    }

    private async Task CheckMemory(IReadOnlyDictionary<string, long> before, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            var now = _town.Memory();
            var grown = before.Where(part => now.GetValueOrDefault(part.Key) > (part.Value * MemoryGrowth) + MemoryRoomKib).ToList();
            if (grown.Count == 0 || _time.GetElapsedTime(since) > MemoryPatience)
            {
                _options.Say("Memory in MiB, warm and now: " + string.Join(", ", before.Select(part =>
                    string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value >> 10} → {now.GetValueOrDefault(part.Key) >> 10}"))));
                grown.ForEach(part => _violations.Enqueue($"the memory of {part.Key} does not come back."));
                return;
            }
            await Place(cancellation);
        }
    }

    private async Task Report(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Pause(ReportEvery, over);
            _options.Say(string.Create(CultureInfo.InvariantCulture, $"{_sent} requests, {_placed} orders, {_violations.Count} violations"));
        }
    }

    private async Task Pause(TimeSpan span, CancellationToken over)
    {
        try
        {
            await Task.Delay(span, _time, over);
        }
        catch (OperationCanceledException)
        {
            // The caller looks itself.
        }
    }

    private static IPEndPoint EndPoint(Uri url) => new(IPAddress.Loopback, url.Port);
}
