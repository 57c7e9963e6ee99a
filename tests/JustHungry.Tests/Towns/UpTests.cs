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

        await TestTown.Until("all processes to end", () => Task.FromResult(up.Pids.All(pid => !RunningUp.Lives(pid))));
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
}
