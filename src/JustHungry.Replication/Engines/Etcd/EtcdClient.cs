using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Calls to an etcd of several members. What may be repeated goes to the next member when one fails; what may not is sent
/// once. Thread-safe.
/// </summary>
internal sealed class EtcdClient(EtcdOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The oldest version whose gateway speaks as we do.</summary>
    public static readonly Version Oldest = new(3, 4);

    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(500);
    private readonly EtcdHttp _http = new(options, time);
    private readonly EtcdEndpoints _endpoints = new(options.Endpoints, options.LeaveTime, time);

    public IReadOnlyList<EtcdEndpoint> Endpoints => _endpoints.All;

    /// <summary>The member that is asked next.</summary>
    public EtcdEndpoint Current => _endpoints.Best();

    /// <summary>A call that does no harm when it arrives twice: member after member is asked, within the time for an answer.</summary>
    /// <exception cref="LogUnavailableException">None answered, or the answer is a refusal that all would give.</exception>
    public async Task<TAnswer> Ask<TQuestion, TAnswer>(
        string path, TQuestion question, JsonTypeInfo<TQuestion> from, JsonTypeInfo<TAnswer> to, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(question, from);
        var started = time.GetTimestamp();
        var turn = Later(options.AnswerTime / _endpoints.All.Count, LeastTime);
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = _endpoints.Best();
            try
            {
                var answer = Read(await AskAt(endpoint, path, body, turn, cancel).ConfigureAwait(false), to);
                EtcdEndpoints.Stay(endpoint);
                return answer;
            }
            catch (LogUnavailableException error)
            {
                Blame(endpoint, error);
                var isHopeless = EtcdRefusal.Of(error) is { IsFinal: true, IsStaleToken: false };
                if (isHopeless || attempt > _endpoints.All.Count || time.GetElapsedTime(started) + LeastTime > options.AnswerTime)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>A call that is sent once. Another member is tried only where not even a connection could be made.</summary>
    /// <exception cref="LogUnavailableException">The outcome is unknown, or the answer is a refusal.</exception>
    public async Task<TAnswer> AskOnce<TQuestion, TAnswer>(
        string path, TQuestion question, JsonTypeInfo<TQuestion> from, JsonTypeInfo<TAnswer> to, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(question, from);
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = _endpoints.Best();
            var isSent = false;
            try
            {
                await Prepare(endpoint, options.AnswerTime, cancel).ConfigureAwait(false);
                isSent = true;
                var answer = await _http.Call(endpoint, path, body, options.AnswerTime, cancel).ConfigureAwait(false);
                EtcdEndpoints.Stay(endpoint);
                return Read(answer, to);
            }
            catch (LogUnavailableException error)
            {
                Blame(endpoint, error);
                if ((isSent && !EtcdHttp.WasNotSent(error)) || attempt >= _endpoints.All.Count)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Asks one member, whatever is thought of it.</summary>
    public async Task<TAnswer> AskAt<TQuestion, TAnswer>(
        EtcdEndpoint endpoint, string path, TQuestion question, JsonTypeInfo<TQuestion> from, JsonTypeInfo<TAnswer> to,
        TimeSpan limit, CancellationToken cancel) =>
        Read(await AskAt(endpoint, path, JsonSerializer.SerializeToUtf8Bytes(question, from), limit, cancel).ConfigureAwait(false), to);

    /// <summary>A page of a member that is not part of the gateway, such as its metrics.</summary>
    public Task<byte[]> Get(EtcdEndpoint endpoint, string path, TimeSpan limit, CancellationToken cancel) =>
        _http.Call(endpoint, path, null, limit, cancel);

    /// <summary>Opens a watch at the member that is asked now.</summary>
    public async Task<Stream> Watch(WatchRequest question, CancellationToken cancel)
    {
        var endpoint = _endpoints.Best();
        try
        {
            await Prepare(endpoint, options.AnswerTime, cancel);
            return await _http.Open(
                endpoint, "/v3/watch", JsonSerializer.SerializeToUtf8Bytes(question, EtcdJson.Default.WatchRequest), cancel);
        }
        catch (LogUnavailableException error)
        {
            Blame(endpoint, error);
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> AskAt(EtcdEndpoint endpoint, string path, byte[] body, TimeSpan limit, CancellationToken cancel)
    {
        await Prepare(endpoint, limit, cancel).ConfigureAwait(false);
        return await _http.Call(endpoint, path, body, limit, cancel).ConfigureAwait(false);
    }

    /// <summary>At the first contact: is it new enough, and who are we?</summary>
    private async Task Prepare(EtcdEndpoint endpoint, TimeSpan limit, CancellationToken cancel)
    {
        endpoint.Version ??= Read(
            await Get(endpoint, "/version", limit, cancel).ConfigureAwait(false), EtcdJson.Default.VersionResponse).Server;
        if (!IsNewEnough(endpoint.Version))
        {
            throw new LogUnavailableException(
                $"etcd at {endpoint} is version {endpoint.Version}; {Oldest} or newer is needed.");
        }
        if (options.User is { } user && endpoint.Token is null)
        {
            var question = new AuthRequest(user, options.Password!);
            var answer = await _http.Call(
                endpoint, "/v3/auth/authenticate",
                JsonSerializer.SerializeToUtf8Bytes(question, EtcdJson.Default.AuthRequest), limit, cancel).ConfigureAwait(false);
            endpoint.Token = Read(answer, EtcdJson.Default.AuthResponse).Token;
        }
    }

    private void Blame(EtcdEndpoint endpoint, LogUnavailableException error)
    {
        switch (EtcdRefusal.Of(error))
        {
            case { IsStaleToken: true }:
                endpoint.Token = null;
                break;
            case null or { IsFinal: false }:
                _endpoints.Leave(endpoint);
                break;
        }
    }

    /// <summary>Whether a version such as <c>3.4.23</c> or <c>3.6.0-rc.1</c> can be worked with.</summary>
    public static bool IsNewEnough(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var number) && number >= Oldest;

    private static TAnswer Read<TAnswer>(byte[] bytes, JsonTypeInfo<TAnswer> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new LogUnavailableException($"etcd's answer cannot be read: {error.Message}", error);
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
