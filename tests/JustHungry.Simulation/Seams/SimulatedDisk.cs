using System.Security.Cryptography;
using System.Text;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.Simulation.Seams;

/// <summary>
/// One replica's disk, across the lives of its process: the real store's files, in memory, and what of them would survive the loss
/// of power. It can fail, and it can be full.
/// </summary>
internal sealed class SimulatedDisk(World world, string folder, string name)
{
    /// <summary>Small, so that copying the write-ahead log into the file happens within a seed too.</summary>
    private const int CheckpointPages = 200;
    private const int OrdersUntilIndexed = 16;

    private readonly Random _random = world.Stream($"disk {name}");
    private readonly string _path = Path.Combine(folder, $"{name}.db");
    private readonly string _saved = Path.Combine(folder, $"{name}.saved");

    /// <summary>How likely a call of the store fails.</summary>
    public double Errors { get; set; }

    /// <summary>Every writing fails until then.</summary>
    public TimeSpan FailsUntil { get; set; }

    /// <summary>Until then there is no space: transactions begin, and cannot be filled.</summary>
    public TimeSpan FullUntil { get; set; }

    /// <summary>The next commit of a batch that the log has fails.</summary>
    public bool FailsNextCommit { get; set; }

    /// <summary>The position that the loss of power leaves.</summary>
    public long Durable { get; private set; }

    /// <summary>The store as the product opens it.</summary>
    public DiskStore Open(Action<string>? opened = null)
    {
        var store = ReplicaStore.Open(Options(_path));
        opened?.Invoke(_path);
        return new DiskStore(store, this);
    }

    /// <summary>How a simulated store is opened: all in one thread, and nothing waits for a real disk.</summary>
    public static StoreOptions Options(string path) => new()
    {
        Path = path,
        TokenSecret = Encoding.ASCII.GetBytes("simulated"),
        Synchronous = Synchronous.Off,
        DiskWorkAside = false,
        CacheKibibytes = 1024,
        CheckpointPages = CheckpointPages,
        IndexOrdersEvery = OrdersUntilIndexed,
    };

    /// <summary>What is committed now survives from here on.</summary>
    public void Save(long position)
    {
        Copy(_path, _saved);
        Durable = position;
    }

    /// <summary>
    /// The power is lost: what was committed since the last saving is gone, or with a chance of one in ten some of it is there,
    /// as far as the write-ahead log came to the disk.
    /// </summary>
    public void LosePower()
    {
        var kept = File.Exists(_path + Log) ? new FileInfo(_path + Log).Length : 0;
        var saved = File.Exists(_saved + Log) ? new FileInfo(_saved + Log).Length : 0;
        var keepsMore = _random.Chance(0.1) && kept > saved && File.Exists(_saved) && IsSameLog();
        if (keepsMore)
        {
            using var log = new FileStream(_path + Log, FileMode.Open);
            log.SetLength(_random.NextInt64(saved, kept + 1));
            File.Copy(_saved, _path, overwrite: true);
        }
        else
        {
            Copy(_saved, _path);
        }
        File.Delete(_path + "-shm");
    }

    /// <summary>A snapshot takes the place of the store; it is forced to the disk before.</summary>
    public void Install(byte[] snapshot, long position)
    {
        File.Delete(_path + Log);
        File.Delete(_path + "-shm");
        File.WriteAllBytes(_path, snapshot);
        Save(position);
    }

    /// <summary>Where the snapshot in these bytes stands; null where it is none.</summary>
    public AppliedState? Peek(byte[] snapshot)
    {
        var path = $"{_path}.part";
        File.WriteAllBytes(path, snapshot);
        try
        {
            return ReplicaStore.Peek(path);
        }
        catch (StoreException)
        {
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The bytes of a snapshot of a store, and what they add up to.</summary>
    public (byte[] Bytes, byte[] Sum) Snapshot(ReplicaStore store, Action<string>? made = null)
    {
        var path = $"{_path}.snapshot";
        try
        {
            Write(store, path);
            made?.Invoke(path);
            var bytes = File.ReadAllBytes(path);
            return (bytes, SHA256.HashData(bytes));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + Log);
            File.Delete(path + "-shm");
        }
    }

    private static void Write(ReplicaStore store, string path)
    {
        using var held = store.TryHold();
        if (held is null)
        {
            store.SnapshotTo(path);
            return;
        }
        held.CopyTo(path);
    }

    /// <exception cref="StoreException">The disk fails now.</exception>
    public void Touch(bool takesSpace)
    {
        if (world.Now < FailsUntil || (Errors > 0 && _random.Chance(Errors)))
        {
            throw new StoreException("the disk cannot be read or written");
        }
        if (takesSpace && world.Now < FullUntil)
        {
            throw new StoreException("the disk is full");
        }
    }

    private const string Log = "-wal";

    /// <summary>Whether the log grew from the saved one, and was not begun anew since.</summary>
    private bool IsSameLog()
    {
        const int header = 32;
        if (!File.Exists(_saved + Log) || new FileInfo(_saved + Log).Length < header)
        {
            return false;
        }
        Span<byte> now = stackalloc byte[header];
        Span<byte> then = stackalloc byte[header];
        using var log = File.OpenRead(_path + Log);
        using var saved = File.OpenRead(_saved + Log);
        log.ReadExactly(now);
        saved.ReadExactly(then);
        return now.SequenceEqual(then);
    }

    private static void Copy(string from, string to)
    {
        foreach (var ending in (ReadOnlySpan<string>)["", Log])
        {
            if (File.Exists(from + ending))
            {
                File.Copy(from + ending, to + ending, overwrite: true);
            }
            else
            {
                File.Delete(to + ending);
            }
        }
    }
}

/// <summary>The real store on a simulated disk: what the disk refuses, fails here as it does in the store.</summary>
internal sealed class DiskStore(ReplicaStore store, SimulatedDisk disk) : IStateMachine
{
    /// <summary>The product's store.</summary>
    public ReplicaStore Store => store;

    public AppliedState Applied => store.Applied;

    public bool InTransaction => store.InTransaction;

    public void Begin()
    {
        disk.Touch(takesSpace: false);
        store.Begin();
    }

    public Decision Decide(Submission submission, DecisionContext context)
    {
        var decision = store.Decide(submission, context);
        disk.Touch(takesSpace: true);
        return decision;
    }

    public ReadOnlyMemory<byte> EndEntry(DateTimeOffset time) => store.EndEntry(time);

    public void Commit(AppliedState applied)
    {
        if (disk.FailsNextCommit)
        {
            disk.FailsNextCommit = false;
            throw new StoreException("the disk cannot be read or written");
        }
        disk.Touch(takesSpace: true);
        store.Commit(applied);
    }

    public void Rollback() => store.Rollback();

    public void Apply(IReadOnlyList<LogEntry> run, AppliedState applied)
    {
        disk.Touch(takesSpace: true);
        store.Apply(run, applied);
    }

    public long MakeDurable()
    {
        disk.Touch(takesSpace: false);
        var position = store.MakeDurable();
        disk.Save(store.Applied.Head.Position);
        return position;
    }

    public Func<string> BeginContentHash() => store.BeginContentHash();
}
