using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Upkeep;

/// <summary>What those who look after a town ask of its replicas, with the cluster key. Thread-safe.</summary>
public sealed class ReplicaCalls : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;

    /// <param name="key">Goes with every call.</param>
    /// <param name="time">For time-outs.</param>
    /// <param name="tls">How https addresses are trusted, and what is shown there.</param>
    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public ReplicaCalls(ClusterKey key, TimeProvider time, TlsFiles? tls = null)
    {
        _time = time;
        Http = InnerHttp.Client(key, tls);
    }

    /// <summary>For calls of one's own; brings the cluster key, and no time-out.</summary>
    public HttpClient Http { get; }

    /// <summary>True for what a call throws that nobody answered, or not in time, or in no way that can be read.</summary>
    public static bool IsNoAnswer(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException or JsonException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <summary>Sends a request to a replica; the caller reads and disposes the answer.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">Nor within 5 s.</exception>
    public async Task<HttpResponseMessage> Send(
        string url, HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var limit = new TimeLimit(AnswerTime, _time, cancellation);
        using var request = new HttpRequestMessage(method, new Uri(new Uri(url), path)) { Content = body };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
    }

    /// <summary>How the process at an address is.</summary>
    public async Task<Health> Ask(string url, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Send(url, HttpMethod.Get, InnerApi.Status, null, cancellation);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await Read(answer, cancellation),
                HttpStatusCode.ServiceUnavailable => new Health.Joins(),
                _ => new Health.Silent(),
            };
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return InnerHttp.IsRefused(error) ? new Health.Closed() : new Health.Silent();
        }
    }

    private static async Task<Health> Read(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ReplicaStatus, cancellation);
        return status is null ? new Health.Silent() : new Health.Answers(status);
    }

    /// <summary>How all are that say to the registry that they are the primary or a backup.</summary>
    public async Task<IReadOnlyList<Health>> AskAll(
        IEnumerable<Registration> registry, CancellationToken cancellation) =>
        await Task.WhenAll(registry
            .Where(static each => !each.IsGone && each.Status.Role is ReplicaRole.Primary or ReplicaRole.Backup)
            .Select(each => Ask(each.Status.Replica.Url, cancellation)));

    /// <summary>
    /// Asks the primary to hand over, to the replica of that id or to the best one. Null: it does not. The view that
    /// it tells may still be the one before.
    /// </summary>
    /// <exception cref="HttpRequestException">
    /// It does not answer; so says any exception for which <see cref="IsNoAnswer"/> is true.
    /// </exception>
    public async Task<ViewReport?> HandOver(string url, string? to, CancellationToken cancellation)
    {
        var path = InnerApi.HandOver + (to is null ? "" : "?to=" + Uri.EscapeDataString(to));
        using var answer = await Send(url, HttpMethod.Post, path, null, cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ViewReport, cancellation)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}

/// <summary>How a process is that was asked. Immutable.</summary>
public abstract record Health
{
    private Health()
    {
    }

    /// <summary>It says so itself.</summary>
    public sealed record Answers(ReplicaStatus Status) : Health;

    /// <summary>A replica that joins the town answers.</summary>
    public sealed record Joins : Health;

    /// <summary>Nobody listens there: the process has ended.</summary>
    public sealed record Closed : Health;

    /// <summary>No answer, or none that can be read: nobody knows whether it lives.</summary>
    public sealed record Silent : Health;
}
