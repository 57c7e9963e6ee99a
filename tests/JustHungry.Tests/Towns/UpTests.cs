using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary><c>hungry up</c>, as a person meets it.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task A_town_opens_closes_in_order_and_opens_again_with_all_that_it_had()
    {
        await using var up = new RunningUp();
        await up.Start();
        string token;
        PlacedOrder order;
        using (var api = new TestApi(up.FrontEndUrl))
        {
            token = await api.Register();
            order = await api.Place(token, "before-closing");
        }

        var closed = await up.Close();

        Assert.Contains("Closed.", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("stays dead", closed, StringComparison.Ordinal);
        Assert.Equal(["front-end", "replica", "replica", "replica", "name-server"], up.OrderOfEnding());
        await up.Start();
        using (var api = new TestApi(up.FrontEndUrl))
        {
            Assert.Equal([order.Id], await api.Orders(token));
        }
    }

    [Fact]
    public async Task Every_sample_restaurant_is_there()
    {
        await using var up = new RunningUp();
        var said = await up.Start();
        using var api = new TestApi(up.FrontEndUrl);

        var (status, page, _) = await api.Send(HttpMethod.Get, "restaurants?limit=100");

        Assert.DoesNotContain("refused", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            Directory.GetFiles(Path.Combine(BuiltProgram.Root, "samples", "durham"), "*.json").Length,
            page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task When_up_is_killed_all_its_processes_end()
    {
        await using var up = new RunningUp();
        await up.Start();

        up.Process.Kill();

        await TestTown.Until("all processes to end", () => Task.FromResult(up.Pids.All(pid => !Lives(pid))));
        await up.Start();
    }

    [Fact]
    public async Task A_replica_that_dies_stays_dead_but_the_name_server_and_the_front_end_come_back()
    {
        await using var up = new RunningUp();
        await up.Start();
        using var api = new TestApi(up.FrontEndUrl);
        var token = await api.Register();

        Signals.Send(up.Pid("replica-1"), Signals.Kill);
        await up.Said("stays dead");
        Signals.Send(up.Pid("name-server"), Signals.Kill);
        await up.Said("name-server starts again");
        await api.Place(token, "one");
        Signals.Send(up.Pid("front-end"), Signals.Kill);
        await up.Said("front-end starts again");

        await TestTown.Until("the front end", async () => await Answers(api, token));
        await api.Place(token, "two");
        Assert.Equal(2, (await api.Orders(token)).Count);
    }

    [Fact]
    public async Task With_keep_alive_a_dead_replica_comes_back()
    {
        await using var up = new RunningUp("--keep-alive", "--replicas", "2");
        await up.Start();

        Signals.Send(up.Pid("replica-2"), Signals.Kill);

        await up.Said("replica-2 starts again");
    }

    [Fact]
    public async Task A_second_town_on_the_same_data_or_port_is_refused()
    {
        await using var up = new RunningUp("--replicas", "1");
        await up.Start();

        var samePort = await Outcome.Of(BuiltProgram.Path, ["up", .. up.Ports, "--data", "other"], up.Folder);
        var sameData = await Outcome.Of(BuiltProgram.Path, ["up", .. RunningUp.FreePorts(), "--data", "town"], up.Folder);

        Assert.Equal((1, 1), (samePort.ExitCode, sameData.ExitCode));
        Assert.Contains("is taken", samePort.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", sameData.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(up.Folder, "other")));
    }

    private static bool Lives(int pid)
    {
        try
        {
            // A process that has ended may stay in the table until somebody asks how; its state is Z then.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> Answers(TestApi api, string token)
    {
        try
        {
            return (await api.Send(HttpMethod.Get, "orders", token: token)).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A <c>hungry up</c> in a temporary folder, with what it has said.</summary>
    private sealed class RunningUp(params IReadOnlyList<string> more) : IAsyncDisposable
    {
        private readonly StringBuilder _said = new();
        private readonly Lock _lock = new();
        private Task _reading = Task.CompletedTask;

        public string Folder { get; } = Directory.CreateTempSubdirectory("hungry test ").FullName;

        public IReadOnlyList<string> Ports { get; } = FreePorts();

        public string FrontEndUrl => $"http://127.0.0.1:{Ports[1]}";

        public Process Process { get; private set; } = null!;

        /// <summary>The processes of the last start.</summary>
        public IReadOnlyList<int> Pids { get; private set; } = [];

        public static IReadOnlyList<string> FreePorts()
        {
            using var first = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            using var second = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            first.Start();
            second.Start();
            return ["--port", Port(first), "--name-server-port", Port(second)];
        }

        /// <summary>Starts it and waits until it is open; returns what it said.</summary>
        public async Task<string> Start()
        {
            lock (_lock)
            {
                _said.Clear();
            }
            var start = new ProcessStartInfo(BuiltProgram.Path)
            {
                WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            };
            foreach (var argument in (string[])["up", .. Ports, "--data", "town", "--postcode-services", "off", .. more])
            {
                start.ArgumentList.Add(argument);
            }
            Process = Process.Start(start)!;
            _reading = Task.WhenAll(Read(Process.StandardOutput), Read(Process.StandardError));
            await Said("\nView ");
            var said = All();
            Pids = [.. said.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is [_, "process", _, _]).Select(words => int.Parse(words[2], CultureInfo.InvariantCulture))];
            return said;
        }

        /// <summary>The process that the town said it started under that name.</summary>
        public int Pid(string name) => int.Parse(
            All().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .First(words => words is [var first, "process", _, _] && first == name)[2],
            CultureInfo.InvariantCulture);

        public Task Said(string words) => TestTown.Until($"'{words}' in: {All()}", () => Task.FromResult(
            All().Contains(words, StringComparison.Ordinal) || (Process.HasExited ? throw new InvalidOperationException(All()) : false)));

        /// <summary>Closes it as Ctrl+C does; returns all that it said.</summary>
        public async Task<string> Close()
        {
            Signals.Send(Process.Id, Interrupt);
            await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TestTown.Patience, TimeProvider.System);
            await _reading;
            Assert.Equal(0, Process.ExitCode);
            return All();
        }

        /// <summary>The parts in the order in which their logs say that they ended.</summary>
        public List<string> OrderOfEnding() => [.. Directory.GetFiles(Path.Combine(Folder, "town", "logs"), "*.log")
            .OrderBy(File.GetLastWriteTimeUtc)
            .Select(file => Path.GetFileNameWithoutExtension(file) is var name && name.StartsWith("replica", StringComparison.Ordinal) ? "replica" : name)];

        public async ValueTask DisposeAsync()
        {
            if (!Process.HasExited)
            {
                Process.Kill();
                await Process.WaitForExitAsync(CancellationToken.None);
            }
            Process.Dispose();
            await TestTown.Until("all processes to end", () => Task.FromResult(Pids.All(pid => !Lives(pid))));
            Directory.Delete(Folder, recursive: true);
        }

        private const int Interrupt = 2;

        private static string Port(System.Net.Sockets.TcpListener listener) =>
            ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        private async Task Read(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_lock)
                {
                    _said.Append(line).Append('\n');
                }
            }
        }

        private string All()
        {
            lock (_lock)
            {
                return _said.ToString();
            }
        }
    }
}
