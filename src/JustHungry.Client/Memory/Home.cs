using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JustHungry.Client.Memory;

/// <summary>
/// Where the client keeps what it remembers: one folder per town, named by the town's lineage, so that two front ends of
/// one town share it and a new town at an old address does not.
/// </summary>
internal sealed class Home(string folder)
{
    /// <summary>$HUNGRY_CONFIG, else just-hungry in $XDG_CONFIG_HOME, else in ~/.config.</summary>
    public static Home Find(Func<string, string?> environment)
    {
        if (environment("HUNGRY_CONFIG") is { Length: > 0 } chosen)
        {
            return new(Path.GetFullPath(chosen));
        }

        var config = environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
                : Path.Combine(environment("HOME") is { Length: > 0 } home ? home : "/", ".config");
        return new(Path.Combine(config, "just-hungry"));
    }

    private string ServersPath => Path.Combine(folder, "servers.json");

    public Town Town(string lineage) => new(lineage, Path.Combine(folder, "towns", FolderName(lineage)));

    /// <summary>Which town was last seen at these addresses; null if none of them was ever asked.</summary>
    public string? LastLineage(IEnumerable<Uri> servers)
    {
        var known = Servers();
        return servers.Select(server => known.GetValueOrDefault(server.Authority)).FirstOrDefault(found => found is not null);
    }

    public void Remember(IEnumerable<Uri> servers, string lineage)
    {
        var known = Servers();
        var before = known.Count;
        var changed = false;
        foreach (var server in servers)
        {
            changed |= known.GetValueOrDefault(server.Authority) != lineage;
            known[server.Authority] = lineage;
        }

        if (changed || known.Count != before)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(known, MemoryJson.Default.DictionaryStringString);
            PrivateFile.Write(ServersPath, json);
        }
    }

    /// <summary>What was remembered of servers is a convenience: a file that cannot be understood is begun anew.</summary>
    private Dictionary<string, string> Servers()
    {
        try
        {
            return PrivateFile.Read(ServersPath) is { } json
                ? JsonSerializer.Deserialize(json, MemoryJson.Default.DictionaryStringString) ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string FolderName(string lineage)
    {
        const int Longest = 64;
        return lineage.Length is > 0 and <= Longest
            && lineage.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? lineage
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lineage)))[..32];
    }
}
