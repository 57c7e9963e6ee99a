using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.DataProtection;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>
/// What somebody has put together at one restaurant. It lies sealed in the browser's cookie, so that it outlives any front end.
/// Immutable.
/// </summary>
public sealed record Basket
{
    private const string Cookie = "jh-basket";

    /// <summary>Most lines; an order takes no more.</summary>
    public const int MostLines = 50;

    public static Basket Empty { get; } = new();

    /// <summary>The restaurant's slug, and its name; null: nothing in it yet.</summary>
    public string? Restaurant { get; init; }

    public string? RestaurantName { get; init; }

    /// <summary>Where it is to go; null: not said yet.</summary>
    public string? Postcode { get; init; }

    public string Service { get => field ?? "delivery"; init; }

    public IReadOnlyList<BasketLine> Lines { get => field ?? []; init; }

    /// <summary>When a slot begins; null: as soon as possible.</summary>
    public string? Time { get; init; }

    public string? Voucher { get; init; }

    /// <summary>Pence.</summary>
    public long Tip { get; init; }

    [JsonIgnore]
    public int Count => Lines.Sum(static line => line.Quantity);

    /// <summary>Where one is, as far as one has said; null otherwise.</summary>
    [JsonIgnore]
    public bool IsDelivery => Service != "collection";

    /// <summary>As an order, or a question what it would come to.</summary>
    public PlaceOrder AsOrder() => new(
        Restaurant!, Lines, Service: Service, Postcode: IsDelivery ? Postcode : null, Time: Time, Voucher: Voucher, Tip: Tip > 0 ? Tip : null);

    /// <summary>With a line more; the same dish with the same choices makes the line longer.</summary>
    public Basket With(BasketLine line)
    {
        var lines = Lines.ToList();
        var same = lines.FindIndex(one => IsSame(one, line));
        if (same >= 0)
        {
            lines[same] = lines[same] with { Quantity = Math.Min(99, lines[same].Quantity + line.Quantity) };
        }
        else
        {
            lines.Add(line);
        }
        return this with { Lines = lines };
    }

    /// <summary>With another quantity of a line; 0 takes it out.</summary>
    public Basket With(int index, int quantity)
    {
        if (index < 0 || index >= Lines.Count)
        {
            return this;
        }
        var lines = Lines.ToList();
        if (quantity <= 0)
        {
            lines.RemoveAt(index);
        }
        else
        {
            lines[index] = lines[index] with { Quantity = Math.Min(99, quantity) };
        }
        return lines.Count == 0 ? Cleared() : this with { Lines = lines };
    }

    /// <summary>Nothing in it any more; where one is stays known.</summary>
    public Basket Cleared() => new() { Postcode = Postcode, Service = Service };

    internal static Basket Of(Visit visit) => Read(visit.Unseal(Cookie)) ?? Empty;

    /// <summary>False where it has become too large for the browser to keep; then nothing is changed.</summary>
    internal bool Keep(Visit visit) => Cookies.Keep(visit, Cookie, Bytes());

    /// <summary>For a form that is to order exactly what was shown with it.</summary>
    internal string Seal(Visit visit) => Convert.ToBase64String(visit.Site.Protection.CreateProtector(Cookie).Protect(Bytes()));

    /// <summary>What <see cref="Seal"/> sealed; null for anything else.</summary>
    internal static Basket? Unseal(Visit visit, string text)
    {
        try
        {
            return Read(visit.Site.Protection.CreateProtector(Cookie).Unprotect(Convert.FromBase64String(text)));
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private byte[] Bytes() => Compression.Brotli(JsonSerializer.SerializeToUtf8Bytes(this, ShopJson.Default.Basket), CompressionLevel.Optimal);

    private static Basket? Read(byte[]? content)
    {
        if (content is null)
        {
            return null;
        }
        try
        {
            using var stream = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(stream, ShopJson.Default.Basket);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsSame(BasketLine one, BasketLine other) =>
        JsonSerializer.Serialize(one with { Quantity = 1 }, ShopJson.Default.BasketLine)
        == JsonSerializer.Serialize(other with { Quantity = 1 }, ShopJson.Default.BasketLine);
}

/// <summary>A checkout that was begun: it outlives a front end, and the tab. Immutable.</summary>
public sealed record CheckoutDraft
{
    private const string Cookie = "jh-checkout";

    public string Name { get => field ?? ""; init; }

    public string Phone { get => field ?? ""; init; }

    public string Street { get => field ?? ""; init; }

    public string Street2 { get => field ?? ""; init; }

    public string Town { get => field ?? ""; init; }

    public string Directions { get => field ?? ""; init; }

    public bool Age { get; init; }

    internal static CheckoutDraft? Of(Visit visit)
    {
        try
        {
            return visit.Unseal(Cookie) is { } json ? JsonSerializer.Deserialize(json, ShopJson.Default.CheckoutDraft) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal void Keep(Visit visit) => Cookies.Keep(visit, Cookie, JsonSerializer.SerializeToUtf8Bytes(this, ShopJson.Default.CheckoutDraft));
}

/// <summary>The pass to one order that was found by its number and phone.</summary>
public sealed record FoundPass(string Order, string Token);
