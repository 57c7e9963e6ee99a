using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>A command that is held, and whoever waits for it.</summary>
internal sealed class HeldCommand(ForwardedCommand command, long deadline)
    : TaskCompletionSource<CommandOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ForwardedCommand Command { get; } = command;

    /// <summary>A timestamp of the forwarder's clock.</summary>
    public long Deadline { get; } = deadline;
}

/// <summary>Commands that travel in the same way: many in a batch, or each alone. Used under the forwarder's lock only.</summary>
internal sealed class Lane(int mostInFlight, int mostCommands)
{
    private readonly Queue<HeldCommand> _again = new();
    private readonly Queue<HeldCommand> _fresh = new();

    /// <summary>Batches on their way to the primary of the present view.</summary>
    public int InFlight { get; set; }

    public bool IsEmpty => _again.Count + _fresh.Count == 0;

    public bool HasRoom => InFlight < mostInFlight;

    public void Add(HeldCommand command) => _fresh.Enqueue(command);

    /// <summary>Goes before all that have not been sent yet.</summary>
    public void AddAgain(HeldCommand command) => _again.Enqueue(command);

    /// <summary>The next commands to send; empty where there are none. Those that are answered already are left out.</summary>
    public List<HeldCommand> Take()
    {
        var taken = new List<HeldCommand>();
        var bytes = 0;
        while (taken.Count < mostCommands && bytes < CommandBatch.MaxBytes
            && (_again.TryDequeue(out var next) || _fresh.TryDequeue(out next)))
        {
            if (!next.Task.IsCompleted)
            {
                taken.Add(next);
                bytes += next.Command.Body.Length;
            }
        }
        return taken;
    }

    public IEnumerable<HeldCommand> Waiting => _again.Concat(_fresh);

    /// <summary>Lets go of those at the front whose time was over before they could be sent.</summary>
    public void DropAnswered()
    {
        foreach (var queue in (ReadOnlySpan<Queue<HeldCommand>>)[_again, _fresh])
        {
            while (queue.TryPeek(out var first) && first.Task.IsCompleted)
            {
                queue.Dequeue();
            }
        }
    }
}

/// <summary>A batch on its way.</summary>
internal sealed class Flight(Attempts attempts, Lane lane, List<HeldCommand> commands, TimeProvider time)
{
    public Attempts Attempts { get; } = attempts;

    public Lane Lane { get; } = lane;

    public List<HeldCommand> Commands { get; } = commands;

    public required string Url { get; init; }

    public required bool ThroughBackup { get; init; }

    /// <summary>The attempts' <see cref="Attempts.Round"/> when it left.</summary>
    public required int Round { get; init; }

    /// <summary>Gives the attempt up. Not disposed: it may be cancelled while the batch lands.</summary>
    public CancellationTokenSource Abandon { get; } = new(Timeout.InfiniteTimeSpan, time);
}

/// <summary>How the attempts at the primary of one view went. Used under the forwarder's lock only.</summary>
internal sealed class Attempts(View view)
{
    public ReplicaIdentity Primary { get; } = view.Primary;

    /// <summary>True where these are the attempts at that view's primary.</summary>
    public bool IsAt(View other) => view.Number == other.Number && view.Primary == other.Primary;

    /// <summary>Attempts that failed since the last one that did not.</summary>
    public int Failures { get; set; }

    /// <summary>How many of the last of them found nobody there.</summary>
    public int Unreachable { get; set; }

    /// <summary>A timestamp before which nothing is sent.</summary>
    public long NotBefore { get; set; }

    /// <summary>Counts failures; batches that were on their way together and were lost together are one.</summary>
    public int Round { get; set; }

    /// <summary>The backup through which the primary can be reached, where it cannot be reached from here.</summary>
    public string? Via { get; set; }
}
