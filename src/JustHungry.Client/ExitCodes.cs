namespace JustHungry.Client;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    public const int Fine = 0;

    /// <summary>A refusal or an outage; one line on standard error says which.</summary>
    public const int Refused = 1;

    /// <summary>The command line was wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl+C, as shells expect it.</summary>
    public const int Interrupted = 130;
}
