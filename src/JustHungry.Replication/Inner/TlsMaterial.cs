using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JustHungry.Replication.Inner;

/// <summary>
/// What the files of <see cref="TlsFiles"/> hold: looked at for each new connection and read again when they changed, so that
/// certificates are renewed while the process runs. Thread-safe.
/// </summary>
internal sealed class TlsMaterial
{
    private readonly Lock _lock = new();
    private readonly TlsFiles _files;
    private TlsHeld _held;
    private string _stamp;

    /// <exception cref="ArgumentException">A file cannot be read; the message is for people.</exception>
    public TlsMaterial(TlsFiles files)
    {
        _files = files;
        _stamp = Stamp();
        _held = Read();
    }

    /// <summary>What they hold now; while they cannot be read, or do not fit together, what they held before.</summary>
    public TlsHeld Now()
    {
        lock (_lock)
        {
            var stamp = Stamp();
            if (stamp == _stamp)
            {
                return _held;
            }
            try
            {
                _held = Read();
                _stamp = stamp;
            }
            catch (ArgumentException)
            {
                // Somebody is just putting them there, one after the other: the next connection looks again.
            }
            return _held;
        }
    }

    private string Stamp() => string.Join(' ', new[] { _files.CertFile, _files.KeyFile, _files.CaFile }.Select(static file =>
    {
        var info = file is null ? null : new FileInfo(file);
        return info is { Exists: true } ? $"{info.LastWriteTimeUtc.Ticks}.{info.Length}" : "";
    }));

    private TlsHeld Read()
    {
        try
        {
            var certificate = _files.CertFile is null ? null : X509Certificate2.CreateFromPemFile(_files.CertFile, _files.KeyFile);
            return new TlsHeld(certificate, certificate is null ? null : Context(certificate), _files.CaFile is null ? null : Authority());
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"A certificate cannot be read: {error.Message}", error);
        }
    }

    private SslStreamCertificateContext Context(X509Certificate2 certificate)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_files.CertFile!);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private X509ChainPolicy Authority()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(_files.CaFile!);
        return policy;
    }
}

/// <summary>What TLS files held at one time. Immutable.</summary>
/// <param name="Certificate">This process's own, with its key; null: none.</param>
/// <param name="Context">The same with those between it and the authority, as a server shows it.</param>
/// <param name="Authority">By which the others are known; null: the system's authorities.</param>
internal sealed record TlsHeld(X509Certificate2? Certificate, SslStreamCertificateContext? Context, X509ChainPolicy? Authority)
{
    /// <summary>Whether a certificate is the authority's.</summary>
    /// <param name="certificate">That somebody showed.</param>
    /// <param name="shown">What came with it; null: nothing.</param>
    /// <param name="usage">What it must be for; null: anything.</param>
    public bool Knows(X509Certificate2 certificate, X509Chain? shown, Oid? usage = null)
    {
        using var chain = new X509Chain { ChainPolicy = Authority!.Clone() };
        if (shown is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }
        if (usage is not null)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(usage);
        }
        return chain.Build(certificate);
    }
}
