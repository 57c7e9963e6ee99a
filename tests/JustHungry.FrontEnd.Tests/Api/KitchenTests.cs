using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

/// <summary>The kitchen's routes: what each is for the back end.</summary>
public sealed class KitchenTests
{
    [Theory]
    [InlineData("orders/o-1/accept", """{"minutes":25}""", "moveOrder", """{"order":"o-1","action":"accept","minutes":25}""")]
    [InlineData("orders/o-1/accept", "", "moveOrder", """{"order":"o-1","action":"accept"}""")]
    [InlineData("orders/o-1/reject", """{"reason":"busy","note":"é"}""", "moveOrder", """{"order":"o-1","action":"reject","reason":"busy","note":"é"}""")]
    [InlineData("orders/o-1/ready", "{}", "moveOrder", """{"order":"o-1","action":"ready"}""")]
    [InlineData("orders/o-1/dispatch", "", "moveOrder", """{"order":"o-1","action":"dispatch"}""")]
    [InlineData("orders/o-1/deliver", "", "moveOrder", """{"order":"o-1","action":"deliver"}""")]
    [InlineData("orders/o-1/collect", "", "moveOrder", """{"order":"o-1","action":"collect"}""")]
    [InlineData("orders/o-1/promise", """{"minutes":45,"reason":"driver"}""", "moveOrder", """{"order":"o-1","action":"promise","minutes":45,"reason":"driver"}""")]
    [InlineData("orders/o-1/cancel", """{"reason":"customer_asked"}""", "cancelOrder", """{"order":"o-1","reason":"customer_asked"}""")]
    [InlineData("orders/o-1/cancel", "", "cancelOrder", """{"order":"o-1"}""")]
    [InlineData("restaurants/ask/pause", """{"minutes":30}""", "pauseRestaurant", """{"restaurant":"ask","minutes":30}""")]
    [InlineData("restaurants/ask/busy", """{"minutes":15,"for":60}""", "keepBusy", """{"restaurant":"ask","minutes":15,"for":60}""")]
    [InlineData("restaurants/ask/stock", """{"item":"soup","left":3}""", "setStock", """{"restaurant":"ask","item":"soup","left":3}""")]
    [InlineData("vouchers", """{"code":"TEN","name":"Ten","kind":"percent","percent":10}""", "putVoucher", """{"document":{"code":"TEN","name":"Ten","kind":"percent","percent":10}}""")]
    public async Task Each_call_is_its_command_with_a_token_and_is_refused_without(string path, string body, string type, string told)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var without = await frontEnd.Post($"/api/v1/{path}", body, token: null);
        var with = await frontEnd.Post($"/api/v1/{path}", body);

        Assert.Equal((HttpStatusCode.Unauthorized, "token_missing"), (without.Status, without.Problem));
        Assert.Equal(HttpStatusCode.Created, with.Status);
        var command = town.Replicas[0].Batches.SelectMany(batch => batch).Single();
        Assert.Equal((type, true), (command.Type, command.Caller is not null));
        Assert.Equal(told, command.Body.GetRawText());
    }

    [Theory]
    [InlineData("orders/o-1/accept", """{"minutes":"soon"}""", "minutes")]
    [InlineData("restaurants/ask/pause", "{}", "minutes")]
    [InlineData("restaurants/ask/stock", """{"available":1}""", "available")]
    [InlineData("vouchers", """{"code":"TEN","name":"Ten"}""", "kind")]
    public async Task What_cannot_be_read_is_said_where_and_goes_no_further(string path, string body, string where)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Post($"/api/v1/{path}", body);

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_request"), (reply.Status, reply.Problem));
        Assert.Equal(where, reply.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Empty(town.Replicas[0].Batches);
    }

    [Theory]
    [InlineData("restaurants/ask/orders?status=open&limit=5")]
    [InlineData("restaurants/ask/orders")]
    [InlineData("restaurants/ask/kitchen")]
    [InlineData("vouchers?limit=5")]
    public async Task A_read_of_the_kitchens_goes_on_with_who_asks_and_is_refused_to_nobody_in_particular(string path)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var without = await frontEnd.Get($"/api/v1/{path}", token: null);
        var with = await frontEnd.Get($"/api/v1/{path}");

        Assert.Equal(HttpStatusCode.Unauthorized, without.Status);
        Assert.Equal(path, with.Json.GetProperty("path").GetString());
        Assert.Equal(64, town.Replicas[0].Reads.Single().Headers["Hungry-Caller"].Length);
    }

    [Fact]
    public async Task The_same_move_under_one_key_is_one_move()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var first = await frontEnd.Post("/api/v1/orders/o-1/ready", "{}", key: "once");
        var again = await frontEnd.Post("/api/v1/orders/o-1/ready", "{}", key: "once");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(1, town.Effects["once"]);
    }
}
