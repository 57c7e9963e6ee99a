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
internal sealed class SimulatedBackEnd(Network network, NodeLoop caller, ILog log, Func<string, ReplicaNode?> find) : IBackEnd
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HopTime = TimeSpan.FromSeconds(15);

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

    public async Task<ReadAnswer> Read(string url, ReadRequest request, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout + request.Wait, caller.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await Call(url, node => SimulatedReads.Read(node.Reads, request), both.Token) ?? ReadAnswer.Lost;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ReadAnswer.Lost;
        }
    }

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
    private async Task<DoorAnswer> Take(ReplicaNode node, ReadOnlyMemory<byte> body, bool throughBackup)
    {
        if (!throughBackup || node.Replica!.IsPrimary || node.Replica.Applied.View?.Primary.Url is not { } primary)
        {
            return await node.Door!(body, CancellationToken.None);
        }
        using var limit = new CancellationTokenSource(HopTime, node.Loop.Time);
        try
        {
            return await CallOrThrow(node.Loop, primary, other => other.Door!(body, CancellationToken.None), limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new IOException("nobody answered the backup");
        }
    }

    private async Task<T?> Call<T>(string url, Func<ReplicaNode, Task<T>> serve, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await CallOrThrow(caller, url, serve, cancellation);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private Task<T> CallOrThrow<T>(
        NodeLoop from, string url, Func<ReplicaNode, Task<T>> serve, CancellationToken cancellation)
    {
        var node = find(url);
        return network.Call(
            from,
            node?.Loop,
            () => node is { Replica: not null, Door: not null } ? serve(node) : throw new IOException("joining"),
            () => new IOException("refused"), () => new IOException("lost"), cancellation);
    }
}
