using System.Diagnostics;
using System.Text.Json;
using JustHungry.Endurance.Machines;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>
/// Follows docs/operations.md, "Three machines, step by step", line by line, in network namespaces: what stands there is what is typed. Only
/// addresses and folders are others, and systemd is played by a script that starts what the units in deploy/ say.
/// </summary>
[Trait("Run", "alone")]
public sealed class WalkThroughTests : IAsyncDisposable
{
    private const string Documented = "10.0.0.";
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(5);
    private static readonly string[] LeftOut = ["apt-get ", "useradd ", "chown ", "cp deploy/systemd"];

    private readonly string _root = Directory.CreateTempSubdirectory("hungry-walk-").FullName;
    private Namespaces? _namespaces;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_walk_through_of_three_machines_works_as_it_is_written()
    {
        if (Namespaces.Hindrance() is { } hindrance)
        {
            Assert.Skip(hindrance);
        }
        _namespaces = await Namespaces.Make(Cancel);
        Prepare();
        string? token = null;
        var orders = 0;
        foreach (var (heading, lines) in Sections())
        {
            foreach (var (where, command) in lines)
            {
                await Type(where, command);
            }
            if (heading is not "Install")
            {
                (token, orders) = (await Register(token), orders + 1);
            }
        }
        Assert.Equal(6, orders);
    }

    public async ValueTask DisposeAsync()
    {
        if (_namespaces is not null)
        {
            await _namespaces.DisposeAsync();
        }
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>The headings below the walk-through's own, each with what is typed there.</summary>
    private static List<(string Heading, List<(string Where, string Command)> Lines)> Sections()
    {
        var sections = new List<(string, List<(string, string)>)>();
        var isIn = false;
        foreach (var line in File.ReadLines(Path.Combine(BuiltProgram.Root, "docs", "operations.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                isIn = line == "## Three machines, step by step";
            }
            else if (isIn && line.StartsWith("### ", StringComparison.Ordinal))
            {
                sections.Add((line[4..], []));
            }
            else if (isIn && line.StartsWith("    ", StringComparison.Ordinal) && line.IndexOf("# ", StringComparison.Ordinal) is > 0 and var at)
            {
                sections[^1].Item2.Add((line[4..at], line[(at + 2)..]));
            }
        }
        return sections;
    }

    private void Prepare()
    {
        var tools = Directory.CreateDirectory(Path.Combine(_root, "tools")).FullName;
        Script(tools, "systemctl", File.ReadAllText(Path.Combine(BuiltProgram.Root, "tests", "JustHungry.Tests", "Machines", "systemctl")));
        Script(tools, "hungry", $"#!/bin/sh\nexec {BuiltProgram.Path} \"$@\"\n");
        // Copies from one machine's root to another's.
        Script(tools, "scp", $$"""
            #!/usr/bin/env bash
            to=${!#}; host=${to%%:*}; folder={{_root}}/machine-${host##*.}/${to#*:}
            mkdir -p "$folder" && cp "${@:1:$#-1}" "$folder"

            """);
        for (var machine = 1; machine <= Namespaces.Machines; machine++)
        {
            foreach (var folder in (string[])["etc/default", "etc/hungry", "var/lib/hungry"])
            {
                Directory.CreateDirectory(Path.Combine(Machine(machine), folder));
            }
        }
    }

    private async Task Type(string where, string command)
    {
        if (LeftOut.Any(start => command.StartsWith(start, StringComparison.Ordinal)) || command.Contains("chown root", StringComparison.Ordinal))
        {
            return;
        }
        var machines = where == "every" ? Enumerable.Range(1, Namespaces.Machines) : [where[0] - '0'];
        await Task.WhenAll(machines.Select(machine => Type(machine, command)));
    }

    /// <summary>A person who sees that it is not so far yet tries once more; so does this, for a while, with what only looks.</summary>
    private async Task Type(int machine, string command)
    {
        var root = Machine(machine);
        var typed = command
            .Replace("-o hungry -g hungry ", "", StringComparison.Ordinal)
            .Replace("-g hungry ", "", StringComparison.Ordinal)
            .Replace("$ip:/etc/", "$ip:etc/", StringComparison.Ordinal)
            .Replace("/etc/", $"{root}/etc/", StringComparison.Ordinal)
            .Replace("/var/lib/", $"{root}/var/lib/", StringComparison.Ordinal)
            .Replace(Documented, Namespaces.Address(0)[..^1], StringComparison.Ordinal)
            .Replace("$ip:etc/", "$ip:/etc/", StringComparison.Ordinal);
        var isMaking = typed.Contains("--new-town", StringComparison.Ordinal);
        var isLooking = !isMaking && (typed.Contains("hungry cluster", StringComparison.Ordinal) || typed.Contains("hungry doctor", StringComparison.Ordinal)
            || typed.Contains("hungry backup ", StringComparison.Ordinal) || typed.Contains("etcdctl", StringComparison.Ordinal));
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (code, said) = await Shell(machine, root, typed);
            if (code == 0 || (isMaking && said.Contains("one-time password", StringComparison.Ordinal)))
            {
                return;
            }
            Assert.True(
                isLooking && TimeProvider.System.GetElapsedTime(since) < CommandLimit, $"{machine}# {command}\nended with {code}: {said}");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancel);
        }
    }

    private async Task<(int Code, string Said)> Shell(int machine, string root, string command)
    {
        var output = Path.Combine(root, "said");
        var start = new ProcessStartInfo(
            "ip", ["netns", "exec", _namespaces!.Machine(machine), "bash", "-c", $"exec >{output} 2>&1 </dev/null; {command}"]);
        start.Environment["PATH"] = $"{Path.Combine(_root, "tools")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["MACHINE"] = root;
        start.Environment["UNITS"] = Path.Combine(BuiltProgram.Root, "deploy", "systemd");
        start.Environment["ETCDCTL_API"] = "3";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(Cancel).WaitAsync(CommandLimit, TimeProvider.System, Cancel);
        return (process.ExitCode, await File.ReadAllTextAsync(output, Cancel));
    }

    /// <summary>
    /// A customer, at whichever front end answers: the first time somebody new, afterwards the one that the town must still know.
    /// </summary>
    private async Task<string> Register(string? token)
    {
        var script = token is null
            ? """curl -sf --cacert @ca@ -H 'Content-Type: application/json' -d '{"name":"Walker","postcode":"DH1 3LE"}' https://@host@:7480/api/v1/customers"""
            : $"""curl -sf --cacert @ca@ -H 'Authorization: Bearer {token}' https://@host@:7480/api/v1/customers/me""";
        var found = "";
        await TestTown.Until("a front end that answers", async () =>
        {
            var (code, said) = await Shell(1, Machine(1), script
                .Replace("@ca@", Path.Combine(Machine(1), "etc", "hungry", "ca.pem"), StringComparison.Ordinal)
                .Replace("@host@", Namespaces.Address(1), StringComparison.Ordinal));
            found = said;
            return code == 0;
        });
        using var json = JsonDocument.Parse(found);
        if (token is not null)
        {
            Assert.Equal("Walker", json.RootElement.GetProperty("name").GetString());
        }
        return token ?? json.RootElement.GetProperty("token").GetString()!;
    }

    private string Machine(int number) => Path.Combine(_root, $"machine-{number}");

    private static void Script(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
