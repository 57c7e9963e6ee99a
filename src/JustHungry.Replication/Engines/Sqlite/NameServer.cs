using System.Collections.Concurrent;
using System.Globalization;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>The name server's verbs over HTTP: the log, and the registry of who lives. Thread-safe.</summary>
internal sealed class NameServer(LogFile log, DiskRoom room, TimeProvider time)
{
    private const int MostReplicas = 1000;
    private const int LineageDigits = 32;
    private const int HashDigits = 64;

    private readonly ConcurrentDictionary<string, (ReplicaStatus Status, long At)> _registry = [];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(NameServerProtocol.Head, UnlessMoved(context => WriteHead(context, log.Head)));
        routes.MapPost(NameServerProtocol.Create, UnlessMoved(Create));
        routes.MapPost(NameServerProtocol.Advance, UnlessMoved(Advance));
        routes.MapGet(NameServerProtocol.Entries, UnlessMoved(Entries));
        routes.MapPost(NameServerProtocol.Trim, UnlessMoved(Trim));
        routes.MapPost(NameServerProtocol.Retire, UnlessMoved(Retire));
        routes.MapGet(NameServerProtocol.Registry, ListRegistry);
        routes.MapPut(NameServerProtocol.Registry, Register);
        routes.MapDelete(NameServerProtocol.Registry, Forget);
    }

    private static Task WriteHead(HttpContext context, LogHead? head)
    {
        if (head is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else
        {
            context.Response.Headers[NameServerProtocol.HeadHeader] = HeadText.Write(head);
        }
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private RequestDelegate UnlessMoved(RequestDelegate answer) => context =>
    {
        if (log.MovedTo is not { } to)
        {
            return answer(context);
        }
        context.Response.StatusCode = StatusCodes.Status410Gone;
        return context.Response.WriteAsync(to, context.RequestAborted);
    };

    private Task Retire(HttpContext context)
    {
        if (HeadText.Read(context.Request.Headers[NameServerProtocol.HeadHeader]) is not { } head
            || (string?)context.Request.Query["to"] is not { Length: > 0 } to)
        {
            return Refuse(context, $"{NameServerProtocol.HeadHeader}: lineage:position:hash, and to: an address.");
        }
        context.Response.StatusCode = log.Retire(head, to) ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return WriteHead(context, log.Head);
    }

    private Task Create(HttpContext context)
    {
        var origin = HeadText.Read(context.Request.Headers[NameServerProtocol.HeadHeader]);
        return origin is { Lineage.Length: LineageDigits } && origin.Lineage.All(char.IsAsciiHexDigitLower)
            && origin.Hash.Length == HashDigits && origin.Hash.All(char.IsAsciiHexDigitLower)
            ? WriteHead(context, log.Create(origin))
            : Refuse(context, $"{NameServerProtocol.HeadHeader}: lineage:position:hash, in lower-case hex digits.");
    }

    private async Task Advance(HttpContext context)
    {
        var builtOn = HeadText.Read(context.Request.Headers[NameServerProtocol.HeadHeader]);
        if (builtOn is null || context.Request.ContentLength is not { } length || length is <= 0 or > MostEntryBytes)
        {
            await Refuse(context, $"{NameServerProtocol.HeadHeader}: lineage:position:hash, and an entry of at most {MostEntryBytes} bytes.");
            return;
        }
        var entry = new byte[length];
        await context.Request.Body.ReadExactlyAsync(entry, context.RequestAborted);
        if (room.Shortage is { } words)
        {
            await RefuseFull(context, words);
            return;
        }
        bool isIn;
        try
        {
            isIn = log.Head?.Lineage == builtOn.Lineage && log.Advance(builtOn.Position, builtOn.Hash, entry);
        }
        catch (StoreException error) when (error.IsFull)
        {
            ProcessLog.Say(error.Message);
            await RefuseFull(context, "The name server has a disk that is full.");
            return;
        }
        context.Response.StatusCode = isIn ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await WriteHead(context, log.Head);
        await context.Response.CompleteAsync();
        if (isIn)
        {
            log.AfterAdvance();
        }
    }

    /// <summary>A single command's limit, and room for the envelope and a view.</summary>
    private const long MostEntryBytes = EntryFormat.CommandBytes + (64 * 1024);

    private async Task Entries(HttpContext context)
    {
        if (Number(context, "after") is not { } after)
        {
            await Refuse(context, "after: a position.");
            return;
        }
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(Number(context, "wait") ?? 0, 0, NameServerProtocol.LongestWaitMs));
        var more = log.More;
        var (head, first, entries) = log.Read(after, NameServerProtocol.PageBytes);
        if (entries.Count == 0 && wait > TimeSpan.Zero && head is not null && head.Position <= after)
        {
            await WaitFor(more, wait, context.RequestAborted);
            (head, first, entries) = log.Read(after, NameServerProtocol.PageBytes);
        }
        await WriteHead(context, head);
        context.Response.Headers[NameServerProtocol.FirstHeader] = first.ToString(CultureInfo.InvariantCulture);
        var frame = NameServerProtocol.Frame(entries);
        context.Response.ContentLength = frame.Length;
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
    }

    private async Task WaitFor(Task more, TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            await more.WaitAsync(wait, time, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing new came: the caller is told where the log stands.
        }
    }

    private async Task Trim(HttpContext context)
    {
        if (Number(context, "upTo") is not { } upTo)
        {
            await Refuse(context, "upTo: a position.");
            return;
        }
        log.Trim(upTo);
        await WriteHead(context, log.Head);
    }

    private async Task Register(HttpContext context)
    {
        if (_registry.Count >= MostReplicas || await StatusBody.Read(context) is not { } status)
        {
            await Refuse(context, "This is no replica's status, or there are too many replicas.");
            return;
        }
        _registry[status.Replica.Id] = (status, time.GetTimestamp());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task Forget(HttpContext context)
    {
        _registry.TryRemove((string?)context.Request.Query["id"] ?? "", out _);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ListRegistry(HttpContext context)
    {
        var items = _registry.Values
            .Select(item => new Registration(item.Status, (long)time.GetElapsedTime(item.At).TotalMilliseconds))
            .Where(item => item.AgeMs < ReplicaTimes.ForgetReplica.TotalMilliseconds)
            .OrderBy(item => item.Status.Replica.Id, StringComparer.Ordinal)
            .ToList();
        return context.Response.WriteAsJsonAsync(
            new RegistryListing(items), ReplicationJson.Default.RegistryListing, cancellationToken: context.RequestAborted);
    }

    private static long? Number(HttpContext context, string name) =>
        long.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    /// <summary>Nothing was changed, and reading goes on.</summary>
    private static Task RefuseFull(HttpContext context, string words)
    {
        context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
        return context.Response.WriteAsync(words, context.RequestAborted);
    }

    private static Task Refuse(HttpContext context, string words)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}
