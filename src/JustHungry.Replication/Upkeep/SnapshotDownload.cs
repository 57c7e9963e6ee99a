using System.Globalization;
using System.Net;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Upkeep;

/// <summary>A snapshot of a replica's store, with its seal, on its way here. Whoever opened it disposes it.</summary>
public sealed class SnapshotDownload : IDisposable
{
    /// <summary>Nothing at all for this long, and the replica counts as dead.</summary>
    private static readonly TimeSpan SilenceTime = TimeSpan.FromSeconds(10);

    private readonly HttpResponseMessage _answer;

    private SnapshotDownload(HttpResponseMessage answer, Stream content, long length) =>
        (_answer, Content, Length) = (answer, content, length);

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// The bytes as they come. Reading is given up by <see cref="OperationCanceledException"/> where none come for 10 s.
    /// </summary>
    public Stream Content { get; }

    /// <summary>Which replicas are asked, in this order: backups before the primary, which has orders to take.</summary>
    public static IReadOnlyList<ReplicaStatus> Givers(IEnumerable<Registration> registry, string lineage) =>
    [
        .. registry
            .Where(static registration => registration.AgeMs < ReplicaTimes.LongestSuspicion.TotalMilliseconds)
            .Select(static registration => registration.Status)
            .Where(status => status.Lineage == lineage && status.Role is ReplicaRole.Backup or ReplicaRole.Primary)
            .OrderBy(static status => status.Role == ReplicaRole.Primary)
            .ThenByDescending(static status => status.Applied),
    ];

    /// <summary>Asks a replica for one; completes when it begins to come.</summary>
    /// <param name="http">Brings the cluster key.</param>
    /// <param name="from">The replica.</param>
    /// <param name="least">The position that the snapshot must at least hold.</param>
    /// <param name="time">For the time without a byte.</param>
    /// <param name="stop">Breaks it off.</param>
    /// <exception cref="InvalidDataException">The replica gives none; the message is for people.</exception>
    /// <exception cref="HttpRequestException">The replica does not answer.</exception>
    public static async Task<SnapshotDownload> Open(
        HttpClient http, ReplicaStatus from, long least, TimeProvider time, CancellationToken stop)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"{from.Replica.Url}{InnerApi.Snapshot}?least={least}");
        var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, stop);
        try
        {
            if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentLength is { } length)
            {
                var content = await answer.Content.ReadAsStreamAsync(stop);
                return new SnapshotDownload(answer, new WatchedStream(content, SilenceTime, time), length);
            }
            var words = await answer.Content.ReadAsStringAsync(stop);
            throw new InvalidDataException(words.Length > 0 ? words : $"it answered {(int)answer.StatusCode}.");
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _answer.Dispose();
    }
}
