using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.BackEnd.Endpoints;

/// <content>What a basket would come to, and for when it can be ordered. Nothing is changed or held by asking.</content>
public sealed partial class ReadEndpoints
{
    private const int MaxQuoteBytes = 128 * 1024;

    /// <summary>Answers with a price and all issues at once. Who asks without a token is quoted as a stranger.</summary>
    private async Task Quote(HttpContext http)
    {
        PlaceOrder? basket;
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            basket = body.Length > MaxQuoteBytes
                ? null
                : JsonSerializer.Deserialize(body.ToArray(), CommandJson.Default.PlaceOrder);
        }
        catch (JsonException)
        {
            basket = null;
        }

        if (basket is null)
        {
            await Answer(http, new Refusal(Reason.MalformedRequest, "The basket could not be read."));
            return;
        }

        var lookup = basket.OwnPostcode is { } text && Ordering.Customers.Postcode.TryParse(text, out var postcode, out _)
            ? await _seams.FindPostcode(postcode, http.RequestAborted)
            : null;
        var now = _seams.Time.GetUtcNow();
        if (http.Request.Headers.ContainsKey(InnerApi.CallerHeader))
        {
            await ReadOwn(http, (reader, caller) => QuoteReads.One(reader.Tables, caller, basket, lookup, now));
        }
        else
        {
            await Read(http, Consistency(http), reader => QuoteReads.One(reader.Tables, null, basket, lookup, now));
        }
    }

    private Task SlotsOf(HttpContext http)
    {
        var slug = (string)http.GetRouteValue("slug")!;
        var now = _seams.Time.GetUtcNow();
        if (ServiceTypes.Parse(Text(http, "service")) is not { } service)
        {
            return Answer(http, new Refusal(Reason.MalformedParameter, "'service' is delivery or collection."));
        }

        return Read(http, Consistency(http), reader => QuoteReads.SlotsOf(reader.Tables, slug, service, now));
    }
}
