using System.Runtime.InteropServices;

namespace JustHungry.Processes;

/// <summary>Sends signals to processes of our own.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Thaw = 18;
    public const int Freeze = 19;

    /// <summary>False where there is no such process any more.</summary>
    public static bool Send(int pid, int signal) => KillProcess(pid, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillProcess(int pid, int signal);
}
