using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JustHungry.Endurance.Fuzz;

/// <summary>Spoils requests, each in one to three ways.</summary>
internal static class Mutations
{
    private const int MostAtOnce = 3;
    private const int LongText = 40_000;
    private const int DeepJson = 5_000;

    private static readonly Action<HostileRequest, Random>[] All =
    [
        Method, Target, Query, Header, MissingHeader, RepeatedHeader, ContentType, Length, Chunks, Cut, Slow,
        Json, Json, Json, Json, Bytes, Bytes, Empty, Deep, Version, Framing,
    ];

    private static readonly string[] OddTexts =
    [
        "", " ", "\0", "null", "-1", "0", "1e999", "99999999999999999999", "NaN", "%00", "%", "%zz", "..", "../../etc/passwd", "%2e%2e%2f",
        "'; DROP TABLE orders;--", "<script>", "\u00ff\u00fe", "ä", "{}", "[]", "\"", "\\", "true", "1.5", "0x10", "9223372036854775808",
        new('a', 129), new('9', 400), new('a', 5_000), "DH1 3LE", "dh13le", "SW1A", "00000000-0000-0000-0000-000000000000", "a:b", ":", "1:1",
    ];

    private static readonly string[] OddMethods =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "BREW", "", "G\0T", new('M', 300)];

    private static readonly string[] OddHeaders =
    [
        "Idempotency-Key", "Authorization", "Hungry-Position", "Hungry-Consistency", "Last-Event-ID", "Accept", "Accept-Encoding", "Content-Encoding",
        "Expect", "Host", "Range", "If-None-Match", "X-Forwarded-For", "Upgrade", "Cookie", "Hungry-Caller", "Hungry-Key", "Origin", "Content-Length",
    ];

    private static readonly string?[] OddJson =
    [
        null, "true", "-1", "0", "100", "1e400", "99999999999999999999999", "1.5", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[]]]",
        "\"" + new string('x', 300) + "\"", "\"\\u202e\"", "\"x\\ny\"", "2147483648", "-2147483649",
    ];

    public static HostileRequest Spoil(HostileRequest sound, Random random)
    {
        var request = sound.Copy();
        for (var i = random.Next(MostAtOnce); i >= 0; i--)
        {
            All[random.Next(All.Length)](request, random);
        }
        // A request that is not whole would be waited for: mostly the sender says that no more will come.
        if (request.Delivery == Delivery.Whole && random.Next(4) == 0)
        {
            request.Delivery = random.Next(6) == 0 ? Delivery.BrokenOff : Delivery.HalfClosed;
        }
        return request;
    }

    private static string OddText(Random random) => OddTexts[random.Next(OddTexts.Length)];

    private static void Method(HostileRequest request, Random random) => request.Method = OddMethods[random.Next(OddMethods.Length)];

    private static void Version(HostileRequest request, Random random)
    {
        if (random.Next(4) == 0)
        {
            request.Version = new[] { "HTTP/1.0", "HTTP/1.1 ", "http/1.1", "HTTP/", "" }[random.Next(5)];
        }
    }

    private static void Target(HostileRequest request, Random random)
    {
        var parts = request.Target.Split('/');
        var at = random.Next(1, parts.Length);
        var odd = OddText(random);
        parts[at] = random.Next(3) switch { 0 => odd, 1 => Uri.EscapeDataString(odd), _ => parts[at] + "/" + Uri.EscapeDataString(odd) };
        request.Target = string.Join('/', parts);
    }

    private static void Query(HostileRequest request, Random random)
    {
        var names = new[] { "limit", "postcode", "q", "cuisine", "next", "after", "before", "wait", "at", "to", "sort" };
        var odd = random.Next(2) == 0 ? OddText(random) : Uri.EscapeDataString(OddText(random));
        request.Target += (request.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?') + names[random.Next(names.Length)] + "=" + odd;
    }

    private static void Header(HostileRequest request, Random random) =>
        request.Headers.Add($"{OddHeaders[random.Next(OddHeaders.Length)]}: {OddText(random)}");

    private static void MissingHeader(HostileRequest request, Random random)
    {
        if (request.Headers.Count > 0)
        {
            request.Headers.RemoveAt(random.Next(request.Headers.Count));
        }
    }

    private static void RepeatedHeader(HostileRequest request, Random random)
    {
        if (request.Headers.Count > 0)
        {
            var line = request.Headers[random.Next(request.Headers.Count)];
            request.Headers.AddRange(Enumerable.Repeat(line, random.Next(1, 120)));
        }
    }

    private static void ContentType(HostileRequest request, Random random)
    {
        var types = new[] { "text/plain", "application/json; charset=utf-16", "", "application/xml", "multipart/form-data", "application/json;;;" };
        request.Headers.RemoveAll(line => line.StartsWith("Content-Type", StringComparison.OrdinalIgnoreCase));
        request.Headers.Add("Content-Type: " + types[random.Next(types.Length)]);
    }

    private static void Length(HostileRequest request, Random random)
    {
        request.Length = new[]
        {
            "-1", "abc", "1e3", "0", "99999999999", "18446744073709551616", " ", "5, 6",
            (request.Body.Length + random.Next(1, 100)).ToString(CultureInfo.InvariantCulture),
            (request.Body.Length / 2).ToString(CultureInfo.InvariantCulture),
        }[random.Next(10)];
        request.Delivery = Delivery.HalfClosed;
    }

    private static void Chunks(HostileRequest request, Random random)
    {
        request.Headers.Add("Transfer-Encoding: " + new[] { "chunked", "chunked, chunked", "gzip", "identity" }[random.Next(4)]);
        var chunk = Encoding.Latin1.GetString(request.Body);
        request.Body = Encoding.Latin1.GetBytes(new[]
        {
            $"{chunk.Length:x}\r\n{chunk}\r\n0\r\n\r\n", $"{chunk.Length + 9:x}\r\n{chunk}\r\n0\r\n\r\n", $"zz\r\n{chunk}\r\n", "ffffffffffffffff\r\n", "0\r\n\r\n",
        }[random.Next(5)]);
        request.Delivery = Delivery.HalfClosed;
    }

    private static void Cut(HostileRequest request, Random random)
    {
        request.SentShare = random.NextDouble();
        request.Delivery = random.Next(5) == 0 ? Delivery.BrokenOff : Delivery.HalfClosed;
    }

    private static void Slow(HostileRequest request, Random random)
    {
        if (random.Next(8) == 0)
        {
            request.Delivery = Delivery.Dribble;
        }
    }

    /// <summary>Puts something odd in the place of one value; does nothing where the body is spoilt already.</summary>
    private static void Json(HostileRequest request, Random random)
    {
        try
        {
            request.Body = WithOddValue(JsonNode.Parse(request.Body), random) ?? request.Body;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON any more, or no text, or a name twice.
        }
    }

    private static byte[]? WithOddValue(JsonNode? root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0)
        {
            return null;
        }
        var place = places[random.Next(places.Count)];
        var mark = $"mark-{random.Next()}";
        if (place is JsonObject fields && fields.Count > 0)
        {
            fields[fields.ElementAt(random.Next(fields.Count)).Key] = mark;
        }
        else if (place is JsonArray items && items.Count > 0)
        {
            items[random.Next(items.Count)] = mark;
        }
        // Written as text, so that what no library would write can stand there too.
        var odd = OddJson[random.Next(OddJson.Length)];
        return Encoding.UTF8.GetBytes(root!.ToJsonString().Replace($"\"{mark}\"", odd ?? "null", StringComparison.Ordinal));
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is not (JsonObject or JsonArray))
        {
            return;
        }
        places.Add(node);
        foreach (var child in node is JsonObject fields ? fields.Select(field => field.Value) : node.AsArray())
        {
            Collect(child, places);
        }
    }

    private static void Bytes(HostileRequest request, Random random)
    {
        if (request.Body.Length == 0)
        {
            return;
        }
        var bytes = request.Body.ToList();
        for (var i = random.Next(1, 8); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
            }
        }
        request.Body = [.. bytes];
    }

    private static void Empty(HostileRequest request, Random random) =>
        request.Body = random.Next(3) switch { 0 => [], 1 => "null"u8.ToArray(), _ => new byte[random.Next(1, 200)] };

    private static void Deep(HostileRequest request, Random random) => request.Body = random.Next(4) switch
    {
        0 => Encoding.ASCII.GetBytes(new string('[', DeepJson)),
        1 => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", DeepJson))),
        2 => Encoding.ASCII.GetBytes($$"""{"name":"{{new string('x', LongText)}}","postcode":"DH1 3LE"}"""),
        _ => new byte[100_000],
    };

    private static void Framing(HostileRequest request, Random random)
    {
        if (random.Next(3) == 0)
        {
            request.Headers.Add(new[] { "no colon at all", ": no name", "Bad Name: x", "X: a\rb", "X: a\nb", " folded", "X:" + new string('y', LongText) }[random.Next(7)]);
        }
    }
}
