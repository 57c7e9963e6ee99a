using System.Diagnostics;
using System.Globalization;
using JustHungry.Commands;

namespace JustHungry.Endurance.Machines;

/// <summary>
/// Three machines and a place for clients: network namespaces on a bridge in a fifth one, so that nothing of this machine's own network
/// is touched. Needs root. Whoever made them removes them, with every process that still runs in them.
/// </summary>
internal sealed class Namespaces : IAsyncDisposable
{
    public const int Machines = 3;
    private const string Network = "10.99.0";
    private const int ClientsHost = 9;

    private readonly string _prefix;

    private Namespaces(string prefix) => _prefix = prefix;

    /// <summary>Its name, for a process that is to use the ones that another process made.</summary>
    public string Prefix => _prefix;

    public string Clients => $"{_prefix}-c";

    public static Namespaces Of(string prefix) => new(prefix);

    /// <summary>Why they cannot be made here, in words for people; null where they can.</summary>
    public static string? Hindrance()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "network namespaces need root.";
        }
        var missing = new[] { "ip", "nft", "setpriv", "etcd", "mkfs.ext4" }.FirstOrDefault(command => !IsInstalled(command));
        return missing is null ? null : $"the command {missing} is not installed.";
    }

    public static string Address(int machine) => $"{Network}.{machine}";

    public string Machine(int machine) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{machine}");

    /// <exception cref="RefusedException">They cannot be made; what was begun is gone again.</exception>
    public static async Task<Namespaces> Make(CancellationToken cancellation)
    {
        if (Hindrance() is { } hindrance)
        {
            throw new RefusedException(hindrance);
        }
        var made = new Namespaces(string.Create(CultureInfo.InvariantCulture, $"hg{Environment.ProcessId}"));
        try
        {
            var hub = $"{made._prefix}-h";
            await Must(cancellation, "ip", "netns", "add", hub);
            await Must(cancellation, "ip", "-n", hub, "link", "add", "br0", "type", "bridge");
            await Must(cancellation, "ip", "-n", hub, "link", "set", "br0", "up");
            foreach (var (name, host) in made.All())
            {
                await Must(cancellation, "ip", "netns", "add", name);
                var port = string.Create(CultureInfo.InvariantCulture, $"p{host}");
                await Must(cancellation, "ip", "-n", hub, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
                await Must(cancellation, "ip", "-n", hub, "link", "set", port, "master", "br0", "up");
                await Must(cancellation, "ip", "-n", name, "addr", "add", $"{Network}.{host}/24", "dev", "eth0");
                await Must(cancellation, "ip", "-n", name, "link", "set", "eth0", "up");
                await Must(cancellation, "ip", "-n", name, "link", "set", "lo", "up");
            }
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets what matches the rules be lost in a machine, from now on.</summary>
    /// <param name="machine">Which.</param>
    /// <param name="output">What of that which it sends; null: nothing.</param>
    /// <param name="input">What of that which comes; null: nothing.</param>
    public async Task Drop(int machine, string? output, string? input)
    {
        var rules = $$"""
            table inet cut {
              chain out { type filter hook output priority 0; {{(output is null ? "" : $"{output} drop;")}} }
              chain in { type filter hook input priority 0; {{(input is null ? "" : $"{input} drop;")}} }
            }
            """;
        await Must(CancellationToken.None, "ip", "netns", "exec", Machine(machine), "nft", rules);
    }

    /// <summary>Everything comes and goes again.</summary>
    public async Task Heal()
    {
        for (var machine = 1; machine <= Machines; machine++)
        {
            await Run("ip", "netns", "exec", Machine(machine), "nft", "flush ruleset");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in All().Select(one => one.Name).Append($"{_prefix}-h"))
        {
            var (_, pids) = await Run("ip", "netns", "pids", name);
            foreach (var pid in pids.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Processes.Signals.Send(int.Parse(pid, CultureInfo.InvariantCulture), Processes.Signals.Kill);
            }
            await Run("ip", "netns", "del", name);
        }
    }

    /// <summary>Runs a command to its end; tells its exit code and what it said.</summary>
    public static async Task<(int Code, string Said)> Run(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await output + await errors);
    }

    public static async Task Must(CancellationToken cancellation, string program, params IReadOnlyList<string> arguments)
    {
        cancellation.ThrowIfCancellationRequested();
        var (code, said) = await Run(program, arguments);
        if (code != 0)
        {
            throw new RefusedException($"{program} {string.Join(' ', arguments)}: {said.Trim().ReplaceLineEndings(" ")}");
        }
    }

    private IEnumerable<(string Name, int Host)> All() =>
        [.. Enumerable.Range(1, Machines).Select(machine => (Machine(machine), machine)), (Clients, ClientsHost)];

    private static bool IsInstalled(string command) => "/usr/sbin:/sbin:/usr/bin:/bin".Split(':')
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Any(folder => File.Exists(Path.Combine(folder, command)));
}
