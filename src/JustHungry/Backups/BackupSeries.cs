using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.Commands;

namespace JustHungry.Backups;

/// <summary>
/// Backups at regular times in a folder: <c>hungry-TIME-POSITION.backup</c>. Of one town's the newest are kept; an older one is removed
/// only when a newer one was verified.
/// </summary>
internal sealed class BackupSeries(
    BackupTaking taking, string folder, TimeSpan every, int keep, TimeProvider time, Action<string> say)
{
    private const string Pattern = "hungry-*.backup";

    /// <summary>Runs until it is cancelled; a backup that fails is said, and tried again at the next time.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var since = time.GetTimestamp();
            try
            {
                await TakeOne(cancellation);
                var left = every - time.GetElapsedTime(since);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task TakeOne(CancellationToken cancellation)
    {
        try
        {
            var (file, manifest) = await taking.Take(folder, NameOf, cancellation);
            say(string.Create(CultureInfo.InvariantCulture, $"{file}: position {manifest.Position}, {manifest.Bytes / 1e6:0.0} MB, verified"));
            foreach (var old in Old(manifest.Lineage))
            {
                File.Delete(old);
                say($"{old}: removed, {keep} newer ones are there");
            }
        }
        catch (Exception error) when (error is RefusedException or IOException or UnauthorizedAccessException)
        {
            say($"hungry: {error.Message} It is tried again in {every:g}; older backups stay.");
            await Task.Delay(every, time, cancellation);
        }
    }

    /// <summary>What of this town's is more than is kept, the names being in the order of time.</summary>
    private IEnumerable<string> Old(string lineage) => Directory.EnumerateFiles(folder, Pattern)
        .Where(file => LineageOf(file) == lineage)
        .OrderDescending(StringComparer.Ordinal)
        .Skip(keep);

    private static string? LineageOf(string file)
    {
        try
        {
            return ArchiveFile.ReadManifest(file).Lineage;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static string NameOf(ArchiveManifest manifest) => string.Create(
        CultureInfo.InvariantCulture, $"hungry-{manifest.MadeAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{manifest.Position}.backup");
}
