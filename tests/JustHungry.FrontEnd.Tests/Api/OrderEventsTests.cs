using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class OrderEventsTests
{
    [Fact]
    public async Task An_order_is_followed_from_its_first_change_to_its_last()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Change("placed");
        using var events = await Follow(frontEnd);

        Assert.Equal("text/event-stream", events.MediaType);
        Assert.Equal(["id: 1", "event: status", """data: {"status":"placed","at":"2026-01-01T12:00:00Z","actor":"customer"}""", ""], await events.Lines(4));
        town.Change("accepted");
        Assert.Equal("id: 2", (await events.Lines(4))[0]);
        town.Change("delivered", final: true);
        Assert.Equal("id: 3", (await events.Lines(4))[0]);
        Assert.Null(await events.Line());
    }

    [Fact]
    public async Task It_goes_on_after_the_last_event_that_was_received()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Change("placed");
        town.Change("accepted");
        using var events = await Follow(frontEnd, lastEventId: "1");

        Assert.Equal("id: 2", (await events.Lines(4))[0]);
    }

    [Fact]
    public async Task It_goes_on_at_another_replica_when_one_dies()
    {
        await using var town = await FakeTown.Start(replicas: 2);
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Change("placed");
        using var events = await Follow(frontEnd);
        await events.Lines(4);

        await FakeTown.Until(() => Waiting(town) is not null, "a replica is waited at");
        var first = Waiting(town)!;
        await first.Die();
        town.Begin(town.Replicas.Single(replica => replica != first));
        town.Change("accepted");

        Assert.Equal("id: 2", (await events.Lines(4))[0]);
    }

    [Fact]
    public async Task Who_has_seen_the_end_is_told_not_to_come_back()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Change("cancelled", final: true);

        var reply = await frontEnd.Get("/api/v1/orders/1/events", TestFrontEnd.Token, ("Last-Event-ID", "1"));

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
    }

    [Fact]
    public async Task An_unknown_order_is_a_problem_and_no_stream()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal("order_not_found", (await frontEnd.Get("/api/v1/orders/unknown/events")).Problem);
        Assert.Equal("token_missing", (await frontEnd.Get("/api/v1/orders/1/events", token: null)).Problem);
        Assert.Equal(
            "malformed_parameter",
            (await frontEnd.Get("/api/v1/orders/1/events", TestFrontEnd.Token, ("Last-Event-ID", "-1"))).Problem);
    }

    private static FakeReplica? Waiting(FakeTown town) => town.Replicas.FirstOrDefault(replica =>
        replica.Reads.Any(read => read.Path.Contains("wait=5000", StringComparison.Ordinal)));

    private static async Task<EventStream> Follow(TestFrontEnd frontEnd, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders/1/events");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {TestFrontEnd.Token}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }
        return await EventStream.Open(await frontEnd.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public string? MediaType => response.Content.Headers.ContentType?.MediaType;

        public static async Task<EventStream> Open(HttpResponseMessage response) =>
            new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));

        public async Task<string?> Line()
        {
            using var limit = new CancellationTokenSource(FakeTown.Patience);
            return await reader.ReadLineAsync(limit.Token);
        }

        public async Task<string[]> Lines(int count)
        {
            var lines = new string[count];
            for (var i = 0; i < count; i++)
            {
                lines[i] = await Line() ?? throw new EndOfStreamException();
            }
            return lines;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
