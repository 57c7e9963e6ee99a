using System.Globalization;
using System.Text;

namespace JustHungry.Bench;

/// <summary>Writes HTTP/1.1 requests into a connection's buffer.</summary>
internal static class RequestText
{
    /// <summary>A request's head up to the key's place, which takes <see cref="KeyLength"/> characters.</summary>
    public const int KeyLength = 36;

    public static byte[] OrderHead(string token) => Encoding.ASCII.GetBytes(
        $"POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        + "Content-Type: application/json\r\nIdempotency-Key: ");

    /// <summary>What follows the key: the rest of the head, and the body.</summary>
    public static byte[] OrderTail(byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\r\nContent-Length: {body.Length}\r\n\r\n")),
        .. body,
    ];

    public static int Write(Span<byte> to, ReadOnlySpan<byte> head, Guid key, ReadOnlySpan<byte> tail)
    {
        head.CopyTo(to);
        key.TryFormat(to[head.Length..], out _);
        tail.CopyTo(to[(head.Length + KeyLength)..]);
        return head.Length + KeyLength + tail.Length;
    }

    public static int WriteGet(Span<byte> to, string path, string token) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n", to);

    public static int WriteGet(Span<byte> to, string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n", to);

    public static int WritePost(Span<byte> to, string path, string body) => Encoding.UTF8.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"),
        to);
}
