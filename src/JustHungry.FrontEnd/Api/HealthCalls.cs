using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: a read barrier went through just now.</summary>
internal sealed class HealthCalls(IBackEnd backEnd, ReplicaDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(500);
    private static readonly ReadRequest Barrier = new("restaurants?limit=1", null, null, "linearizable");
    private static readonly byte[] Alive = """{"status":"live"}"""u8.ToArray();
    private static readonly byte[] Ready = """{"status":"ready"}"""u8.ToArray();

    private static readonly Refusal NotReady = new(
        Reason.Unavailable, "The replicas, or the log that they share, cannot be reached from here just now.");

    private readonly Lock _gate = new();
    private Task<bool>? _latest;
    private long _latestAt;

    public static Task Live(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Answers.Write(http, StatusCodes.Status200OK, Alive);
    }

    public async Task IsReady(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        await (await Latest() ? Answers.Write(http, StatusCodes.Status200OK, Ready) : Answers.Refuse(http, NotReady));
    }

    private Task<bool> Latest()
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

    private async Task<bool> Ask()
    {
        var reads = new ReadForwarder(backEnd, directory, time, Patience);
        return await reads.Read(Barrier, CancellationToken.None) is { Status: StatusCodes.Status200OK };
    }
}
