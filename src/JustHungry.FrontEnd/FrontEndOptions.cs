using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;

namespace JustHungry.FrontEnd;

/// <summary>What a front end is started with. Immutable; <see cref="Check"/> says what is wrong with it.</summary>
public sealed record FrontEndOptions
{
    /// <summary>The name server, whose registry says which replicas live.</summary>
    public string NameServer { get; init; } = "http://127.0.0.1:7400";

    /// <summary>Where the front end listens; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:7480";

    /// <summary>The certificate for <see cref="Listen"/>, which replicas are shown too, and the authority of theirs.</summary>
    public TlsFiles Tls { get; init; } = TlsFiles.None;

    /// <summary>Said explicitly: http is meant, although others than this machine can reach it, such as a proxy that does the TLS.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>The file that holds the cluster key (hex); made if it is not there.</summary>
    public string ClusterKeyFile { get; init; } = "data/cluster.key";

    /// <summary>How long a request is held through a fail-over before it is answered with 503.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Batches of commands on their way to the primary at the same time, 1–16. More are smaller ones.</summary>
    public int BatchesInFlight { get; init; } = 2;

    /// <summary>Orders and cancellations that one customer may send in a minute; 0: no limit, the default.</summary>
    public int CommandsPerMinute { get; init; }

    /// <summary>New customers from one address in a minute; 0: no limit, the default.</summary>
    public int RegistrationsPerMinute { get; init; }

    /// <summary>
    /// Sign-ins, and other calls that carry a password or look for an order by phone, from one address in a minute; 0: no
    /// limit. Default: 60. Each front end counts for itself: it spares the town work. What keeps passwords from being guessed
    /// is counted for each account in the log.
    /// </summary>
    public int SecretsPerMinute { get; init; } = 60;

    /// <summary>
    /// Whether the keys that cookies are sealed with are read from the replicated store, and renewed there. Default: true; else the
    /// one that follows from the cluster key is used for good.
    /// </summary>
    public bool KeepSiteKeys { get; init; } = true;

    /// <summary>What is wrong with these options, in one line; null where nothing is.</summary>
    public string? Check() => this switch
    {
        _ when TownRegistry.Fault(NameServer) is { } fault => fault,
        _ when !Uri.TryCreate(Listen, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) =>
            $"'{Listen}' is not a URL to listen on, such as http://127.0.0.1:7480.",
        _ when string.IsNullOrWhiteSpace(ClusterKeyFile) => "The cluster key's file has no name.",
        _ when Deadline <= TimeSpan.Zero || Deadline > TimeSpan.FromMinutes(5) => "The deadline must be up to five minutes.",
        _ when BatchesInFlight is < 1 or > 16 => "Batches in flight must be 1 to 16.",
        _ when CommandsPerMinute < 0 || RegistrationsPerMinute < 0 || SecretsPerMinute < 0 => "A limit per minute cannot be negative.",
        _ => null,
    };

    /// <summary>Where it listens, to be checked before it does. Nobody is told the address, so it may be any.</summary>
    internal Listening Listening => new(Listen) { Tls = Tls, PlainHttp = PlainHttp, Advertised = Listen };
}
