using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.BackEnd.Endpoints;
using JustHungry.Ordering;
using JustHungry.Ordering.Orders;
using Xunit;

namespace JustHungry.BackEnd.Tests.Endpoints;

/// <summary>An order is read as the serializer reads it, or left to it.</summary>
public sealed class UsualOrderTests
{
    private const string Full = """
        {"restaurant":"ask","lines":[{"item":"pizza","quantity":2,"variation":"large","note":"h\u00e9t \\ \"x\"",
         "modifiers":[{"id":"olives"},{"id":"dip","quantity":3,"modifiers":[{"id":"hot","quantity":1}]}]},{"quantity":-1,"item":""}],
         "expectedTotal":1250,"service":"delivery","postcode":"DH1 3LE","time":"asap","voucher":"TEN","tip":0}
        """;

    [Theory]
    [InlineData(Full)]
    [InlineData("""{"lines":[],"restaurant":""}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":99}]}""")]
    public void A_usual_order_is_read(string body) => Assert.NotNull(UsualOrder.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"restaurant":"ask"}""")]
    [InlineData("""{"restaurant":"ask","lines":null}""")]
    [InlineData("""{"restaurant":null,"lines":[]}""")]
    [InlineData("""{"restaurant":"ask","lines":[null]}""")]
    [InlineData("""{"restaurant":"ask","lines":[[]]}""")]
    [InlineData("""{"restaurant":"ask","restaurant":"ask","lines":[]}""")]
    [InlineData("""{"restaurant":"ask","lines":[],"lines":[]}""")]
    [InlineData("""{"Restaurant":"ask","lines":[]}""")]
    [InlineData("""{"restaurant":"ask","lines":[],"other":1}""")]
    [InlineData("""{"restaurant":"ask","lines":[],"tip":"1"}""")]
    [InlineData("""{"restaurant":"ask","lines":[],"tip":1.0}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"a"}]}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"a","quantity":2147483648}]}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"a","quantity":1,"modifiers":[{}]}]}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"a","quantity":1,"modifiers":null}]}""")]
    [InlineData("""{"restaurant":"ask","lines":[{"item":"\ud800","quantity":1}]}""")]
    [InlineData("""{"restaurant":"ask","lines":[]} x""")]
    [InlineData("""{"restaurant":"ask","lines":[]""")]
    public void What_is_not_is_left_to_the_serializer(string body) => Assert.Null(UsualOrder.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Whatever_is_changed_in_an_order_it_is_read_as_the_serializer_reads_it()
    {
        var random = new Random(5);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = Changed(JsonNode.Parse(Full)!, random).ToJsonString();
            var body = Encoding.UTF8.GetBytes(text);
            if (random.Next(4) == 0)
            {
                body[random.Next(body.Length)] = (byte)" \"{}[]:,x0-\\"[random.Next(12)];
            }

            if (UsualOrder.Read(body) is { } order)
            {
                read++;
                var expected = JsonSerializer.Deserialize(body, CommandJson.Default.PlaceOrder)!;
                Assert.Equal(Text(expected), Text(order));
            }
        }

        Assert.InRange(read, 2_000, 18_000);
    }

    private static string Text(PlaceOrder order) => JsonSerializer.Serialize(order, CommandJson.Default.PlaceOrder);

    /// <summary>Takes members out, and puts others in or other values.</summary>
    private static JsonNode Changed(JsonNode node, Random random)
    {
        foreach (var child in node is JsonObject all ? [.. all.Select(each => each.Value)] : node is JsonArray list ? list.ToList() : [])
        {
            if (child is JsonObject or JsonArray)
            {
                Changed(child, random);
            }
        }

        if (node is JsonObject members && random.Next(3) == 0)
        {
            var name = members.ElementAt(random.Next(members.Count)).Key;
            switch (random.Next(3))
            {
                case 0 when members.Count > 1:
                    members.Remove(name);
                    break;
                case 1:
                    members[name] = JsonNode.Parse(((string[])["null", "1", "-7", "1e3", "true", "\"text\"", "[]", "{}"])[random.Next(8)]);
                    break;
                default:
                    members[((string[])["choices", "address", "ageConfirmed", "extra", "note", "tip"])[random.Next(6)]] = 1;
                    break;
            }
        }

        return node;
    }
}
