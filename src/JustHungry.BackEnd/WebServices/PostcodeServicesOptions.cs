namespace JustHungry.BackEnd.WebServices;

/// <summary>Where postcodes are looked up, and how long one waits for it.</summary>
public sealed record PostcodeServicesOptions
{
    /// <summary>False: no web service is asked, and every answer is from the bundled table.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Base address of postcodes.io, asked first. A path in it is kept.</summary>
    public Uri PostcodesIo { get; init; } = new("https://api.postcodes.io/");

    /// <summary>Base address of getthedata, asked second. A path in it is kept.</summary>
    public Uri GetTheData { get; init; } = new("https://api.getthedata.com/");

    /// <summary>How long one service may take for its whole answer, body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures within <see cref="FailureWindow"/>, at least half of all calls, after which a service is left alone. At least 2.</summary>
    public int FailuresBeforeBreak { get; init; } = 3;

    /// <summary>How long a failure counts.</summary>
    public TimeSpan FailureWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a failing service is left alone before one look-up tries it again.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many answers are kept in memory.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>How long a service's finding is kept in memory.</summary>
    public TimeSpan KeepFound { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a service's "does not exist" is kept in memory: short, as new postcodes appear.</summary>
    public TimeSpan KeepNotFound { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many of one service's connections are open at once.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>Longest body that is read, in bytes; both services answer with less than 4 KiB.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;
}
