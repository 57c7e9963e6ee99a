using System.Net;
using JustHungry.Commands;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Cluster;

/// <summary>Removes a replica from the town: it ends, if it runs, and the registry forgets it.</summary>
internal sealed class Removal(ClusterClient cluster, TimeProvider time)
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>True where it runs no more; false where it did not answer, so that nobody knows.</summary>
    /// <exception cref="RefusedException">It is the primary, or joins just now, or the name server does not answer.</exception>
    public async Task<bool> Run(Member member, CancellationToken cancellation)
    {
        var hasEnded = await AskToLeave(member, cancellation) && await HasEnded(member.Status, cancellation);
        try
        {
            await cluster.Log.Forget(member.Id, cancellation);
        }
        catch (LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
        return hasEnded;
    }

    // False: it does not answer at all, and may be gone for long.
    private async Task<bool> AskToLeave(Member member, CancellationToken cancellation)
    {
        if (member.Role == ReplicaRole.Primary)
        {
            throw Primary(member.Id);
        }
        try
        {
            using var answer = await cluster.Send(member.Status, HttpMethod.Post, InnerApi.Leave, null, cancellation);
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent => true,
                HttpStatusCode.Conflict => throw Primary(member.Id),
                HttpStatusCode.ServiceUnavailable => throw new RefusedException($"{member.Id} joins the town just now: end its process first."),
                // Another process has got the port since.
                _ => false,
            };
        }
        catch (HttpRequestException error)
        {
            return InnerHttp.IsRefused(error) && member.Role == ReplicaRole.Gone;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Until it has ended, it would say to the registry once more that it lives.</summary>
    private async Task<bool> HasEnded(ReplicaStatus status, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < EndTime)
        {
            try
            {
                using var answer = await cluster.Send(status, HttpMethod.Get, InnerApi.Status, null, cancellation);
            }
            catch (HttpRequestException error) when (InnerHttp.IsRefused(error))
            {
                return true;
            }
            catch (Exception error) when (error is HttpRequestException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // It ends just now.
            }
            await Task.Delay(Look, time, cancellation);
        }
        return false;
    }

    private static RefusedException Primary(string id) =>
        new($"{id} is the primary: let it hand over first (hungry cluster hand-over).");
}
