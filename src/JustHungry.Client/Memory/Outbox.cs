using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JustHungry.Client.Memory;

/// <summary>
/// Orders that were confirmed and are not answered yet, a file each. The client that works on one keeps its file locked, so
/// that several clients leave each other's alone; a file without a keeper was left by a client that died.
/// </summary>
internal sealed class Outbox(string folder)
{
    /// <summary>Saves the order to the disk, before its first send.</summary>
    /// <returns>The kept order; null if an order with this key waits already, in somebody's hands or left behind.</returns>
    /// <exception cref="MemoryException">It cannot be saved, so it must not be sent.</exception>
    public KeptOrder? Keep(PendingOrder order)
    {
        var path = PathOf(order.Key);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(order, MemoryJson.Default.PendingOrder);
        return PrivateFile.WriteLocked(path, bytes) is { } file ? new(order, path, file) : null;
    }

    /// <summary>There is an order that was not finished; another client may be at it.</summary>
    public bool IsWaiting => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.json").Any();

    /// <summary>The orders that nobody works on, oldest first; each is locked until it is disposed of.</summary>
    public IEnumerable<KeptOrder> LeftBehind()
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        // A file's name is its key's hash, so the time inside decides the order, not the name.
        var kept = Directory.EnumerateFiles(folder, "*.json").Select(Take).OfType<KeptOrder>().OrderBy(order => order.Order.At);
        foreach (var order in kept.ToList())
        {
            yield return order;
        }
    }

    private static KeptOrder? Take(string path)
    {
        if (PrivateFile.TryLock(path, create: false) is not { } file)
        {
            return null;
        }

        try
        {
            var order = JsonSerializer.Deserialize(file, MemoryJson.Default.PendingOrder);
            if (order is not null)
            {
                return new(order, path, file);
            }
        }
        catch (JsonException)
        {
            // Renamed into place only when whole, so somebody else changed it; it is not ours to guess.
        }

        file.Dispose();
        return null;
    }

    private string PathOf(string key) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ".json");
}

/// <summary>An order in this client's hands. Disposing of it without finishing leaves it for the next run.</summary>
internal sealed class KeptOrder(PendingOrder order, string path, FileStream file) : IDisposable
{
    public PendingOrder Order => order;

    /// <summary>It was decided: forgotten, while still locked, so that nobody takes it up in between.</summary>
    public void Finish()
    {
        if (OperatingSystem.IsWindows())
        {
            file.Dispose();
        }

        File.Delete(path);
    }

    public void Dispose() => file.Dispose();
}
