namespace JustHungry.Client.Api;

/// <summary>Reads the addresses of front ends as people type them.</summary>
internal static class ServerList
{
    public const string Default = "http://127.0.0.1:7480";

    private const int MostServers = 32;

    /// <summary>Several addresses, repeated or separated by commas; "http://" may be left out.</summary>
    /// <exception cref="UsageException">One of them is no http or https address.</exception>
    public static IReadOnlyList<Uri> Parse(IEnumerable<string> addresses)
    {
        var servers = addresses
            .SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(ParseOne)
            .Distinct()
            .ToList();
        return servers.Count switch
        {
            0 => throw new UsageException("--server needs an address, for example " + Default),
            > MostServers => throw new UsageException($"--server: at most {MostServers} addresses"),
            _ => servers,
        };
    }

    private static Uri ParseOne(string address)
    {
        var full = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        return Uri.TryCreate(full, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.Host.Length > 0
            && uri.UserInfo.Length == 0
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw new UsageException($"--server: '{address}' is not an address such as {Default}");
    }
}
