using System.Globalization;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Upkeep;

namespace JustHungry.BackEnd.Archives;

/// <summary>Fetches an archive from a replica that runs. Thread-safe.</summary>
public static class ArchiveDownload
{
    private static readonly TimeSpan CopyTime = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1);

    /// <summary>Copies a snapshot of a replica's store, with its seal, to a new file, and proves that it came whole.</summary>
    /// <param name="http">Brings the cluster key.</param>
    /// <param name="from">The replica.</param>
    /// <param name="least">The position that the snapshot must at least hold.</param>
    /// <param name="path">The file; one that is there already is overwritten.</param>
    /// <param name="time">For progress and time-outs.</param>
    /// <param name="say">Told about once a second how far it is, in words for people.</param>
    /// <param name="stop">Breaks it off.</param>
    /// <exception cref="InvalidDataException">It did not come whole, or the replica gives none; the message is for people.</exception>
    /// <exception cref="HttpRequestException">The replica does not answer.</exception>
    /// <exception cref="IOException">The connection broke, or the disk failed.</exception>
    public static async Task<ArchiveManifest> Copy(
        HttpClient http, ReplicaStatus from, long least, string path, TimeProvider time, Action<string> say, CancellationToken stop)
    {
        using var limit = new TimeLimit(CopyTime, time, stop);
        var progress = new Progress(from.Replica.Id, time, say);
        await using var ticking = time.CreateTimer(_ => progress.Say(), null, SayEvery, SayEvery);
        try
        {
            using var snapshot = await SnapshotDownload.Open(http, from, least, time, limit.Token);
            progress.Length = snapshot.Length;
            var manifest = await ArchiveFile.Receive(snapshot.Content, snapshot.Length, path, done => progress.Done = done, limit.Token);
            progress.Say();
            return manifest;
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new IOException("it does not go on.", error);
        }
    }

    /// <summary>How far a copy has come. Thread-safe.</summary>
    private sealed class Progress(string from, TimeProvider time, Action<string> say)
    {
        private const double Megabyte = 1e6;
        private readonly long _since = time.GetTimestamp();
        private long _done;

        public long Length { get; set; }

        public long Done { set => Volatile.Write(ref _done, value); }

        public void Say()
        {
            var seconds = time.GetElapsedTime(_since).TotalSeconds;
            var done = Volatile.Read(ref _done);
            say(Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{from} makes a snapshot, {seconds:0} s so far")
                : string.Create(CultureInfo.InvariantCulture,
                    $"copying from {from}: {done / Megabyte:0.0} of {Length / Megabyte:0.0} MB ({100 * done / Length} %), {seconds:0} s so far"));
        }
    }
}
