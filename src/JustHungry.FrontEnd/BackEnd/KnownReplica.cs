using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>A replica that the front end has heard of, by its address. Changed under the directory's lock only.</summary>
internal sealed class KnownReplica(string url)
{
    public string Url { get; } = url;

    /// <summary>What the registry last said of it, and when that was (a timestamp of the directory's clock).</summary>
    public Registration? Registered { get; set; }

    public long RegisteredAt { get; set; }

    /// <summary>True while its watch is being answered.</summary>
    public bool Answers { get; set; }

    /// <summary>Since when it has not answered; meaningless while it does.</summary>
    public long SilentSince { get; set; }

    /// <summary>Until when reads go elsewhere first, because one of them went wrong here.</summary>
    public long SuspectUntil { get; set; }

    /// <summary>What it last said of its view.</summary>
    public View? View { get; set; }

    public ReplicaRole Role { get; set; } = ReplicaRole.Joining;

    /// <summary>Ends its watch when it is forgotten.</summary>
    public required CancellationTokenSource Watch { get; init; }
}
