using System.Text.Json;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Http;

namespace JustHungry.Replication.Inner;

/// <summary>A replica's status as the body of a request: what heartbeats and registrations bring.</summary>
internal static class StatusBody
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The status; null where the body is none, whatever it is called.</summary>
    public static async Task<ReplicaStatus?> Read(HttpContext context)
    {
        if (context.Request.ContentLength is not (> 0 and <= MostBytes))
        {
            return null;
        }
        try
        {
            var status = await JsonSerializer.DeserializeAsync(
                context.Request.Body, ReplicationJson.Default.ReplicaStatus, context.RequestAborted);
            return status?.Replica is { Id.Length: > 0, Incarnation: not null, Url: not null } ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
