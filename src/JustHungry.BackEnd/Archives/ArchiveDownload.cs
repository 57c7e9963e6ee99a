using System.Globalization;
using System.Net;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Archives;

/// <summary>Fetches an archive from a replica that runs. Thread-safe.</summary>
public static class ArchiveDownload
{
    private static readonly TimeSpan CopyTime = TimeSpan.FromMinutes(30);

    /// <summary>Nothing at all for this long, and the replica counts as dead.</summary>
    private static readonly TimeSpan SilenceTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1);

    /// <summary>Which peers are asked, in this order: backups before the primary, which has orders to take.</summary>
    public static IReadOnlyList<ReplicaStatus> Givers(IEnumerable<Registration> registry, string lineage) =>
    [
        .. registry
            .Where(registration => registration.AgeMs < ReplicaTimes.LongestSuspicion.TotalMilliseconds)
            .Select(registration => registration.Status)
            .Where(status => status.Lineage == lineage && status.Role is ReplicaRole.Backup or ReplicaRole.Primary)
            .OrderBy(status => status.Role == ReplicaRole.Primary)
            .ThenByDescending(status => status.Applied),
    ];

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
        using var timer = new CancellationTokenSource(CopyTime, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        var progress = new Progress(from.Replica.Id, time, say);
        await using var ticking = time.CreateTimer(_ => progress.Say(), null, SayEvery, SayEvery);
        try
        {
            var url = string.Create(CultureInfo.InvariantCulture, $"{from.Replica.Url}{InnerApi.Snapshot}?least={least}");
            using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentLength is not { } length)
            {
                var words = await answer.Content.ReadAsStringAsync(limit.Token);
                throw new InvalidDataException(words.Length > 0 ? words : $"it answered {(int)answer.StatusCode}.");
            }
            progress.Length = length;
            await using var stream = new Watched(await answer.Content.ReadAsStreamAsync(limit.Token), SilenceTime, time);
            var manifest = await ArchiveFile.Receive(stream, length, path, done => progress.Done = done, limit.Token);
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

    /// <summary>A stream from which every read must come to something in time.</summary>
    private sealed class Watched(Stream inner, TimeSpan silence, TimeProvider time) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var timer = new CancellationTokenSource(silence, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            return await inner.ReadAsync(buffer, either.Token);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
