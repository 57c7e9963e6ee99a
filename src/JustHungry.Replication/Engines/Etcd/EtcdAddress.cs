using System.Globalization;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Reads an address of a log on etcd:
/// <c>etcd://[user:password@]host[:2379],host[:2379],…/town[?ca=FILE&amp;cert=FILE&amp;key=FILE&amp;password-file=FILE]</c>.
/// </summary>
public static class EtcdAddress
{
    /// <summary>What such an address begins with.</summary>
    public const string Scheme = "etcd://";

    /// <summary>The environment's variable with the user, where the address names none.</summary>
    public const string UserVariable = "HUNGRY_ETCD_USER";

    /// <summary>The environment's variable with the password, where the address names none.</summary>
    public const string PasswordVariable = "HUNGRY_ETCD_PASSWORD";

    private const string Example = "etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379/durham";
    private const int DefaultPort = 2379;
    private const int MostEndpoints = 16;

    /// <param name="address">What was written after <c>--name-server</c>.</param>
    /// <param name="environment">Where variables are looked up; null: this process's.</param>
    /// <exception cref="ArgumentException">It is no such address; the message is for people.</exception>
    public static EtcdOptions Parse(string address, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        if (!address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong($"'{address}' is no address of etcd");
        }
        var (hostsAndTown, query) = Split(address[Scheme.Length..], '?');
        var (authority, town) = Split(hostsAndTown, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Split(authority[..at], ':');
        var options = WithFiles(query, new EtcdOptions
        {
            Endpoints = [],
            Town = Town(town),
            User = user is null ? null : Uri.UnescapeDataString(user),
            Password = password is null ? null : Uri.UnescapeDataString(password),
        });
        options = options with { User = options.User ?? Set(environment(UserVariable)) };
        options = options with { Password = options.Password ?? (options.User is null ? null : Set(environment(PasswordVariable))) };
        if ((options.User is null) != (options.Password is null))
        {
            throw Wrong(
                $"A user needs a password, and a password a user (user:password@, password-file=FILE, or {PasswordVariable} in the environment)");
        }
        var scheme = options.IsEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return options with { Endpoints = Endpoints(authority[(at + 1)..], scheme) };
    }

    /// <summary>The same address without the password in it.</summary>
    public static string WithoutPassword(string address)
    {
        var at = address.IndexOf('/', Scheme.Length) is > 0 and var slash ? address.LastIndexOf('@', slash) : address.LastIndexOf('@');
        var colon = at < 0 ? -1 : address.IndexOf(':', Scheme.Length);
        return colon >= 0 && colon < at ? $"{address[..colon]}:…{address[at..]}" : address;
    }

    /// <summary>
    /// The address without the password in it, and that password, for those who start other processes: what stands in a process's
    /// arguments, everybody on its machine can read.
    /// </summary>
    public static (string Address, string? Password) TakePasswordOut(string address)
    {
        var shown = WithoutPassword(address);
        if (shown == address || !address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (address, null);
        }
        var colon = address.IndexOf(':', Scheme.Length);
        var at = colon + address.Length - shown.Length + "…".Length + 1;
        return (address[..colon] + address[at..], Uri.UnescapeDataString(address[(colon + 1)..at]));
    }

    private static string? Set(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static List<Uri> Endpoints(string hosts, string scheme)
    {
        var endpoints = new List<Uri>();
        foreach (var host in hosts.Split(',', StringSplitOptions.TrimEntries))
        {
            // The name alone may not bring parts of its own, such as a user or a path.
            if (host.Length == 0 || host.IndexOfAny(['/', '@', '?', '#', ' ']) >= 0
                || !Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var uri))
            {
                throw Wrong($"'{host}' is no host and port");
            }
            var port = uri.IsDefaultPort ? DefaultPort : uri.Port;
            endpoints.Add(new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{uri.Host}:{port}")));
        }
        return endpoints.Count <= MostEndpoints ? [.. endpoints.Distinct()] : throw Wrong($"More than {MostEndpoints} members");
    }

    private static string Town(string? town)
    {
        var name = town?.TrimEnd('/') ?? "";
        var isName = name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
        return isName && !name.Contains("//", StringComparison.Ordinal) && name[0] != '/'
            ? name
            : throw Wrong("The town's name is missing, or has other signs than letters, digits, '-', '_', '.' and '/'");
    }

    private static EtcdOptions WithFiles(string? query, EtcdOptions options)
    {
        foreach (var pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, raw) = Split(pair, '=');
            var file = Uri.UnescapeDataString(raw ?? "");
            if (file.Length == 0)
            {
                throw Wrong($"'{name}' names no file");
            }
            options = name switch
            {
                "ca" => options with { CaFile = file },
                "cert" => options with { CertFile = file },
                "key" => options with { KeyFile = file },
                "password-file" => options with { Password = ReadPassword(file) },
                _ => throw Wrong($"'{name}' is not known after the '?' (ca, cert, key and password-file are)"),
            };
        }
        return (options.CertFile is null) == (options.KeyFile is null)
            ? options : throw Wrong("A certificate (cert) needs its key (key), and a key its certificate");
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The password cannot be read: {error.Message}", error);
        }
    }

    private static (string Before, string? After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static ArgumentException Wrong(string what) => new($"{what}: write it like {Example}.");
}
