using Grpc.Core;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;
using JustHungry.Replication.Seams;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Calls to an etcd of several members, each with a time limit. What may be repeated goes to the next member when one fails; what
/// may not is sent once. Thread-safe.
/// </summary>
internal sealed class EtcdClient : IDisposable
{
    /// <summary>The oldest version that can be worked with.</summary>
    public static readonly Version Oldest = new(3, 4);

    /// <summary>How long one member may take where another one can be asked instead.</summary>
    private static readonly TimeSpan TurnTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How often each member may be asked for one answer: while a new leader is elected, none has one at first.</summary>
    private const int MostTurns = 2;

    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(400);
    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly EtcdEndpoints _endpoints;
    private readonly HttpClient _plain;

    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public EtcdClient(EtcdOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var connections = new EtcdConnections(options);
        _plain = connections.Plain();
        _endpoints = new EtcdEndpoints(
            [.. options.Endpoints.Select(url => new EtcdEndpoint(url, connections.Connect))], options.LeaveTime, time);
    }

    public IReadOnlyList<EtcdEndpoint> Endpoints => _endpoints.All;

    private TimeSpan Turn => _endpoints.All.Count == 1 ? _options.AnswerTime : TurnTime;

    /// <summary>A call that does no harm when it arrives twice: member after member is asked, within the time for an answer.</summary>
    /// <exception cref="LogUnavailableException">None answered, or the answer is a refusal that all would give.</exception>
    public async Task<TAnswer> Ask<TAnswer>(Func<EtcdContact, CallOptions, Task<TAnswer>> call, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = _endpoints.Best();
            try
            {
                var answer = await AskAt(endpoint, call, Turn, cancel).ConfigureAwait(false);
                EtcdEndpoints.Stay(endpoint);
                return answer;
            }
            catch (LogUnavailableException error)
            {
                Blame(endpoint, error);
                var isHopeless = EtcdErrors.IsFinal(error) && !EtcdErrors.IsStaleToken(error);
                var isLate = _time.GetElapsedTime(started) + TurnTime > _options.AnswerTime;
                if (isHopeless || isLate || attempt >= _endpoints.All.Count * MostTurns)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>A call that is sent once. Another member is tried only where not even a connection could be made.</summary>
    /// <exception cref="LogUnavailableException">The outcome is unknown, or the answer is a refusal.</exception>
    public async Task<TAnswer> AskOnce<TAnswer>(Func<EtcdContact, CallOptions, Task<TAnswer>> call, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = _endpoints.BestToWrite();
            var isSent = false;
            try
            {
                var contact = await Prepare(endpoint, Turn, cancel).ConfigureAwait(false);
                isSent = true;
                var answer = await CallWhileAlive(endpoint, contact, call, cancel).ConfigureAwait(false);
                EtcdEndpoints.Stay(endpoint);
                return answer;
            }
            catch (LogUnavailableException error)
            {
                Blame(endpoint, error);
                if ((isSent && !EtcdErrors.WasNotSent(error)) || attempt >= _endpoints.All.Count)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Asks one member, whatever is thought of it.</summary>
    public async Task<TAnswer> AskAt<TAnswer>(
        EtcdEndpoint endpoint, Func<EtcdContact, CallOptions, Task<TAnswer>> call, TimeSpan limit, CancellationToken cancel)
    {
        var contact = await Prepare(endpoint, limit, cancel).ConfigureAwait(false);
        return await Call(endpoint, contact, call, limit, cancel).ConfigureAwait(false);
    }

    /// <summary>How one member is, whatever is thought of it.</summary>
    public async Task<StatusResponse> Status(EtcdEndpoint endpoint, TimeSpan limit, CancellationToken cancel)
    {
        var contact = await Prepare(endpoint, limit, cancel).ConfigureAwait(false);
        return await Status(endpoint, contact, limit, cancel).ConfigureAwait(false);
    }

    /// <summary>A page of a member that is not part of gRPC, such as its metrics; null where it is not to be had.</summary>
    public async Task<byte[]?> Page(EtcdEndpoint endpoint, string path, TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new TimeLimit(limit, _time, cancel);
        try
        {
            return await _plain.GetByteArrayAsync(new Uri(endpoint.Url, path), timer.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Opens a watch of one key at the member that is asked now. To be disposed of.</summary>
    /// <exception cref="LogUnavailableException">The member does not answer.</exception>
    /// <exception cref="RpcException">It cannot be opened; or, from its stream, it has ended.</exception>
    public async Task<AsyncDuplexStreamingCall<WatchRequest, WatchResponse>> Watch(byte[] key, CancellationToken cancel)
    {
        var contact = await Prepare(_endpoints.Best(), _options.AnswerTime, cancel);
        // A member that has lost its leader then ends the watch, instead of saying nothing.
        var headers = Headers(contact);
        headers.Add("hasleader", "true");
        var watch = contact.Watch.Watch(new CallOptions(headers, cancellationToken: cancel));
        var create = new WatchCreateRequest { Key = EtcdKeys.Wrap(key) };
        await watch.RequestStream.WriteAsync(new WatchRequest { CreateRequest = create }, cancel);
        return watch;
    }

    /// <summary>Whether a version such as <c>3.4.23</c> or <c>3.6.0-rc.1</c> can be worked with.</summary>
    public static bool IsNewEnough(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var number) && number >= Oldest;

    public void Dispose()
    {
        _plain.Dispose();
        foreach (var endpoint in _endpoints.All)
        {
            endpoint.Contact.Dispose();
        }
    }

    /// <summary>At the first contact: who are we, and is it new enough?</summary>
    private async Task<EtcdContact> Prepare(EtcdEndpoint endpoint, TimeSpan limit, CancellationToken cancel)
    {
        var contact = endpoint.Contact;
        if (_options.User is { } user && contact.Token is null)
        {
            var question = new AuthenticateRequest { Name = user, Password = _options.Password };
            // Not within a turn: the member works hard on it, so that guessing passwords is slow.
            var proof = await Call(
                endpoint, contact, (etcd, call) => etcd.Auth.AuthenticateAsync(question, call).ResponseAsync, _options.AnswerTime, cancel)
                .ConfigureAwait(false);
            contact.Token = proof.Token;
        }
        if (contact.Version is null)
        {
            var status = await Status(endpoint, contact, limit, cancel).ConfigureAwait(false);
            contact.Version = status.Version;
        }
        return IsNewEnough(contact.Version) ? contact : throw new LogUnavailableException(
            $"etcd at {endpoint} is version {contact.Version}; {Oldest} or newer is needed.");
    }

    /// <summary>
    /// Waits for an answer as long as one may still come: not from a member that stands still or is cut off, and not where a new
    /// leader was elected meanwhile, for what was on its way to the old one is often lost. What became of the call is unknown
    /// then as ever.
    /// </summary>
    private async Task<TAnswer> CallWhileAlive<TAnswer>(
        EtcdEndpoint endpoint, EtcdContact contact, Func<EtcdContact, CallOptions, Task<TAnswer>> call, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var answering = Call(endpoint, contact, call, _options.AnswerTime, patience.Token);
        var leader = contact.Leader;
        try
        {
            while (await Task.WhenAny(answering, Task.Delay(ProbeEvery, _time, patience.Token)).ConfigureAwait(false) != answering)
            {
                if (leader != contact.Leader)
                {
                    throw new LogUnavailableException($"etcd at {endpoint} has a new leader: what was sent to the old one may be lost.");
                }
                await Status(endpoint, contact, ProbeTime, cancel).ConfigureAwait(false);
            }
            return await answering.ConfigureAwait(false);
        }
        finally
        {
            await patience.CancelAsync().ConfigureAwait(false);
            await ((Task)answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<StatusResponse> Status(EtcdEndpoint endpoint, EtcdContact contact, TimeSpan limit, CancellationToken cancel)
    {
        var status = await Call(
            endpoint, contact, (etcd, call) => etcd.Maintenance.StatusAsync(new StatusRequest(), call).ResponseAsync, limit, cancel)
            .ConfigureAwait(false);
        // While there is none, the last one is remembered.
        contact.Leader = status.Leader == 0 ? contact.Leader : status.Leader;
        _endpoints.NoteLeader(endpoint, leads: status.Leader == status.Header.MemberId);
        return status;
    }

    private async Task<TAnswer> Call<TAnswer>(
        EtcdEndpoint endpoint, EtcdContact contact, Func<EtcdContact, CallOptions, Task<TAnswer>> call, TimeSpan limit,
        CancellationToken cancel)
    {
        using var timer = new TimeLimit(limit, _time, cancel);
        try
        {
            var options = new CallOptions(Headers(contact), cancellationToken: timer.Token);
            return await call(contact, options).ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            throw EtcdErrors.Of(endpoint, error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new LogUnavailableException($"etcd at {endpoint} does not answer in time.", error);
        }
    }

    private static Metadata Headers(EtcdContact contact) =>
        contact.Token is { } token ? new Metadata { { "token", token } } : [];

    private void Blame(EtcdEndpoint endpoint, LogUnavailableException error)
    {
        if (EtcdErrors.IsStaleToken(error))
        {
            endpoint.Contact.Token = null;
        }
        else if (!EtcdErrors.IsFinal(error))
        {
            _endpoints.Leave(endpoint);
        }
    }
}
