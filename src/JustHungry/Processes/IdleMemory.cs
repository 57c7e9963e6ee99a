namespace JustHungry.Processes;

/// <summary>
/// Gives memory back to the system when a process has nothing to do any more: after its start, and after each time of much work. The
/// collector by itself keeps what it has until somebody allocates again, which an idle process does not.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>Heartbeats and questions for the state of things stay well below this between two looks; orders do not.</summary>
    private const long IdleBytes = 8 * 1024 * 1024;

    private readonly ITimer _timer;
    private long _allocated;
    private bool _wasBusy = true;

    private IdleMemory(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);

    public static IdleMemory Begin(TimeProvider time) => new(time);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isBusy = allocated - _allocated > IdleBytes;
        if (_wasBusy && !isBusy)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        _allocated = allocated;
        _wasBusy = isBusy;
    }
}
