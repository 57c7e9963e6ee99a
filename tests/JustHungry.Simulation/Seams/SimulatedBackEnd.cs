using System.Buffers;
using JustHungry.BackEnd.Endpoints;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Towns;
using ReadAnswer = JustHungry.FrontEnd.BackEnd.ReadAnswer;

namespace JustHungry.Simulation.Seams;

/// <summary>A front end's way to replicas and registry over the simulated network; the same bytes go over it as in life.</summary>
internal sealed class SimulatedBackEnd(Network network, ILog log, Func<string, ReplicaNode?> find) : IBackEnd
{
    public async Task<BatchAnswer> SendCommands(
        string url, IReadOnlyList<ForwardedCommand> commands, bool throughBackup, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        CommandBatch.Write(commands, body);
        var answer = await Call(url, node => Take(node, body.WrittenMemory, throughBackup), cancellation);
        return answer switch
        {
            DoorAnswer.Answered answered => CommandBatch.Read(answered.Body.Span, commands.Count),
            DoorAnswer.NotPrimary other => new BatchAnswer.NotPrimary(other.View),
            null => new BatchAnswer.Lost(),
            _ => new BatchAnswer.Unavailable(),
        };
    }

    public Task<ViewReport?> AskView(string url, long after, TimeSpan wait, CancellationToken cancellation) =>
        Call(url, node => node.Replica!.WaitForView(after, wait, CancellationToken.None), cancellation);

    public Task<ReplicaStatus?> AskStatus(string url, CancellationToken cancellation) =>
        Call(url, node => Task.FromResult(node.Replica!.Status), cancellation);

    public Task<ReadAnswer> Read(string url, ReadRequest request, CancellationToken cancellation) => Task.FromResult(ReadAnswer.Lost);

    public async Task<RegistryListing?> AskRegistry(CancellationToken cancellation)
    {
        try
        {
            return new RegistryListing(await log.Registry(cancellation));
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    /// <summary>A backup passes the batch on to the primary that it knows, one hop.</summary>
    private Task<DoorAnswer> Take(ReplicaNode node, ReadOnlyMemory<byte> body, bool throughBackup) =>
        throughBackup && !node.Replica!.IsPrimary && node.Replica.Applied.View?.Primary.Url is { } primary
            ? CallOrThrow(primary, other => other.Door!.Take(body, CancellationToken.None), CancellationToken.None)
            : node.Door!.Take(body, CancellationToken.None);

    private async Task<T?> Call<T>(string url, Func<ReplicaNode, Task<T>> serve, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await CallOrThrow(url, serve, cancellation);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private Task<T> CallOrThrow<T>(string url, Func<ReplicaNode, Task<T>> serve, CancellationToken cancellation)
    {
        var node = find(url);
        return network.Call(
            node?.Loop,
            () => node is { Replica: not null } ? serve(node) : throw new IOException("joining"),
            () => new IOException("refused"), () => new IOException("lost"), cancellation);
    }
}
