using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace JustHungry.Replication.Inner;

/// <summary>
/// What a process says of itself: lines for people on standard error, and that it is ready on standard output; or, where that was
/// asked for, one JSON object a line. Set once, at the program's start. Thread-safe.
/// </summary>
public static class ProcessLog
{
    private static TimeProvider? _jsonTime;

    /// <summary>True where every line is a JSON object.</summary>
    public static bool IsJson => _jsonTime is not null;

    /// <summary>From now on every line is a JSON object.</summary>
    public static void UseJson(TimeProvider time) => _jsonTime = time;

    /// <summary>A line for people.</summary>
    public static void Say(string words) => Console.Error.WriteLine(Line("error", words.ReplaceLineEndings(" "), null));

    /// <summary>Something worth knowing, where nothing is wrong.</summary>
    public static void Tell(string words) => Console.Error.WriteLine(Line("information", words.ReplaceLineEndings(" "), null));

    /// <summary>That the process does its work now, and where it answers.</summary>
    public static void Ready(string url) => Console.WriteLine(IsJson
        ? Line("information", "ready", url)
        : string.Create(CultureInfo.InvariantCulture, $"ready {url} pid {Environment.ProcessId}"));

    /// <summary>Where a line says that its process is ready: the address; else null.</summary>
    public static string? ReadyUrl(string line)
    {
        if (line.Split(' ') is ["ready", var url, "pid", _])
        {
            return url;
        }
        if (!line.StartsWith("{\"time\":", StringComparison.Ordinal))
        {
            return null;
        }
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("url", out var told) ? told.GetString() : null;
    }

    /// <summary>How the framework's own lines are written.</summary>
    public static void AddConsole(ILoggingBuilder logging, string? textTime = null)
    {
        if (IsJson)
        {
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        }
        else
        {
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, textTime));
        }
    }

    private static string Line(string level, string words, string? url)
    {
        if (_jsonTime is not { } time)
        {
            return words;
        }
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", level);
            json.WriteString("message", words);
            if (url is not null)
            {
                json.WriteString("url", url);
            }
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
