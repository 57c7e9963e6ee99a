using System.CommandLine;
using System.Reflection;
using JustHungry.Cluster;
using JustHungry.Doctor;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry doctor</c>: looks at this machine and at the town; says what is wrong, and what to do. Exit code 1 where something is.</summary>
internal static class DoctorCommand
{
    public static Command Create(TimeProvider time)
    {
        var nameServer = SharedOptions.NameServer();
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var data = SharedOptions.Data("A folder on the disk that is looked at. Default: data");
        var standard = $"http://127.0.0.1:{UpOptions.StandardPort}";
        var frontEnds = new Option<string[]>("--front-end")
        {
            Description = $"Front ends to look at. Default: {standard}, if one answers there.", HelpName = "URL …", AllowMultipleArgumentsPerToken = true,
        };
        frontEnds.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !Uri.TryCreate(token.Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) is { } wrong)
            {
                result.AddError($"'{wrong.Value}' is no address for --front-end: write it like {standard}.");
            }
        });
        var command = new Command("doctor", "Look at this machine and at the town: what is wrong, and what to do.") { nameServer, key, data, frontEnds };
        tls.AddForClient(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            var findings = new List<Finding>(DiskCheck.Look(parsed.GetValue(data)?.FullName ?? DataFolders.Standard, time));
            findings.ForEach(finding => Console.WriteLine(finding.Line));
            using var cluster = new ClusterClient(
                parsed.GetValue(nameServer)!,
                SharedOptions.ExistingKey(DataFolders.KeyFile(parsed.GetValue(key), parsed.GetValue(data) is { } folder ? Path.Combine(folder.FullName, "any") : null)),
                time, tls.Read(parsed));
            string[] asked = parsed.GetValue(frontEnds) is { Length: > 0 } given ? given : Bench.BenchTown.Answers(standard) ? [standard] : [];
            foreach (var finding in await new TownCheck(cluster, asked, version, time).Look(cancellation))
            {
                Console.WriteLine(finding.Line);
                findings.Add(finding);
            }
            Console.WriteLine(Finding.Sum(findings));
            return findings.Exists(finding => finding.State == FindingState.Bad) ? CommandLine.Refused : CommandLine.Fine;
        });
        return command;
    }
}
