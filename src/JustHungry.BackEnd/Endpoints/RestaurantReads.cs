using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads of restaurants and menus.</summary>
internal static class RestaurantReads
{
    private const int Ok = 200;

    private static readonly Refusal NoSuchRestaurant = new(
        Reason.RestaurantNotFound, "There is no restaurant of that name.");

    /// <summary>One restaurant of a list.</summary>
    public static void WriteItem(
        Utf8JsonWriter json, SearchEntry entry, Whereabouts? customer, int? metres, ServiceType? service, DateTimeOffset now)
    {
        var restaurant = entry.Restaurant;
        json.WriteStartObject();
        WriteSummary(json, restaurant);
        WriteNow(json, restaurant, entry.Live, customer, metres, service, now);
        json.WriteString("rating"u8, restaurant.Hygiene?.Rating);
        json.WriteNumber(
            "minutes"u8, restaurant.MinutesFor(RestaurantSearch.ServiceOf(restaurant, service), entry.Live.Busy(now)));
        json.WriteEndObject();
    }

    /// <summary>One restaurant with its menu.</summary>
    public static ReadAnswer One(Tables tables, MenuPages menus, string slug, Whereabouts? customer, DateTimeOffset now)
    {
        if (tables.Restaurants.Find(slug) is not { } stored)
        {
            return NoSuchRestaurant;
        }

        var restaurant = stored.Restaurant;
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            WriteSummary(json, restaurant);
            WriteNow(json, restaurant, stored.Live, customer, Metres(restaurant, customer), service: null, now);
            WriteDetails(json, restaurant);
            WriteServices(json, stored, now);
            json.WritePropertyName("menu"u8);
            var menu = menus.Of(stored, tables.Holds.Remaining(slug), now);
            json.WriteRawValue(menu.Span, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    /// <summary>A restaurant's document as it was put, for those who may write it.</summary>
    public static ReadAnswer Document(Tables tables, string slug, Caller by) =>
        !by.MayManage(slug) ? Staff.NotAllowed(by, "Only its owner or an operator may read a restaurant's document.")
        : tables.Restaurants.Find(slug) is null ? NoSuchRestaurant
        : new ReadAnswer(Ok, tables.Restaurants.DocumentOf(slug));

    /// <summary>The slugs of all restaurants.</summary>
    public static ReadAnswer Slugs(Tables tables) => ReadAnswer.Of(json =>
    {
        json.WriteStartObject();
        WriteTexts(json, "items"u8, tables.Restaurants.Slugs());
        json.WriteEndObject();
    });

    private static void WriteSummary(Utf8JsonWriter json, Restaurant restaurant)
    {
        json.WriteString("slug"u8, restaurant.Slug);
        json.WriteString("name"u8, restaurant.Name);
        WriteTexts(json, "cuisines"u8, restaurant.Cuisines);
        json.WriteString("description"u8, restaurant.Description);
        json.WriteString("town"u8, restaurant.Town);
        json.WriteString("postcode"u8, restaurant.Postcode.ToString());
        json.WriteString("currency"u8, restaurant.Currency);
        json.WriteStartObject("location"u8);
        json.WriteNumber("latitude"u8, restaurant.Location.Latitude);
        json.WriteNumber("longitude"u8, restaurant.Location.Longitude);
        json.WriteEndObject();
    }

    /// <summary>What depends on when and for whom.</summary>
    private static void WriteNow(
        Utf8JsonWriter json,
        Restaurant restaurant,
        LiveState live,
        Whereabouts? customer,
        int? metres,
        ServiceType? service,
        DateTimeOffset now)
    {
        var isOpen = restaurant.IsOpen(RestaurantSearch.ServiceOf(restaurant, service), now) && !live.IsPaused(now);
        json.WriteBoolean("open"u8, isOpen);
        WriteNumber(json, "distanceMetres"u8, metres);
        var terms = customer is null ? null : restaurant.DeliveryTermsFor(customer);
        if (customer is not null)
        {
            json.WriteBoolean("delivers"u8, terms is not null);
        }

        if (terms is not null)
        {
            json.WriteStartObject("delivery"u8);
            json.WriteNumber("fee"u8, terms.Fee);
            json.WriteNumber("minimum"u8, terms.Minimum);
            WriteNumber(json, "freeFrom"u8, terms.FreeFrom);
            WriteNumber(json, "smallOrderCharge"u8, restaurant.Delivery!.SmallOrderCharge);
            json.WriteNumber("minutes"u8, restaurant.MinutesFor(ServiceType.Delivery, live.Busy(now)));
            json.WriteEndObject();
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, Restaurant restaurant)
    {
        json.WriteString("phone"u8, restaurant.Phone);
        json.WriteStartObject("address"u8);
        WriteTexts(json, "lines"u8, restaurant.AddressLines);
        json.WriteString("town"u8, restaurant.Town);
        json.WriteString("postcode"u8, restaurant.Postcode.ToString());
        json.WriteEndObject();
        json.WriteString("zone"u8, restaurant.Zone.Id);
        if (restaurant.Hygiene is { } hygiene)
        {
            json.WriteStartObject("hygiene"u8);
            json.WriteString("rating"u8, hygiene.Rating);
            json.WriteString("date"u8, hygiene.Date);
            json.WriteString("source"u8, hygiene.Source);
            json.WriteEndObject();
        }
    }

    /// <summary>What it offers at the moment, service by service, and what the kitchen says of the moment.</summary>
    private static void WriteServices(Utf8JsonWriter json, StoredRestaurant stored, DateTimeOffset now)
    {
        var (restaurant, live) = (stored.Restaurant, stored.Live);
        json.WriteStartObject("services"u8);
        foreach (var service in (ReadOnlySpan<ServiceType>)[ServiceType.Delivery, ServiceType.Collection])
        {
            if (restaurant.Offers(service))
            {
                json.WriteStartObject(service.Code());
                json.WriteBoolean("open"u8, restaurant.IsOpen(service, now) && !live.IsPaused(now));
                json.WriteNumber("minutes"u8, restaurant.MinutesFor(service, live.Busy(now)));
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteBoolean("slots"u8, restaurant.Slots is not null);
        json.WriteNumber("busyMinutes"u8, live.Busy(now));
        if (live.IsPaused(now))
        {
            OrderDocument.WriteTime(json, "pausedUntil"u8, live.PausedUntil!.Value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static int? Metres(Restaurant restaurant, Whereabouts? customer) =>
        customer?.Place is { } place ? (int)Math.Round(restaurant.Location.MetresTo(place)) : null;
}
