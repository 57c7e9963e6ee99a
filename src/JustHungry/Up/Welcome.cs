using System.Globalization;
using JustHungry.Ordering.People;
using JustHungry.Processes;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Replicas;

namespace JustHungry.Up;

/// <summary>What <c>up</c> says once, when the town is open: where it is, and what can be done with it.</summary>
internal static class Welcome
{
    // The launcher says under which name it was called, so that what is printed can be typed.
    private const string LauncherVariable = "HUNGRY_COMMAND";

    public static string Program { get; } = Quoted(Environment.GetEnvironmentVariable(LauncherVariable) ?? "hungry");

    public static void Print(Town town, ReplicaStatus primary, UpOptions options, TextWriter output)
    {
        output.WriteLine(town.IsNew ? "Just Hungry is open." : "Just Hungry is open again, with all that it had.");
        output.WriteLine();
        output.WriteLine($"  address      {options.FrontEndUrl}        its API: {options.FrontEndUrl}/api");
        if (town.Found is { } found)
        {
            output.WriteLine($"  log          {found}");
        }
        output.WriteLine($"  order        {Program} client{Server(options)}");
        output.WriteLine($"  look         {Program} cluster view{NameServer(options)}{Key(options)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  kill one     kill -9 {primary.Pid}   ({primary.Replica.Id}, the primary)"));
        output.WriteLine($"  add one      {Program} replica{NameServer(options)}{Data(options)}");
        if (town.OperatorPassword is { } password)
        {
            output.WriteLine($"  operator     {Program} client sign-in {Account.FirstOperator}{Server(options)}");
            output.WriteLine($"               one-time password {password}   (it is not told again)");
        }
        output.WriteLine();
        foreach (var part in town.Parts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {part.Name,-12} process {part.Child?.Pid,-8} {part.LogFile}"));
        }
        output.WriteLine();
        output.WriteLine("Ctrl+C closes the town.");
        output.WriteLine();
        output.Flush();
    }

    private static string Server(UpOptions options) =>
        options.Port == UpOptions.StandardPort ? "" : $" --server {options.FrontEndUrl}";

    private static string NameServer(UpOptions options) =>
        options is { NameServer: null, NameServerPort: UpOptions.StandardNameServerPort } ? ""
        : $" --name-server {Quoted(EtcdAddress.TakePasswordOut(options.NameServerUrl).Address)}";

    private static string Key(UpOptions options) =>
        options.Data == DataFolders.Standard ? "" : $" --key {Quoted(options.KeyFile)}";

    private static string Data(UpOptions options) =>
        options.Data == DataFolders.Standard ? "" : $" --data {Quoted(options.Data)}";

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+=:,@".Contains(c)) ? text : $"'{text.Replace("'", "'\\''")}'";
}
