using System.Buffers.Text;

namespace JustHungry.Bench;

/// <summary>Reads an HTTP/1.1 answer out of a buffer: just as much of HTTP as the front end speaks.</summary>
internal static class HttpAnswer
{
    private const int StatusAt = 9;
    private const int StatusDigits = 3;
    private const int Chunked = -1;

    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>
    /// True where the whole answer is in <paramref name="received"/>; a chunked body is joined in place. The body lies at
    /// <paramref name="body"/> in it. The status is 0 where it is not HTTP.
    /// </summary>
    public static bool TryRead(Span<byte> received, out int status, out Range body)
    {
        (status, body) = (0, default);
        var head = received.IndexOf(HeadEnd);
        if (head < 0)
        {
            return false;
        }
        var headers = received[..(head + LineEnd.Length)];
        if (headers.Length < StatusAt + StatusDigits
            || !Utf8Parser.TryParse(headers.Slice(StatusAt, StatusDigits), out status, out _))
        {
            return true;
        }
        var start = head + HeadEnd.Length;
        var length = Length(headers);
        if (length == Chunked)
        {
            if (!TryJoin(received[start..], out length))
            {
                return false;
            }
        }
        else if (received.Length < start + length)
        {
            return false;
        }
        body = start..(start + length);
        return true;
    }

    private static int Length(ReadOnlySpan<byte> headers)
    {
        var at = headers.IndexOf("\r\nContent-Length: "u8);
        if (at >= 0)
        {
            Utf8Parser.TryParse(headers[(at + "\r\nContent-Length: ".Length)..], out int length, out _);
            return length;
        }
        return headers.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0 ? Chunked : 0;
    }

    private static bool TryJoin(Span<byte> chunks, out int joined)
    {
        joined = 0;
        if (!IsComplete(chunks))
        {
            return false;
        }
        var at = 0;
        while (NextChunk(chunks[at..], out var start, out var size) && size > 0)
        {
            chunks.Slice(at + start, size).CopyTo(chunks[joined..]);
            joined += size;
            at += start + size + LineEnd.Length;
        }
        return true;
    }

    private static bool IsComplete(ReadOnlySpan<byte> chunks)
    {
        var at = 0;
        while (at < chunks.Length && NextChunk(chunks[at..], out var start, out var size))
        {
            at += start + size + LineEnd.Length;
            if (size == 0)
            {
                return at <= chunks.Length;
            }
        }
        return false;
    }

    private static bool NextChunk(ReadOnlySpan<byte> chunks, out int start, out int size)
    {
        (start, size) = (0, 0);
        var line = chunks.IndexOf(LineEnd);
        if (line < 0 || !Utf8Parser.TryParse(chunks[..line], out size, out _, 'x'))
        {
            return false;
        }
        start = line + LineEnd.Length;
        return true;
    }
}
