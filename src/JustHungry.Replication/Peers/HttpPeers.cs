using System.Net.Http.Json;
using System.Text.Json;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Peers;

/// <summary>Replicas that speak to each other over HTTP. Thread-safe.</summary>
public sealed class HttpPeers(ClusterKey key, TlsFiles? tls = null) : IPeers, IDisposable
{
    private readonly HttpClient _http = InnerHttp.Client(key, tls);

    /// <inheritdoc/>
    public async Task<ReplicaStatus> Ask(string url, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url + InnerApi.Status);
        return await Send(request, cancel);
    }

    /// <inheritdoc/>
    public async Task<ReplicaStatus> Heartbeat(string url, ReplicaStatus own, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url + InnerApi.Heartbeat)
        {
            Content = InnerHttp.Json(own, ReplicationJson.Default.ReplicaStatus),
        };
        return await Send(request, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ReplicaStatus> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ReplicaStatus, cancel)
                ?? throw new PeerException(PeerFault.Lost, $"{request.RequestUri} answered with nothing.");
        }
        catch (HttpRequestException error) when (InnerHttp.IsRefused(error))
        {
            throw new PeerException(PeerFault.Refused, error.Message, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            throw new PeerException(PeerFault.Lost, error.Message, error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            // The connect time-out: whoever is there does not answer.
            throw new PeerException(PeerFault.TimedOut, error.Message, error);
        }
    }
}
