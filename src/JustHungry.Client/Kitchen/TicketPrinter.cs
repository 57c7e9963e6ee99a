using System.Net.Sockets;

namespace JustHungry.Client.Kitchen;

/// <summary>What became of one attempt to print.</summary>
internal enum PrintOutcome
{
    Printed,

    /// <summary>Nothing was sent: it can be tried again.</summary>
    NotReached,

    /// <summary>Something was sent, and then the line broke.</summary>
    NotKnown,
}

/// <summary>Where tickets go: a receipt printer on the network, or a file.</summary>
internal abstract class TicketPrinter
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Taking = TimeSpan.FromSeconds(20);
    private const int UsualPort = 9100;

    /// <summary>A name for the journal: the same printer has the same.</summary>
    public abstract string Name { get; }

    public abstract Task<PrintOutcome> Print(IReadOnlyList<TicketLine> ticket, CancellationToken cancel);

    /// <summary>The printer at an address such as <c>tcp://10.0.0.9:9100</c>.</summary>
    /// <exception cref="UsageException">That is none.</exception>
    public static TicketPrinter At(string address, TimeProvider time) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp", Host.Length: > 0 }
            ? new Network(uri.Host, uri.Port > 0 ? uri.Port : UsualPort, time)
            : throw new UsageException($"--printer is tcp://HOST:PORT, not {address}");

    public static TicketPrinter To(string path) => new ToFile(Path.GetFullPath(path));

    private sealed class Network(string host, int port, TimeProvider time) : TicketPrinter
    {
        public override string Name => $"{host}-{port}";

        public override async Task<PrintOutcome> Print(IReadOnlyList<TicketLine> ticket, CancellationToken cancel)
        {
            using var socket = new TcpClient();
            try
            {
                using var limit = new CancellationTokenSource(Connecting, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
                await socket.ConnectAsync(host, port, either.Token);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                return PrintOutcome.NotReached;
            }

            try
            {
                // Not given up for a Ctrl+C: half a ticket is worse than a moment's wait.
                using var limit = new CancellationTokenSource(Taking, time);
                var stream = socket.GetStream();
                await stream.WriteAsync(EscPos.Bytes(ticket), limit.Token);
                await stream.FlushAsync(limit.Token);
                if (!await Answers(stream))
                {
                    // One that does not answer closes its end when it has taken everything, and resets where it has not.
                    socket.Client.Shutdown(SocketShutdown.Send);
                    var rest = new byte[64];
                    while (await stream.ReadAsync(rest, limit.Token) > 0)
                    {
                    }
                }

                return PrintOutcome.Printed;
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                return PrintOutcome.NotKnown;
            }
        }

        /// <summary>True where the printer says within some seconds that it has come to the end of the ticket.</summary>
        private async Task<bool> Answers(NetworkStream stream)
        {
            var answer = stream.ReadAsync(new byte[1]).AsTask();
            await Task.WhenAny(answer, Task.Delay(Answering, time));
            if (answer.IsCompleted)
            {
                // Closed before our own end: nobody can say how much of the ticket it had printed.
                return await answer > 0 ? true : throw new IOException("The printer closed the line.");
            }

            _ = answer.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            return false;
        }
    }

    private sealed class ToFile(string path) : TicketPrinter
    {
        public override string Name => path;

        public override Task<PrintOutcome> Print(IReadOnlyList<TicketLine> ticket, CancellationToken cancel)
        {
            FileStream file;
            try
            {
                file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                return Task.FromResult(PrintOutcome.NotReached);
            }

            using (file)
            {
                try
                {
                    file.Write(EscPos.Text(ticket));
                    file.Flush(flushToDisk: true);
                    return Task.FromResult(PrintOutcome.Printed);
                }
                catch (IOException)
                {
                    return Task.FromResult(PrintOutcome.NotKnown);
                }
            }
        }
    }
}
