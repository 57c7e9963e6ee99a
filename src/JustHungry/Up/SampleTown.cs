using System.Security.Cryptography;
using System.Text.Json;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;

namespace JustHungry.Up;

/// <summary>The restaurants that a new town begins with: <c>samples/durham</c>, which lies beside the program.</summary>
internal static class SampleTown
{
    private const int OnceMore = 0;
    private const int LeastRefusal = 400;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The restaurants' documents.</summary>
    public static IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples", "durham"), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>
    /// Puts restaurants into the town. Done twice it changes nothing: the ids follow from the content. One that is
    /// refused is announced and left out.
    /// </summary>
    /// <exception cref="RefusedException">There is no primary to put them to.</exception>
    public static async Task Load(
        ClusterClient cluster, IReadOnlyList<string> files, TimeProvider time, Action<string> announce, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            var document = await File.ReadAllBytesAsync(file, cancellation);
            var (status, said) = await Put(cluster, Batch(Path.GetFileNameWithoutExtension(file), document), time, cancellation);
            if (status >= LeastRefusal)
            {
                announce($"the sample {Path.GetFileName(file)} is refused: {said}");
            }
        }
    }

    private static byte[] Batch(string slug, byte[] document)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("commands");
            json.WriteStartObject();
            json.WriteString("id", $"sample:{slug}:{Convert.ToHexStringLower(SHA256.HashData(document))[..16]}");
            json.WriteString("type", "putRestaurant");
            json.WriteStartObject("body");
            json.WritePropertyName("document");
            json.WriteRawValue(document);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static async Task<(int Status, string Body)> Put(
        ClusterClient cluster, byte[] batch, TimeProvider time, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < LoadTime)
        {
            if (await cluster.TryLook(cancellation) is { Primary: { } primary }
                && await TryPut(cluster, primary, batch, cancellation) is { } answer and not { Status: OnceMore })
            {
                return answer;
            }
            await Task.Delay(Pause, time, cancellation);
        }
        throw new RefusedException($"the samples could not be loaded within {LoadTime.TotalSeconds} s: no primary took them.");
    }

    // Null: nobody knows whether it was taken. It is sent again under the same id.
    private static async Task<(int Status, string Body)?> TryPut(
        ClusterClient cluster, ReplicaStatus primary, byte[] batch, CancellationToken cancellation)
    {
        try
        {
            using var body = new ByteArrayContent(batch);
            body.Headers.ContentType = new("application/json");
            using var answer = await cluster.Send(primary, HttpMethod.Post, InnerApi.Commands, body, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            var first = json.RootElement.GetProperty("answers")[0];
            return (first.GetProperty("status").GetInt32(), first.TryGetProperty("body", out var said) ? said.GetRawText() : "");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
