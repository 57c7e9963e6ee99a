using JustHungry.BackEnd.WebServices;
using JustHungry.Processes;

namespace JustHungry.Up;

/// <summary>What <c>hungry up</c> starts. Immutable.</summary>
internal sealed record UpOptions
{
    public const int StandardReplicas = 3;
    public const int MostReplicas = 9;
    public const int StandardPort = 7480;
    public const int StandardNameServerPort = 7400;

    /// <summary>How many replicas, 1–<see cref="MostReplicas"/>.</summary>
    public int Replicas { get; init; } = StandardReplicas;

    /// <summary>The front end's port.</summary>
    public int Port { get; init; } = StandardPort;

    /// <summary>The name server's port.</summary>
    public int NameServerPort { get; init; } = StandardNameServerPort;

    /// <summary>The name server that is there already, such as an etcd's address; null: one of the town's own is started.</summary>
    public string? NameServer { get; init; }

    /// <summary>The town's folder.</summary>
    public string Data { get; init; } = DataFolders.Standard;

    /// <summary>Whether the sample restaurants are loaded on the first start.</summary>
    public bool Samples { get; init; } = true;

    /// <summary>Whether a replica that dies is started again.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>The program that every part runs. Default: this one.</summary>
    public string? Program { get; init; }

    /// <summary>Handed on to the replicas.</summary>
    public PostcodeServicesOptions PostcodeServices { get; init; } = new();

    public string NameServerUrl => NameServer ?? $"http://127.0.0.1:{NameServerPort}";

    public string FrontEndUrl => $"http://127.0.0.1:{Port}";

    public string KeyFile => Path.Combine(Data, DataFolders.KeyName);

    public string LogFile(string name) => Path.Combine(Data, "logs", name + ".log");
}
