using JustHungry.FrontEnd.BackEnd;
using System.Text.Json;
using JustHungry.BackEnd.People;
using JustHungry.Commands;
using JustHungry.Ordering.People;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;

namespace JustHungry.Cluster;

/// <summary>
/// Commands to a town by who holds its cluster key, and so may do what an operator may. Each is sent until it is answered;
/// under the same id it is done once. Thread-safe.
/// </summary>
internal sealed class TownCommands(ClusterClient cluster, TimeProvider time)
{
    private const int OnceMore = 0;
    private const int Unavailable = 503;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NotePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private volatile ReplicaStatus? _primary;

    /// <summary>Sends one command, and returns what it was answered.</summary>
    /// <exception cref="RefusedException">Nobody took it for half a minute.</exception>
    public async Task<TownAnswer> Send(string id, string type, Action<Utf8JsonWriter> body, CancellationToken cancellation) =>
        await SendFor(Patience, id, type, body, cancellation)
        ?? throw new RefusedException($"the town did not take it within {Patience.TotalSeconds} s: no primary answered.");

    /// <summary>The same; a refusal is an exception with its words.</summary>
    /// <exception cref="RefusedException">It was refused, or nobody took it.</exception>
    public async Task<TownAnswer> Must(string id, string type, Action<Utf8JsonWriter> body, CancellationToken cancellation)
    {
        var answer = await Send(id, type, body, cancellation);
        return answer.IsRefusal ? throw new RefusedException(answer.Words) : answer;
    }

    /// <summary>
    /// Has the trail say what is going to be done with the town's machinery. False where it is not taken within some seconds:
    /// a town that takes no commands is to be helped all the same.
    /// </summary>
    /// <param name="id">The command's id, fresh.</param>
    /// <param name="act">One of <see cref="Supervision.Acts"/>.</param>
    /// <param name="subject">What it is done to; null: nothing in particular.</param>
    public async Task<bool> Note(string id, string act, string? subject, CancellationToken cancellation)
    {
        var answer = await SendFor(
            NotePatience,
            id,
            "superviseTown",
            json =>
            {
                json.WriteString("act", act);
                if (subject is not null)
                {
                    json.WriteString("subject", subject);
                }
            },
            cancellation);
        return answer is { IsRefusal: false };
    }

    /// <summary>Gives the town its first operator, or that one a fresh one-time password; null where it has one.</summary>
    /// <param name="id">The command's id, fresh.</param>
    /// <param name="unless"><c>claimed</c>: not where an operator has a password of their own; null: in any case.</param>
    public async Task<string?> MakeOperator(string id, string? unless, CancellationToken cancellation)
    {
        var password = OneTimePassword.Create();
        var answer = await Send(
            id,
            "makeOperator",
            json =>
            {
                json.WriteString("password", password);
                if (unless is not null)
                {
                    json.WriteString("unless", unless);
                }
            },
            cancellation);
        return answer.IsRefusal ? null : password;
    }

    /// <summary>Reads something that is for operators.</summary>
    /// <exception cref="RefusedException">No replica answers.</exception>
    public async Task<TownAnswer> Read(string path, CancellationToken cancellation)
    {
        var view = await cluster.Look(cancellation);
        foreach (var member in view.Members.Where(each => each.Role is ReplicaRole.Primary or ReplicaRole.Backup)
            .OrderBy(each => each.Role != ReplicaRole.Primary))
        {
            try
            {
                using var answer = await cluster.Send(
                    member.Status!, HttpMethod.Get, $"{InnerApi.Reads}{path}", null, cancellation);
                if ((int)answer.StatusCode < 500)
                {
                    return new TownAnswer((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
                }
            }
            catch (Exception error) when (IsNoAnswer(error, cancellation))
            {
                // The next one.
            }
        }
        throw new RefusedException("no replica of the town answers.");
    }

    private async Task<TownAnswer?> SendFor(
        TimeSpan patience, string id, string type, Action<Utf8JsonWriter> body, CancellationToken cancellation)
    {
        var batch = Batch(id, type, body);
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < patience)
        {
            _primary ??= (await cluster.TryLook(cancellation))?.Primary;
            if (_primary is { } primary)
            {
                if (await Try(primary, batch, cancellation) is { } answer and not { Status: OnceMore or Unavailable })
                {
                    return answer;
                }
                _primary = null;
            }
            await Task.Delay(Pause, time, cancellation);
        }
        return null;
    }

    private static byte[] Batch(string id, string type, Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("commands");
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", type);
            json.WriteStartObject("body");
            body(json);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    // Null: nobody knows whether it was taken. It is sent again under the same id.
    private async Task<TownAnswer?> Try(ReplicaStatus primary, byte[] batch, CancellationToken cancellation)
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
            var said = CommandBatch.Read(await answer.Content.ReadAsByteArrayAsync(cancellation), expected: 1).Answers[0];
            return new TownAnswer(said.Status, said.Body.ToArray());
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or JsonException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);
}

/// <summary>What the town answered. Immutable.</summary>
internal sealed record TownAnswer(int Status, byte[] Body)
{
    private const int LeastRefusal = 400;

    public bool IsRefusal => Status >= LeastRefusal;

    /// <summary>The body, read; the caller keeps it as long as it is used.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Of a refusal: its words.</summary>
    public string Words => Json.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : $"status {Status}";
}
