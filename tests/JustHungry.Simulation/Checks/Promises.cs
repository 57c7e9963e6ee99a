using System.Text;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;
using JustHungry.Simulation.Towns;

namespace JustHungry.Simulation.Checks;

/// <summary>What clients were told, and whether the town keeps to it: checked the moment that they are told.</summary>
internal sealed class Promises(World world, LogChecks log)
{
    private readonly Dictionary<string, Told> _told = [];

    /// <summary>How many commands were answered.</summary>
    public int Answers => _told.Count;

    /// <summary>An answer reached a client: the log has it, and it is the answer that was given before, if one was.</summary>
    public void Tell(string client, ForwardedCommand command, CommandAnswer answer)
    {
        var key = command.Id;
        var told = new Told(client, answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
        world.Tell($"{client} is told of {command.Type} {key}: {answer.Status}");
        if (log.Find(key) is not { } decided)
        {
            world.Break($"{client} is told {answer.Status} of {command.Type} {key}, and the log does not have it: {told.Body}");
        }
        else if (decided.Status != answer.Status)
        {
            world.Break($"{client} is told {answer.Status} of {command.Type} {key}, and the log says {decided.Status}: {told.Body}");
        }
        else if (!_told.TryAdd(key, told) && (_told[key].Status, _told[key].Body) != (told.Status, told.Body))
        {
            world.Break($"{command.Type} {key} was answered {_told[key].Body}, and now {told.Body}");
        }
    }

    /// <summary>The client that was first told of a command.</summary>
    public string? ClientOf(string key) => _told.GetValueOrDefault(key)?.Client;

    private sealed record Told(string Client, int Status, string Body);
}

/// <summary>What replicas say of themselves, and what the log may forget because of it.</summary>
internal sealed class PositionChecks(World world, SimulatedLog log, Func<string, ReplicaNode?> find, IReadOnlyList<ReplicaNode> nodes)
{
    private const int Holders = 2;

    public void Watch()
    {
        log.Trimming += CheckTrimming;
        log.Registered += Check;
    }

    /// <summary>Durable ≤ applied ≤ end, and durable is what the disk would keep.</summary>
    public void Check(ReplicaStatus status)
    {
        var end = log.Head?.Position ?? 0;
        if (status.Durable > status.Applied || (status.Applied > end && log.Head is not null))
        {
            world.Break($"{status.Replica.Incarnation} says durable {status.Durable}, applied {status.Applied}; the log ends at {end}");
        }
        if (find(status.Replica.Url)?.Disk is { } disk && status.Durable > disk.Durable)
        {
            world.Break($"{status.Replica.Incarnation} says that it is durable up to {status.Durable}, "
                + $"and the loss of power would leave {disk.Durable}");
        }
    }

    private void CheckTrimming(long upTo)
    {
        var holders = nodes.Count(node => node.Disk!.Durable >= upTo);
        if (holders < Holders)
        {
            world.Break($"the log is trimmed up to {upTo}, and {holders} disks hold that durably: "
                + string.Join(", ", nodes.Select(node => $"{node.Name} {node.Disk!.Durable}")));
        }
    }
}
