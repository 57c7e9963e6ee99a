using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JustHungry.BackEnd.Archives;

/// <summary>
/// The last 4 KiB of an archive: its manifest as JSON that a person can read (<c>tail -c 4096 FILE</c>), spaces, and then on a line
/// each the SHA-256 of everything before it and a name that tells the format. What comes first is an ordinary SQLite
/// database, which takes no notice of what follows it. Pure; thread-safe.
/// </summary>
internal static class ArchiveSeal
{
    /// <summary>The version of the format; an archive with a higher one was made by a newer program.</summary>
    public const int Format = 1;

    /// <summary>The seal's length.</summary>
    public const int Bytes = 4096;

    /// <summary>The end of the seal that the sum does not count: the sum itself and the name.</summary>
    public const int UncountedBytes = SumDigits + 1 + NameBytes;

    private const int SumDigits = 64;
    private const string Name = "just-hungry-archive\n";
    private const int NameBytes = 20;
    private const int CountedBytes = Bytes - UncountedBytes;

    /// <summary>Makes the seal; <paramref name="sum"/> has taken in the database.</summary>
    public static byte[] Write(ArchiveManifest manifest, IncrementalHash sum)
    {
        var seal = new byte[Bytes];
        seal.AsSpan().Fill((byte)' ');
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, ArchiveJson.Default.ArchiveManifest);
        seal[0] = (byte)'\n';
        json.CopyTo(seal.AsSpan(1, CountedBytes - 2));
        seal[CountedBytes - 1] = (byte)'\n';
        sum.AppendData(seal.AsSpan(0, CountedBytes));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(sum.GetHashAndReset()) + "\n" + Name, seal.AsSpan(CountedBytes));
        return seal;
    }

    /// <summary>The manifest, and the sum that everything before it must have.</summary>
    /// <exception cref="InvalidDataException">It is no seal, or a newer program's; the message is for people.</exception>
    public static (ArchiveManifest Manifest, string Sum) Read(ReadOnlySpan<byte> seal)
    {
        if (seal.Length != Bytes || !seal.EndsWith(Encoding.ASCII.GetBytes(Name)))
        {
            throw new InvalidDataException("it is no backup of a town, or its end is missing.");
        }
        try
        {
            var manifest = JsonSerializer.Deserialize(seal[..CountedBytes], ArchiveJson.Default.ArchiveManifest);
            if (manifest is null or { Lineage: null } or { Hash: null })
            {
                throw new InvalidDataException("its manifest says nothing.");
            }
            return manifest.Format > Format
                ? throw new InvalidDataException($"its format is {manifest.Format}; this program reads up to {Format}. Upgrade it.")
                : (manifest, Encoding.ASCII.GetString(seal.Slice(CountedBytes, SumDigits)));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("its manifest cannot be read.", error);
        }
    }
}
