using System.Net;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Upkeep;

/// <summary>Removes a replica from the town: it ends, if it runs, and the registry forgets it. Thread-safe.</summary>
public sealed class Removal(TownRegistry registry, ReplicaCalls calls, TimeProvider time)
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Removes the replica of that id.</summary>
    /// <exception cref="LogUnavailableException">The name server does not answer, so it is not forgotten.</exception>
    public async Task<RemovalOutcome> Run(string id, CancellationToken cancellation)
    {
        var registered = await registry.List(cancellation);
        if (registered.FirstOrDefault(each => each.Status.Replica.Id == id) is not { } member)
        {
            return RemovalOutcome.Unknown;
        }
        var outcome = IsPrimary(member, registered) ? RemovalOutcome.IsPrimary : await End(member, cancellation);
        if (outcome is RemovalOutcome.Ended or RemovalOutcome.Silent)
        {
            await registry.Forget(id, cancellation);
        }
        return outcome;
    }

    // A silent one that was the primary lately is no longer, once another one is.
    private static bool IsPrimary(Registration member, IReadOnlyList<Registration> registered) => !member.IsGone
        && registered.MaxBy(static each => each.Status.View?.Number ?? 0)?.Status.View?.Primary.Incarnation
            == member.Status.Replica.Incarnation;

    private async Task<RemovalOutcome> End(Registration member, CancellationToken cancellation)
    {
        var url = member.Status.Replica.Url;
        switch (await calls.Ask(url, cancellation))
        {
            case Health.Joins:
                return RemovalOutcome.Joins;
            case Health.Closed:
            // The port is another replica's by now, which nobody wants to end.
            case Health.Answers(var status) when status.Replica.Id != member.Status.Replica.Id:
                // Lately heard of, it may be starting again just now, at another address.
                return member.IsGone ? RemovalOutcome.Ended : RemovalOutcome.Silent;
            case Health.Silent:
                return RemovalOutcome.Silent;
        }
        try
        {
            using var answer = await calls.Send(url, HttpMethod.Post, InnerApi.Leave, null, cancellation);
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent when await HasEnded(url, cancellation) => RemovalOutcome.Ended,
                HttpStatusCode.Conflict => RemovalOutcome.IsPrimary,
                HttpStatusCode.ServiceUnavailable => RemovalOutcome.Joins,
                _ => RemovalOutcome.Silent,
            };
        }
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, cancellation))
        {
            return RemovalOutcome.Silent;
        }
    }

    // Until it has ended, it would say to the registry once more that it lives. Only a closed port shows that it
    // has: a replica that is frozen, or cut off from here, gives no answer either.
    private async Task<bool> HasEnded(string url, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < EndTime)
        {
            if (await calls.Ask(url, cancellation) is Health.Closed)
            {
                return true;
            }
            await Task.Delay(Look, time, cancellation);
        }
        return false;
    }
}

/// <summary>What became of the removal of a replica.</summary>
public enum RemovalOutcome
{
    /// <summary>It has ended and is forgotten.</summary>
    Ended,

    /// <summary>
    /// It did not answer, or not in time, so that nobody knows whether it lives; it is forgotten until it says
    /// something again.
    /// </summary>
    Silent,

    /// <summary>No replica is called so.</summary>
    Unknown,

    /// <summary>It is the primary: it hands over first.</summary>
    IsPrimary,

    /// <summary>It joins just now: its process must be ended first.</summary>
    Joins,
}
