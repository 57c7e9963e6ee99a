using JustHungry.Replication.Log;

namespace JustHungry.Replication.Replicas;

/// <content>How the primary keeps the log short.</content>
public sealed partial class Replica
{
    private readonly LogTally _tally;

    /// <summary>Once a minute. See <see cref="Trimming"/>.</summary>
    private async Task TrimLog(CancellationToken ended)
    {
        try
        {
            var registry = (await _log.Registry(ended)).Where(registration => registration.Status.Lineage == Applied.Head.Lineage);
            var upTo = Trimming.UpTo(registry, _tally, Later(Applied.Time, _time.GetUtcNow()), Housekeeping.KeepEntries);
            if (upTo > 0)
            {
                await _log.Trim(upTo, ended);
            }
        }
        catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
        {
            // Trimmed a minute later.
        }
    }
}
