using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads of what an order would come to, and of the slots that can be ordered for.</summary>
internal static class QuoteReads
{
    /// <summary>Prices a basket as an order would be, and lists everything that stands against it.</summary>
    /// <param name="tables">The store, at one moment.</param>
    /// <param name="caller">Who asks; null: nobody knows.</param>
    /// <param name="basket">What for.</param>
    /// <param name="lookup">Where the basket's own postcode lies, if it has one.</param>
    /// <param name="now">When.</param>
    public static ReadAnswer One(
        Tables tables, StoredCustomer? caller, PlaceOrder basket, PostcodeLookup? lookup, DateTimeOffset now)
    {
        if (tables.Restaurants.Find(basket.Restaurant) is not { } stored)
        {
            return Order.UnknownRestaurant(basket);
        }

        var recipient = Recipient.Of(basket, caller?.Customer, lookup?.Place, lookup?.Exists ?? true);
        var quote = Quote.Of(basket, stored.Restaurant, recipient, Situations.Of(tables, stored, caller, now));
        return ReadAnswer.Of(json => Write(json, quote));
    }

    /// <summary>The slots that can be ordered for, the earliest first, and which of them are full.</summary>
    public static ReadAnswer SlotsOf(Tables tables, string slug, ServiceType service, DateTimeOffset now)
    {
        if (tables.Restaurants.Find(slug) is not { Restaurant: { } restaurant, Live: { } live })
        {
            return new Refusal(Reason.RestaurantNotFound, "There is no restaurant of that name.");
        }

        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("restaurant"u8, slug);
            json.WriteString("service"u8, service.Code());
            json.WriteString("zone"u8, restaurant.Zone.Id);
            json.WriteStartArray("items"u8);
            foreach (var slot in Slots.Of(restaurant, service, live.Busy(now), now))
            {
                json.WriteStartObject();
                OrderDocument.WriteTime(json, "from"u8, slot.Begins);
                OrderDocument.WriteTime(json, "to"u8, slot.Ends);
                json.WriteBoolean("available"u8, !live.IsPaused(now) && HasSeats(tables, restaurant, slot));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static bool HasSeats(Tables tables, Restaurant restaurant, Slot slot) =>
        restaurant.Slots!.Capacity is not { } capacity
        || tables.Holds.SeatsTaken(restaurant.Slug, slot.Begins.ToUnixTimeMilliseconds()) < capacity;

    private static void Write(Utf8JsonWriter json, Quote quote)
    {
        json.WriteStartObject();
        OrderDocument.WriteContent(json, quote);
        json.WriteStartArray("issues"u8);
        foreach (var issue in quote.Issues)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, issue.Path);
            json.WriteString("code"u8, issue.Reason.Code());
            json.WriteString("message"u8, issue.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
