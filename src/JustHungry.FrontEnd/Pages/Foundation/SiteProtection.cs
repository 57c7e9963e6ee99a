using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.DataProtection;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// The keys that cookies and forms are sealed with. The first one follows from the cluster key, so that any front end can seal and
/// open at any time, whether or not there is anybody to ask; the others come out of the replicated store and take its place.
/// Safe for many threads.
/// </summary>
internal sealed class SiteKeys
{
    private const int KeyBytes = 32;

    private readonly byte[] _wrapping;
    private readonly SiteKey _first;
    private ImmutableArray<SiteKey> _ring;
    private SiteKey _sealing;

    public SiteKeys(ClusterKey key)
    {
        _wrapping = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret.ToArray(), KeyBytes, info: "just hungry: wrapping the site's keys"u8.ToArray());
        _first = SiteKey.Of(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret.ToArray(), KeyBytes, info: "just hungry: the site's first key"u8.ToArray()));
        (_ring, _sealing) = ([_first], _first);
    }

    /// <summary>What is sealed now, is sealed with this one.</summary>
    public SiteKey Sealing => Volatile.Read(ref _sealing);

    /// <summary>The key with that id; null where nobody has told this front end of it.</summary>
    public SiteKey? Find(ulong id)
    {
        foreach (var key in _ring)
        {
            if (key.Id == id)
            {
                return key;
            }
        }
        return null;
    }

    /// <summary>Takes over what the store holds.</summary>
    /// <param name="wrapped">All keys of the store, as <see cref="Fresh"/> made them; what cannot be opened is left out.</param>
    /// <param name="sealing">Which of them is to be used from now on; null: the first one.</param>
    public void Replace(IEnumerable<string> wrapped, string? sealing)
    {
        var keys = wrapped.Select(text => (Text: text, Key: Unwrap(text))).Where(static one => one.Key is not null).ToList();
        _ring = [_first, .. keys.Select(static one => one.Key!)];
        Volatile.Write(ref _sealing, keys.Find(one => one.Text == sealing).Key ?? _first);
    }

    /// <summary>A new key, sealed with the cluster key: the log and backups hold nothing that opens a cookie.</summary>
    public string Fresh() => Convert.ToBase64String(SiteKey.Of(_wrapping).Seal(RandomNumberGenerator.GetBytes(KeyBytes), "key"u8));

    private SiteKey? Unwrap(string text)
    {
        try
        {
            return SiteKey.Of(SiteKey.Of(_wrapping).Open(Convert.FromBase64String(text), "key"u8));
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>One key: seals with AES-256-GCM under a key of its own for each purpose. Immutable.</summary>
internal sealed record SiteKey(ulong Id, byte[] Secret)
{
    private const byte Version = 1;
    private const int IdBytes = sizeof(ulong);
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + IdBytes + NonceBytes + TagBytes;

    public static SiteKey Of(byte[] secret) => new(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(secret)), secret);

    /// <summary>Which key sealed this; null where it is nothing that was sealed here.</summary>
    public static ulong? IdOf(ReadOnlySpan<byte> sealed_) =>
        sealed_.Length >= HeadBytes && sealed_[0] == Version ? BinaryPrimitives.ReadUInt64BigEndian(sealed_[1..]) : null;

    public byte[] Seal(ReadOnlySpan<byte> content, ReadOnlySpan<byte> purpose)
    {
        var bytes = new byte[HeadBytes + content.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), Id);
        var nonce = bytes.AsSpan(1 + IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyFor(purpose), TagBytes);
        aes.Encrypt(nonce, content, bytes.AsSpan(HeadBytes), bytes.AsSpan(1 + IdBytes + NonceBytes, TagBytes), bytes.AsSpan(0, 1 + IdBytes));
        return bytes;
    }

    /// <exception cref="CryptographicException">It was not sealed with this key and for this purpose, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> purpose)
    {
        if (IdOf(bytes) != Id)
        {
            throw new CryptographicException("This was not sealed with this key.");
        }
        var content = new byte[bytes.Length - HeadBytes];
        using var aes = new AesGcm(KeyFor(purpose), TagBytes);
        aes.Decrypt(
            bytes.Slice(1 + IdBytes, NonceBytes), bytes[HeadBytes..], bytes.Slice(1 + IdBytes + NonceBytes, TagBytes), content,
            bytes[..(1 + IdBytes)]);
        return content;
    }

    private byte[] KeyFor(ReadOnlySpan<byte> purpose)
    {
        var key = new byte[Secret.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, key, salt: [], info: purpose);
        return key;
    }
}

/// <summary>The framework's way of asking for protection, answered with the town's keys: what one front end seals, all can open.</summary>
internal sealed class SiteProtection(SiteKeys keys, string purpose = "") : IDataProtector
{
    private readonly byte[] _purpose = Encoding.UTF8.GetBytes(purpose);

    public IDataProtector CreateProtector(string purpose) =>
        new SiteProtection(keys, $"{Encoding.UTF8.GetString(_purpose)}{purpose.Length}:{purpose};");

    public byte[] Protect(byte[] plaintext) => keys.Sealing.Seal(plaintext, _purpose);

    /// <exception cref="CryptographicException">It was not sealed in this town and for this purpose, or was changed.</exception>
    public byte[] Unprotect(byte[] protectedData) =>
        SiteKey.IdOf(protectedData) is { } id && keys.Find(id) is { } key
            ? key.Open(protectedData, _purpose)
            : throw new CryptographicException("Nobody here knows the key that this was sealed with.");
}
