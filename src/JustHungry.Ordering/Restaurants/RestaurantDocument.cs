using System.Text.Json;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Refusals;
using NodaTime;

namespace JustHungry.Ordering.Restaurants;

/// <summary>Reads a restaurant's document: all of it or, with every fault named by its path, nothing.</summary>
public static class RestaurantDocument
{
    private const int MaxName = 100;
    private const int MaxText = 2_000;
    private const int MaxShort = 100;
    private const int MaxMinutes = 240;
    private const int MaxPence = 1_000_000;
    private const int MaxMetres = 100_000;
    private const int MaxVat = 10_000;

    /// <summary>Reads a document that came from outside.</summary>
    public static Verdict<Restaurant> Read(JsonElement document)
    {
        var faults = new DocumentReader();
        var restaurant = faults.Object(document, "") is { } reader ? Read(reader) : null;
        if (faults.Faults.Count == 0 && restaurant is not null)
        {
            return restaurant;
        }

        return Refusal.Of(faults.Faults, DocumentReader.MaxFaults);
    }

    /// <summary>Reads a document that was found good before it was kept.</summary>
    /// <exception cref="InvalidDataException">It is not good after all.</exception>
    public static Restaurant Parse(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        var verdict = Read(json.RootElement);
        return verdict.Happened ?? throw new InvalidDataException(
            $"A kept restaurant has a fault: {verdict.Refusal!.Detail}");
    }

    /// <summary>
    /// Reads what a document says beside the menu, as far as it can be read; null where that is too little to be shown.
    /// </summary>
    internal static Restaurant? ReadWithoutMenu(JsonElement document)
    {
        var faults = new DocumentReader();
        var restaurant = faults.Object(document, "") is { } reader ? Read(reader, withMenu: false) : null;
        return restaurant is { Zone: not null, Postcode: not null } ? restaurant : null;
    }

    private static Restaurant? Read(ObjectReader reader, bool withMenu = true)
    {
        var address = reader.Object("address");
        var location = reader.Object("location");
        var menu = withMenu ? reader.Object("menu") : null;
        var restaurant = new Restaurant
        {
            Slug = reader.Id("slug"),
            Name = reader.Text("name", MaxName),
            Cuisines = reader.Texts("cuisines", 1, 10, MaxShort),
            Description = reader.Text("description", MaxText, min: 0),
            Phone = reader.Text("phone", 30),
            AddressLines = address?.Texts("lines", 1, 5, MaxShort) ?? [],
            Town = address?.Text("town", MaxShort) ?? "",
            Postcode = ReadPostcode(address)!,
            Location = ReadLocation(location),
            Currency = ReadCurrency(reader),
            Zone = ReadZone(reader)!,
            Hygiene = ReadHygiene(reader.OptionalObject("hygiene")),
            Hours = HoursDocument.Read(reader.Object("hours")),
            Delivery = ReadDelivery(reader.OptionalObject("delivery")),
            PreparationMinutes = reader.Integer("preparationMinutes", 0, MaxMinutes),
            DeliveryMinutes = reader.Integer("deliveryMinutes", 0, MaxMinutes),
            Slots = ReadSlots(reader.OptionalObject("slots")),
            AutoAccept = reader.Boolean("autoAccept", otherwise: false),
            VatRates = new ExtraVatRates(0, 0),
            Menu = MenuDocument.Read(menu),
        };
        restaurant = restaurant with { VatRates = ReadVatRates(reader.OptionalObject("vatRates"), restaurant.Menu) };
        address?.End();
        reader.End();
        return restaurant;
    }

    private static Postcode? ReadPostcode(ObjectReader? address)
    {
        if (address is null)
        {
            return null;
        }

        if (!Postcode.TryParse(address.Text("postcode", 10), out var postcode, out var problem))
        {
            address.Fault("postcode", problem);
        }

        return postcode;
    }

    private static Coordinates ReadLocation(ObjectReader? location)
    {
        if (location is null)
        {
            return new Coordinates(0, 0);
        }

        var place = new Coordinates(location.Number("latitude", -90, 90), location.Number("longitude", -180, 180));
        location.End();
        return place;
    }

    private static string ReadCurrency(ObjectReader reader)
    {
        var currency = reader.Text("currency", 3);
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
        {
            reader.Fault("currency", "A currency is three capital letters, such as GBP.");
        }

        return currency;
    }

    private static DateTimeZone? ReadZone(ObjectReader reader)
    {
        var name = reader.Text("zone", MaxShort);
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        if (zone is null && name.Length > 0)
        {
            reader.Fault("zone", "There is no such time zone; one looks like Europe/London.");
        }

        return zone;
    }

    private static HygieneRating? ReadHygiene(ObjectReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        var rating = new HygieneRating(
            reader.Text("rating", MaxShort), HoursDocument.Date(reader, "date"), reader.Text("source", MaxShort));
        reader.End();
        return rating;
    }

    private static Delivery? ReadDelivery(ObjectReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        var rings = reader.Objects("rings", 0, 20, ring =>
            new DeliveryRing(ring.Integer("upToMetres", 1, MaxMetres), ReadTerms(ring)));
        DeliveryPolygon? polygon = null;
        if (reader.OptionalObject("polygon") is { } area)
        {
            polygon = new DeliveryPolygon(
                area.List("points", 3, 500, (point, at) => ReadPoint(area, point, at)), ReadTerms(area));
            area.End();
        }

        if (rings.Zip(rings.Skip(1)).Any(pair => pair.First.UpToMetres >= pair.Second.UpToMetres))
        {
            reader.Fault("rings", "Each ring must reach further than the one before.");
        }

        if (rings.Count == 0 && polygon is null)
        {
            reader.Fault("rings", "A restaurant that delivers needs a ring or a polygon.");
        }

        var delivery = new Delivery(rings, polygon, reader.OptionalInteger("smallOrderCharge", 0, MaxPence));
        reader.End();
        return delivery;
    }

    private static DeliveryTerms ReadTerms(ObjectReader reader) => new(
        reader.Integer("fee", 0, MaxPence),
        reader.Integer("minimum", 0, MaxPence),
        reader.OptionalInteger("freeFrom", 0, MaxPence));

    private static Coordinates? ReadPoint(ObjectReader area, JsonElement point, string path)
    {
        if (point.ValueKind == JsonValueKind.Array
            && point.GetArrayLength() == 2
            && point[0].ValueKind == JsonValueKind.Number
            && point[1].ValueKind == JsonValueKind.Number
            && Math.Abs(point[0].GetDouble()) <= 90
            && Math.Abs(point[1].GetDouble()) <= 180)
        {
            return new Coordinates(point[0].GetDouble(), point[1].GetDouble());
        }

        area.Fault(path[path.LastIndexOf("points", StringComparison.Ordinal)..], "A point is [latitude, longitude].");
        return null;
    }

    /// <summary>
    /// Where nothing is said, the way is taxed like the dish on the menu that is taxed most, and a tip, which nobody
    /// must give, not at all.
    /// </summary>
    private static ExtraVatRates ReadVatRates(ObjectReader? reader, Menu menu)
    {
        var most = menu.Items.Count == 0 ? 0 : menu.Items.Values.Max(item => item.VatRate);
        if (reader is null)
        {
            return new ExtraVatRates(most, Tip: 0);
        }

        var rates = new ExtraVatRates(
            reader.OptionalInteger("delivery", 0, MaxVat) ?? most, reader.OptionalInteger("tip", 0, MaxVat) ?? 0);
        reader.End();
        return rates;
    }

    private static SlotRules? ReadSlots(ObjectReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        var slots = new SlotRules(
            reader.Integer("intervalMinutes", 5, MaxMinutes),
            reader.Integer("leadMinutes", 0, 24 * 60),
            reader.Integer("daysAhead", 0, 30),
            reader.OptionalInteger("capacity", 1, 10_000));
        reader.End();
        return slots;
    }
}
