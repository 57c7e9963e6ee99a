using System.Globalization;
using System.Text;

namespace JustHungry.Endurance.Fuzz;

/// <summary>How the bytes of a request are brought to a port.</summary>
internal enum Delivery
{
    /// <summary>At once; then the answer is read.</summary>
    Whole,

    /// <summary>In small pieces with pauses.</summary>
    Dribble,

    /// <summary>At once, and then the sender closes its half of the connection.</summary>
    HalfClosed,

    /// <summary>At once, and then the sender breaks the connection off without reading.</summary>
    BrokenOff,
}

/// <summary>A request as bytes on a wire, not as a library would let one write it. Mutable while it is being spoilt.</summary>
internal sealed class HostileRequest
{
    public required string Method { get; set; }

    public required string Target { get; set; }

    public string Version { get; set; } = "HTTP/1.1";

    /// <summary>Whole lines; each character is one byte.</summary>
    public List<string> Headers { get; init; } = [];

    public byte[] Body { get; set; } = [];

    public bool HasKey { get; init; }

    /// <summary>What is said of the body's length; null: the truth, where there is a body.</summary>
    public string? Length { get; set; }

    /// <summary>Only this part of the bytes is sent, one of them at least: who sends nothing asks nothing.</summary>
    public double SentShare { get; set; } = 1;

    public Delivery Delivery { get; set; } = Delivery.Whole;

    public HostileRequest Copy() => new()
    {
        Method = Method, Target = Target, Version = Version, Headers = [.. Headers], Body = Body, HasKey = HasKey,
    };

    public byte[] Bytes()
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{Method} {Target} {Version}\r\nHost: localhost\r\nConnection: close\r\n");
        Headers.ForEach(line => head.Append(line).Append("\r\n"));
        if (Length is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Length}\r\n");
        }
        else if (Body.Length > 0 && !Headers.Exists(line => line.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        }
        byte[] whole = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body];
        return whole[..Math.Max(1, (int)(whole.Length * SentShare))];
    }

    /// <summary>The first line and what is odd, for a report.</summary>
    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(Bytes());
        var printable = string.Concat(text.Take(800).Select(letter => letter is >= ' ' and <= '~' or '\n' ? letter : '·'));
        return $"[{Delivery}] {printable}";
    }
}
