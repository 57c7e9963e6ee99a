using System.Text;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>Entries for tests, and the heads that they make.</summary>
internal static class Entries
{
    public static ReadOnlyMemory<byte> Make(LogHead previous, string what) => EntryFormat.Write(
        previous, 1, DateTimeOffset.UnixEpoch, null, [Encoding.UTF8.GetBytes($$"""{"what":"{{what}}"}""")]);

    public static LogHead After(LogHead previous, ReadOnlyMemory<byte> entry) =>
        new(previous.Lineage, previous.Position + 1, EntryFormat.Hash(entry.Span));
}

/// <summary>What replicas say of themselves.</summary>
internal static class Statuses
{
    public static ReplicaStatus Of(string id) => new(
        new ReplicaIdentity(id, "i1", "http://127.0.0.1:1"), 42, ReplicaRole.Backup, new string('a', 32), 7, 5, null,
        TimeProvider.System.GetUtcNow());
}

/// <summary>Waits for what must come sooner or later.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task Is(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
