using System.Buffers;
using System.Text;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Ids;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd;

/// <summary>
/// The commands that a backup decides once, and rolls back, so that nothing is done for the first time in a fail-over: a
/// customer registers, a restaurant opens, an order is placed. They go through the reader that real ones go through.
/// </summary>
internal static class Rehearsal
{
    private const string Restaurant = """
        {"slug":"rehearsal","name":"Rehearsal","cuisines":["Any"],"description":"Never opens.","phone":"0191 498 0000",
        "address":{"lines":["1 Nowhere"],"town":"Durham","postcode":"DH1 3LE"},"location":{"latitude":54.7743,"longitude":-1.5734},
        "currency":"GBP","zone":"Europe/London",
        "hours":{"delivery":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"00:00"}],"collection":[]},
        "delivery":{"rings":[{"upToMetres":5000,"fee":100,"minimum":0}]},"preparationMinutes":20,"deliveryMinutes":20,
        "menu":{"modifierGroups":[{"id":"extras","name":"Extras","min":0,"max":2,"modifiers":[{"id":"sauce","name":"Sauce","price":50,
        "allergens":{"contains":[],"mayContain":[]}}]}],"categories":[{"id":"all","name":"All","items":[{"id":"pie","name":"Pie",
        "description":"A pie.","price":900,"vatRate":2000,"available":true,"allergens":{"contains":["gluten"],"mayContain":[]},
        "modifierGroups":["extras"]}]}]}}
        """;

    /// <summary>The commands, in the order in which they can be decided one after the other.</summary>
    public static IReadOnlyList<Submission> Commands(ReadOnlySpan<byte> tokenSecret, DateTimeOffset now, Random random)
    {
        var id = Uuid7.Create(now, random).ToString();
        var caller = Convert.ToHexStringLower(Rendering.TokenHash(Rendering.Token(tokenSecret, id)));
        var order = Uuid7.Create(now, random).ToString();
        var placeOrder = $$$"""{"id":"{{{order}}}","type":"placeOrder","caller":"{{{caller}}}","body":{"restaurant":"rehearsal","lines":[{"item":"pie","quantity":1,"modifiers":[{"id":"sauce"}]}]}}""";
        var body = $$$"""
            {"commands":[
            {"id":"{{{id}}}","type":"registerCustomer","body":{"name":"Rehearsal","postcode":"DH1 3LE"}},
            {"id":"{{{Uuid7.Create(now, random)}}}","type":"putRestaurant","body":{"document":{{{Restaurant}}}}},
            {{{placeOrder}}},
            {{{placeOrder}}},
            {"id":"{{{Uuid7.Create(now, random)}}}","type":"cancelOrder","caller":"{{{caller}}}","body":{"order":"{{{order}}}"}}]}
            """;
        var commands = CommandReader.Read(Encoding.UTF8.GetBytes(body), out _);
        AnswerWriter.Write("", 0, [new Answer(200, "{}"u8.ToArray()), null]);
        return [.. commands.Select(command => command.Submission).OfType<Submission>()];
    }
}
