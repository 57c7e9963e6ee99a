using System.Net;
using JustHungry.Replication;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.BackEnd.Endpoints;

/// <summary><c>POST /inner/commands</c> over HTTP, and the one hop by which a backup passes commands on to the primary.</summary>
public static class CommandEndpoint
{
    private static readonly TimeSpan ForwardTime = TimeSpan.FromSeconds(15);

    /// <summary>Maps the route over what is running, which is null while the replica joins.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<RunningReplica?> current) =>
        routes.MapPost(InnerApi.Commands, context => Take(context, current()));

    private static async Task Take(HttpContext context, RunningReplica? running)
    {
        if (running is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var body = await ReadBody(context);
        var isForwarded = context.Request.Headers.ContainsKey(InnerApi.ForwardHeader);
        if (isForwarded && !running.Replica.IsPrimary && running.Replica.Applied.View?.Primary.Url is { } primary)
        {
            await PassOn(context, running.Http, primary, body);
            return;
        }
        await Write(context, await running.Commands.Take(body, context.RequestAborted));
    }

    private static async Task Write(HttpContext context, DoorAnswer answer)
    {
        switch (answer)
        {
            case DoorAnswer.Answered answered:
                await WriteBytes(context, StatusCodes.Status200OK, answered.Body);
                break;
            case DoorAnswer.Malformed malformed:
                await WriteBytes(context, StatusCodes.Status400BadRequest, malformed.Body);
                break;
            case DoorAnswer.Declined declined:
                await WriteBytes(context, StatusCodes.Status507InsufficientStorage, declined.Body);
                break;
            case DoorAnswer.NotPrimary other:
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                await context.Response.WriteAsJsonAsync(
                    new ViewReport(other.View, ReplicaRole.Backup), ReplicationJson.Default.ViewReport,
                    cancellationToken: context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
        }
    }

    private static async Task WriteBytes(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpContext context)
    {
        if (context.Request.ContentLength is { } length and >= 0 and <= CommandReader.MaxBytes)
        {
            var body = new byte[length];
            await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
            return body;
        }
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task PassOn(HttpContext context, HttpClient http, string primary, ReadOnlyMemory<byte> body)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(ForwardTime);
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            using var answer = await http.PostAsync(primary + InnerApi.Commands, content, limit.Token);
            await WriteBytes(context, (int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(limit.Token));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = (int)HttpStatusCode.BadGateway;
        }
    }
}
