namespace JustHungry.Client;

/// <summary>Makes the keys of commands: UUIDv7, so that the back end can tell an old one from a new one.</summary>
internal sealed class KeySource(TimeProvider time, Random random)
{
    /// <summary>A new key, 36 characters. Layout: RFC 9562, section 5.7.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
