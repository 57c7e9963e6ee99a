using System.Buffers;
using System.Text;
using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.BackEnd.Tests.Endpoints;

public sealed class CommandReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"commands":[]}""")]
    [InlineData("""{"commands":7}""")]
    [InlineData("""{"commands":[{"id":7}]}""")]
    public void A_body_that_is_no_list_of_commands_is_refused_whole(string body)
    {
        CommandReader.Read(Encoding.UTF8.GetBytes(body), out var refusal);

        Assert.Equal(Reason.MalformedRequest, refusal!.Reason);
    }

    [Theory]
    [InlineData("""{"id":"","type":"cancelOrder","body":{"order":"x"}}""", "idempotency_key_malformed")]
    [InlineData("""{"id":"a b","type":"cancelOrder","body":{"order":"x"}}""", "idempotency_key_malformed")]
    [InlineData("""{"id":"a","type":"cancelOrder","caller":"xyz","body":{"order":"x"}}""", "token_unknown")]
    [InlineData("""{"id":"a","type":"eat","body":{}}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"placeOrder","body":{"restaurant":"ask"}}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"placeOrder","body":{"restaurant":"ask","lines":[{"item":"x","quantity":"1"}]}}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"placeOrder","body":{"restaurant":null,"lines":[]}}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"placeOrder","body":null}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"placeOrder"}""", "malformed_request")]
    [InlineData("""{"id":"a","type":"registerCustomer","body":{"name":"Ada","postcode":"nowhere"}}""", "postcode_malformed")]
    public void A_malformed_command_is_answered_at_once_and_the_others_are_not_touched(string command, string code)
    {
        var body =
            "{\"commands\":[" + command + ",{\"id\":\"b\",\"type\":\"cancelOrder\",\"body\":{\"order\":\"x\"}}]}";

        var commands = CommandReader.Read(Encoding.UTF8.GetBytes(body), out var refusal);

        Assert.Null(refusal);
        Assert.Equal(
            $"/problems/{code}",
            JsonDocument.Parse(commands[0].Answer!.Body).RootElement.GetProperty("type").GetString());
        Assert.Equal("b", commands[1].Submission!.Id);
    }

    [Fact]
    public void More_commands_than_a_body_takes_are_refused()
    {
        var commands = string.Join(',', Enumerable.Repeat("""{"id":"b","type":"cancelOrder","body":{"order":"x"}}""", 257));

        CommandReader.Read(Encoding.UTF8.GetBytes($$"""{"commands":[{{commands}}]}"""), out var refusal);

        Assert.NotNull(refusal);
    }

    [Theory]
    [InlineData(View.FirstLevel)]
    [InlineData(StoreFeatures.AttachedOrders)]
    public void The_size_that_a_command_is_taken_for_covers_what_it_takes(int level)
    {
        using var stores = new Store.TestStores { Level = level };
        stores.AddRestaurant("ask");
        var ada = stores.AddCustomer();
        var order = stores.PlaceOrder(ada);

        stores.Primary.Begin();
        var decision = stores.Primary.Decide(order, stores.Context);

        Assert.InRange(order.Size, decision.Bytes, 3 * decision.Bytes);
    }

    [Fact]
    public void Answers_are_written_in_order_and_a_missing_one_is_not_decided()
    {
        var written = AnswerWriter.Write("abc:7", 3, [new Answer(201, "{\"id\":1}"u8.ToArray(), Replayed: true), null]);

        Assert.Equal(
            """{"position":"abc:7","view":3,"answers":[{"status":201,"replayed":true,"size":8},{"status":0,"replayed":false}]}{"id":1}""",
            Encoding.UTF8.GetString(written.Span));
    }
}
