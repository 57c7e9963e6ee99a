using System.Security.Cryptography;
using System.Text;

namespace JustHungry.Replication.Inner;

/// <summary>The secret that all processes of a town share: inner ports answer nobody without it. Immutable.</summary>
public sealed class ClusterKey
{
    private const int KeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _utf8;

    /// <param name="hex">64 lower-case hex digits.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public ClusterKey(string hex)
    {
        if (hex.Length != KeyBytes * 2 || !hex.All(char.IsAsciiHexDigitLower))
        {
            throw new FormatException("A cluster key is 64 lower-case hex digits.");
        }
        Hex = hex;
        _utf8 = Encoding.ASCII.GetBytes(hex);
    }

    /// <summary>The key as it stands in its file and on inner calls.</summary>
    public string Hex { get; }

    /// <summary>Compares without telling by the time taken how much was right.</summary>
    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(_utf8, Encoding.UTF8.GetBytes(given));

    /// <summary>The key's 32 bytes.</summary>
    public ReadOnlyMemory<byte> Secret => Convert.FromHexString(Hex);

    /// <summary>Tells this key from others without giving it away: 16 hex digits.</summary>
    public string Fingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(Secret.Span, "fingerprint"u8))[..16];

    /// <summary>A fresh key.</summary>
    public static ClusterKey Create() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)));

    /// <summary>Reads the key from its file; makes both (mode 0600) where there is none yet.</summary>
    /// <exception cref="FormatException">The file holds no key.</exception>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    public static ClusterKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create().Save(path);
        }
        return new ClusterKey(File.ReadAllText(path).Trim());
    }

    /// <summary>Writes the key to a file of mode 0600, in a folder that is made if missing; a file that is there stays as it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var part = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        using (var file = new FileStream(part, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Hex + "\n"));
            file.Flush(flushToDisk: true);
        }
        try
        {
            // Several processes may start at once: the first one's file stays.
            File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(part);
        }
    }
}
