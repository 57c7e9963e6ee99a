using System.Globalization;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.Replication.Peers;

/// <summary>What a replica answers to other replicas and to front ends: status, heartbeat, view, handing over.</summary>
public static class PeerEndpoints
{
    private const int LongestWaitMs = 15_000;

    /// <summary>A large store is hashed for minutes; who asked sees by a blank now and then that it goes on.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    /// <summary>Maps the routes over the replica that is running, which is null while it joins.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<Replica?> current, TimeProvider time)
    {
        routes.MapGet(InnerApi.Status, context => WithReplica(context, current, WriteStatus));
        routes.MapPost(InnerApi.Heartbeat, context => WithReplica(context, current, Heartbeat));
        routes.MapGet(InnerApi.View, context => WithReplica(context, current, View));
        routes.MapGet(InnerApi.Verify, context => WithReplica(context, current, (_, replica) => Verify(context, replica, time)));
        routes.MapPost(InnerApi.HandOver, context => WithReplica(context, current, HandOver));
        routes.MapPost(InnerApi.RaiseLevel, context => WithReplica(context, current, RaiseLevel));
        routes.MapPost(InnerApi.Leave, context => WithReplica(context, current, Leave));
    }

    private static Task WithReplica(HttpContext context, Func<Replica?> current, Func<HttpContext, Replica, Task> answer)
    {
        if (current() is { } replica)
        {
            return answer(context, replica);
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync("This replica is joining.", context.RequestAborted);
    }

    private static Task WriteStatus(HttpContext context, Replica replica) =>
        context.Response.WriteAsJsonAsync(
            replica.Status, ReplicationJson.Default.ReplicaStatus, cancellationToken: context.RequestAborted);

    private static async Task Heartbeat(HttpContext context, Replica replica)
    {
        if (await StatusBody.Read(context) is not { } from)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var status = await replica.TakeHeartbeat(from, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            status, ReplicationJson.Default.ReplicaStatus, cancellationToken: context.RequestAborted);
    }

    private static async Task View(HttpContext context, Replica replica)
    {
        var after = Number(context, "after", 0, long.MaxValue);
        var wait = TimeSpan.FromMilliseconds(Number(context, "wait", 0, LongestWaitMs));
        var report = await replica.WaitForView(after, wait, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            report, ReplicationJson.Default.ViewReport, cancellationToken: context.RequestAborted);
    }

    private static async Task HandOver(HttpContext context, Replica replica)
    {
        string? to = context.Request.Query["to"];
        var isGiven = await replica.HandOver(string.IsNullOrEmpty(to) ? null : to);
        context.Response.StatusCode = isGiven ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await context.Response.WriteAsJsonAsync(
            new ViewReport(replica.Applied.View, replica.Role), ReplicationJson.Default.ViewReport,
            cancellationToken: context.RequestAborted);
    }

    private static async Task RaiseLevel(HttpContext context, Replica replica)
    {
        var answer = await replica.RaiseLevel().WaitAsync(context.RequestAborted);
        context.Response.StatusCode = answer.IsRaised ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await context.Response.WriteAsJsonAsync(answer, ReplicationJson.Default.LevelAnswer, cancellationToken: context.RequestAborted);
    }

    private static async Task Leave(HttpContext context, Replica replica) =>
        context.Response.StatusCode = await replica.Leave() ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict;

    private static async Task Verify(HttpContext context, Replica replica, TimeProvider time)
    {
        var at = Number(context, "at", 0, long.MaxValue);
        var wait = TimeSpan.FromMilliseconds(Number(context, "wait", 0, LongestWaitMs));
        if (await replica.HashAt(at, wait, context.RequestAborted) is not { } hash)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }
        var hashing = Task.Run(hash, context.RequestAborted);
        while (await Task.WhenAny(hashing, Task.Delay(SignOfLife, time)) != hashing)
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
        }
        await context.Response.WriteAsync(await hashing, context.RequestAborted);
    }

    private static long Number(HttpContext context, string name, long least, long most) =>
        long.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, least, most) : least;
}
