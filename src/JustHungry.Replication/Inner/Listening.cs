using System.Net;

namespace JustHungry.Replication.Inner;

/// <summary>Where a process may listen: what would let strangers in is refused before anything is opened. Immutable.</summary>
/// <param name="Address">Such as <c>http://127.0.0.1:7400</c>; port 0 is a free one.</param>
public sealed record Listening(string Address)
{
    /// <summary>The certificate, for https.</summary>
    public TlsFiles Tls { get; init; } = TlsFiles.None;

    /// <summary>Said explicitly: http is meant, although others than this machine can reach it.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>
    /// The address that others are told, where it is another than the one that is listened on; null: the same one.
    /// </summary>
    public string? Advertised { get; init; }

    /// <summary>True where the certificate's files are used.</summary>
    public bool IsEncrypted => Address.StartsWith(Uri.UriSchemeHttps + "://", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Off loopback there must be a cluster key already (a fresh one would be nobody else's), and TLS unless plain http was asked for.
    /// </summary>
    /// <param name="clusterKeyFile">The file with the key.</param>
    /// <exception cref="ArgumentException">It may not listen so; the message is for people.</exception>
    public void Check(string clusterKeyFile)
    {
        var url = Read(Address);
        if (Tls.Fault is { } fault)
        {
            throw new ArgumentException(fault);
        }
        if (IsEncrypted && Tls.CertFile is null)
        {
            throw new ArgumentException($"'{Address}' needs a certificate: --tls-cert FILE --tls-key FILE.");
        }
        if (Advertised is not null)
        {
            Read(Advertised);
        }
        if (IsLoopback(url))
        {
            return;
        }
        if (!File.Exists(clusterKeyFile))
        {
            throw new ArgumentException(
                $"'{Address}' can be reached from other machines, and there is no cluster key at {clusterKeyFile}: "
                + "put the town's there, or name it with --key.");
        }
        if (!IsEncrypted && !PlainHttp)
        {
            throw new ArgumentException(
                $"'{Address}' can be reached from other machines, and would speak plainly: give it a certificate "
                + "(https://… --tls-cert FILE --tls-key FILE), or say --plain-http where the network is trusted.");
        }
        if (Advertised is null && IsAny(url))
        {
            throw new ArgumentException($"'{Address}' is no address that others can be told: add --advertise URL, or listen on one of this machine's.");
        }
    }

    /// <summary>What others are told, once the port is known.</summary>
    /// <param name="found">The address that was listened on in the end.</param>
    public string ToldAs(string found) => Advertised?.TrimEnd('/') ?? found;

    /// <summary>True for 127.0.0.0/8, ::1 and localhost.</summary>
    public static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsAny(Uri url) => url.Host is "*" or "+"
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    private static Uri Read(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new ArgumentException($"'{address}' is no address: write it like http://127.0.0.1:7400.");
}
