using System.Globalization;

namespace JustHungry.Replication.Log;

/// <summary>A head as one line of text, <c>lineage:position:hash</c>: in headers, and in etcd.</summary>
public static class HeadText
{
    /// <summary>The head as text.</summary>
    public static string Write(LogHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"{head.Lineage}:{head.Position}:{head.Hash}");

    /// <summary>Null where the text is no head.</summary>
    public static LogHead? Read(string? text)
    {
        var parts = text?.Split(':');
        return parts is [var lineage, var position, var hash]
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new LogHead(lineage, number, hash)
            : null;
    }
}
