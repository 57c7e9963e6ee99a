using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace JustHungry.Replication.Inner;

/// <summary>
/// The certificate that a process shows, and the authority by which it knows the others', as PEM files, which are read again when they
/// change (<see cref="TlsMaterial"/>). Immutable. The cluster key is
/// asked for all the same: TLS says that nobody listens, and which machine it is; the key says that it is one of the town.
/// </summary>
public sealed record TlsFiles
{
    /// <summary>Nothing named: everything is spoken plainly, or by the system's authorities.</summary>
    public static readonly TlsFiles None = new();

    /// <summary>The certificate, and after it those between it and the authority; null: none.</summary>
    public string? CertFile { get; init; }

    /// <summary>That certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The authority that signed the certificates of the town's parts; null: the system's authorities.</summary>
    public string? CaFile { get; init; }

    /// <summary>True: inner ports answer only who shows a certificate of that authority.</summary>
    public bool IsMutual { get; init; }

    /// <summary>What is wrong with the choice, in words for people; null where nothing is.</summary>
    public string? Fault => this switch
    {
        { CertFile: null, KeyFile: not null } or { CertFile: not null, KeyFile: null } =>
            "A certificate needs its key, and a key its certificate: --tls-cert FILE --tls-key FILE.",
        { IsMutual: true, CertFile: null } or { IsMutual: true, CaFile: null } =>
            "--tls-mutual needs a certificate and the authority: --tls-cert FILE --tls-key FILE --tls-ca FILE.",
        _ => null,
    };

    /// <summary>How a connection is made to others; null where nothing is named, so that the system decides.</summary>
    /// <exception cref="ArgumentException">A file cannot be read; the message is for people.</exception>
    public SslClientAuthenticationOptions? ForClients()
    {
        if (CaFile is null && CertFile is null)
        {
            return null;
        }
        var material = new TlsMaterial(this);
        var options = new SslClientAuthenticationOptions();
        if (CaFile is not null)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && certificate is X509Certificate2 shown
                && material.Now().Knows(shown, chain, ForServers);
        }
        if (CertFile is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => material.Now().Certificate!;
        }
        return options;
    }

    /// <summary>How a port shows its certificate, and, where <paramref name="isInner"/> and it is mutual, asks for the caller's.</summary>
    /// <exception cref="ArgumentException">A file cannot be read; the message is for people.</exception>
    public void Serve(HttpsConnectionAdapterOptions https, bool isInner)
    {
        var material = new TlsMaterial(this);
        https.ServerCertificate = material.Now().Certificate;
        https.OnAuthenticate = (_, options) => options.ServerCertificateContext = material.Now().Context;
        if (isInner && IsMutual)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, chain, _) => material.Now().Knows(certificate, chain);
        }
    }

    /// <summary>A certificate that servers may show (RFC 5280, 4.2.1.12).</summary>
    private static Oid ForServers => new("1.3.6.1.5.5.7.3.1");
}
