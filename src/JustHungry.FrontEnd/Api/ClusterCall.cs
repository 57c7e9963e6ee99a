using System.Buffers;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// <c>GET /cluster</c>: the view and every replica's state. Replicas are asked directly; who does not answer is shown as the
/// registry last heard of it. What was found is good for a moment, so that this page costs the town nothing.
/// </summary>
internal sealed class ClusterCall(IBackEnd backEnd, ReplicaDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private Task<ClusterState>? _latest;
    private long _latestAt;

    public async Task Show(HttpContext http)
    {
        var state = await Latest();
        http.Response.Headers.CacheControl = "no-store";
        await Answers.Write(http, StatusCodes.Status200OK, ToJson(state));
    }

    /// <summary>The state as of a moment ago.</summary>
    public Task<ClusterState> Latest()
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_latestAt) > GoodFor))
            {
                _latestAt = time.GetTimestamp();
                _latest = Ask();
            }
            return _latest;
        }
    }

    private async Task<ClusterState> Ask()
    {
        var asked = directory.All()
            .Select(async one => Line(one.Url, one.Registered, await backEnd.AskStatus(one.Url, CancellationToken.None)))
            .ToList();
        var lines = await Task.WhenAll(asked);
        var view = directory.View;
        var best = lines.OfType<ReplicaLine>()
            .Concat(view?.Replicas.Select(static one => new ReplicaLine(one.Id, ReplicaRole.Gone, one.Url, null, null, null)) ?? [])
            .GroupBy(static line => line.Id)
            .Select(static sameId => sameId.OrderBy(static line => line.Role == ReplicaRole.Gone).ThenByDescending(static line => line.Applied).First())
            .OrderBy(static line => line.Id, StringComparer.Ordinal);
        return new ClusterState(view, [.. best]);
    }

    /// <summary>Null for an address of which nobody knows whose it is.</summary>
    private static ReplicaLine? Line(string url, Registration? registered, ReplicaStatus? now)
    {
        var status = now ?? registered?.Status;
        if (status is null)
        {
            return null;
        }
        var isGone = now is null && registered is not { IsGone: false };
        return new ReplicaLine(
            status.Replica.Id, isGone ? ReplicaRole.Gone : status.Role, url, status.Pid, status.Applied, status.Durable);
    }

    private static ReadOnlyMemory<byte> ToJson(ClusterState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (state.View is { } view)
        {
            json.WriteStartObject("view"u8);
            json.WriteNumber("number"u8, view.Number);
            json.WriteString("primary"u8, view.Primary.Id);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("view"u8);
        }
        json.WriteStartArray("replicas"u8);
        foreach (var replica in state.Replicas)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, replica.Id);
            json.WriteString("role"u8, JsonNamingPolicy.CamelCase.ConvertName(replica.Role.ToString()));
            json.WriteString("url"u8, replica.Url);
            WriteNumber(json, "pid"u8, replica.Pid);
            WriteNumber(json, "applied"u8, replica.Applied);
            WriteNumber(json, "durable"u8, replica.Durable);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

/// <summary>The cluster as it can be seen from here. Immutable.</summary>
public sealed record ClusterState(View? View, IReadOnlyList<ReplicaLine> Replicas);

/// <summary>One replica of it; numbers are null where nobody has told them.</summary>
public sealed record ReplicaLine(string Id, ReplicaRole Role, string Url, int? Pid, long? Applied, long? Durable);
