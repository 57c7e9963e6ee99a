using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Ordering;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>
/// The checkout. Its form carries the order's key and, sealed, the very basket that it shows: sent twice, or again after a fail-over,
/// it orders once, and what was seen.
/// </summary>
internal static class CheckoutPages
{
    private const long MostTip = 100_000;

    public static async Task Show(Visit visit)
    {
        var basket = Basket.Of(visit);
        if (basket.Lines.Count == 0)
        {
            await visit.GoTo("/basket");
            return;
        }
        await Show(visit, basket, await Draft(visit), [], null, StatusCodes.Status200OK);
    }

    /// <summary><c>POST /checkout/update</c>: time, voucher, tip and what was typed are kept, and it is reckoned again.</summary>
    public static Task Update(Visit visit)
    {
        var basket = Changed(visit, Basket.Of(visit));
        basket.Keep(visit);
        DraftOf(visit).Keep(visit);
        return visit.GoTo("/checkout");
    }

    /// <summary><c>POST /checkout/keep</c>: what a script sends as it is typed, so that it outlives the front end; nothing is shown.</summary>
    public static Task Keep(Visit visit)
    {
        DraftOf(visit).Keep(visit);
        visit.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary><c>POST /checkout</c>: orders.</summary>
    public static async Task Place(Visit visit)
    {
        var draft = DraftOf(visit);
        draft.Keep(visit);
        var basket = Changed(visit, Basket.Unseal(visit, visit.Field("basket")) ?? Basket.Of(visit));
        if (basket.Lines.Count == 0)
        {
            await visit.GoTo("/basket");
            return;
        }
        if (Missing(visit.Texts, basket, draft) is { Count: > 0 } missing)
        {
            basket.Keep(visit);
            await Show(visit, basket, draft, missing, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }
        if (visit.Session is null && await Register(visit, basket, draft) is { } refused)
        {
            await Refused(visit, basket, draft, refused);
            return;
        }
        var expected = long.TryParse(visit.Field("expected"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : (long?)null;
        var order = OrderOf(basket, draft) with { ExpectedTotal = expected };
        var reply = await visit.Send("placeOrder", JsonSerializer.SerializeToNode(order, CommandJson.Default.PlaceOrder)!, alone: order.OwnPostcode is not null);
        if (!reply.IsFine)
        {
            await Refused(visit, basket, draft, reply);
            return;
        }
        var placed = reply.Read(ShopJson.Default.OrderShown);
        // The basket that lies in the cookie may be a new one by now: a form that is sent once more must not empty it.
        if (Basket.Of(visit).Restaurant == placed.Restaurant)
        {
            basket.Cleared().Keep(visit);
        }
        await visit.GoTo($"/orders/{placed.Id}");
    }

    private static async Task Refused(Visit visit, Basket basket, CheckoutDraft draft, Reply reply)
    {
        if (reply.Status == StatusCodes.Status422UnprocessableEntity)
        {
            basket.Keep(visit);
            await Show(visit, basket, draft, reply.Trouble.Faults, reply.Trouble, StatusCodes.Status422UnprocessableEntity);
            return;
        }
        await visit.ShowTrouble(reply);
    }

    private static async Task Show(
        Visit visit, Basket basket, CheckoutDraft draft, IReadOnlyList<FieldFault> faults, Trouble? trouble, int status)
    {
        var quote = BasketPages.Quote(visit, basket);
        var slots = visit.Ask($"restaurants/{Uri.EscapeDataString(basket.Restaurant ?? "")}/slots?service={basket.Service}");
        var (priced, times) = (await quote, await slots);
        if (priced is null)
        {
            await visit.ShowTrouble(new Reply(StatusCodes.Status503ServiceUnavailable, default));
            return;
        }
        await visit.Show<CheckoutPage>(
            new()
            {
                [nameof(CheckoutPage.Basket)] = basket,
                [nameof(CheckoutPage.Draft)] = draft,
                [nameof(CheckoutPage.Quote)] = priced,
                [nameof(CheckoutPage.Slots)] = times.IsFine ? times.Read(ShopJson.Default.SlotsShown) : null,
                [nameof(CheckoutPage.Faults)] = faults,
                [nameof(CheckoutPage.Trouble)] = trouble,
            },
            status);
    }

    /// <summary>A guest becomes a customer with the order; the same form makes the same one.</summary>
    private static async Task<Reply?> Register(Visit visit, Basket basket, CheckoutDraft draft)
    {
        var body = new JsonObject { ["name"] = draft.Name, ["postcode"] = basket.Postcode ?? "", ["phone"] = draft.Phone };
        if (basket.IsDelivery)
        {
            body["address"] = new JsonArray([.. Lines(draft).Select(static one => (JsonNode)one)]);
        }
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())))[..12];
        var reply = await visit.Send("registerCustomer", body, $"{visit.Key}-{mark}", alone: true, anonymous: true);
        if (!reply.IsFine || reply.Read(ShopJson.Default.TokenTold).Token is not { } token)
        {
            return reply;
        }
        visit.Remember(new Session(token, draft.Name, "customer"));
        return null;
    }

    private static PlaceOrder OrderOf(Basket basket, CheckoutDraft draft)
    {
        var order = basket.AsOrder() with { AgeConfirmed = draft.Age ? true : null };
        var address = basket.IsDelivery
            ? new DeliveryAddress(Lines(draft), draft.Town.Length > 0 ? draft.Town : null, basket.Postcode, draft.Phone)
            : null;
        return order with { Address = address, Postcode = null };
    }

    private static List<string> Lines(CheckoutDraft draft) =>
        [.. new[] { draft.Street, draft.Street2, draft.Directions }.Where(static one => one.Length > 0)];

    /// <summary>What the form says of time, voucher, tip and place.</summary>
    private static Basket Changed(Visit visit, Basket basket)
    {
        if (visit.Form.ContainsKey("time"))
        {
            basket = basket with { Time = visit.Field("time") is { Length: > 0 and < 40 } time && time != "asap" ? time : null };
        }
        if (visit.Form.ContainsKey("voucher"))
        {
            basket = basket with { Voucher = visit.Field("voucher") is { Length: > 0 and <= 60 } code ? code : null };
        }
        if (visit.Form.ContainsKey("postcode") && visit.Field("postcode") is { Length: > 0 and <= 16 } written)
        {
            basket = basket with { Postcode = Postcode.TryParse(written, out var postcode, out _) ? postcode.ToString() : written };
        }
        if (visit.Form.ContainsKey("tip"))
        {
            basket = basket with { Tip = long.TryParse(visit.Field("tip"), NumberStyles.None, CultureInfo.InvariantCulture, out var tip) ? Math.Min(tip, MostTip) : 0 };
        }
        return basket;
    }

    private static CheckoutDraft DraftOf(Visit visit) => new()
    {
        Name = Short(visit, "name"),
        Phone = Short(visit, "phone"),
        Street = Short(visit, "street"),
        Street2 = Short(visit, "street2"),
        Town = Short(visit, "town"),
        Directions = Short(visit, "directions"),
        Age = visit.Field("age") == "yes",
    };

    private static string Short(Visit visit, string name) => visit.Field(name) is var text && text.Length > 100 ? text[..100] : text;

    private static List<FieldFault> Missing(Texts texts, Basket basket, CheckoutDraft draft)
    {
        var missing = new List<FieldFault>();
        void Need(string path, bool isThere)
        {
            if (!isThere)
            {
                missing.Add(new FieldFault(path, $"missing_{path}", texts[$"checkout.missing.{path}"]));
            }
        }
        Need("name", draft.Name.Length > 0);
        Need("phone", draft.Phone.Count(char.IsAsciiDigit) >= 9);
        Need("street", !basket.IsDelivery || draft.Street.Length > 0);
        Need("postcode", Postcode.TryParse(basket.Postcode ?? "", out _, out _));
        return missing;
    }

    /// <summary>What was typed before; else what is known of the person.</summary>
    private static async Task<CheckoutDraft> Draft(Visit visit)
    {
        if (CheckoutDraft.Of(visit) is { } begun)
        {
            return begun;
        }
        if (visit.Session is not null && await visit.Ask("customers/me") is { IsFine: true } reply)
        {
            var person = reply.Read(ShopJson.Default.Person);
            return new CheckoutDraft
            {
                Name = person.Name,
                Phone = person.Phone ?? "",
                Street = person.Address is [{ } first, ..] ? first : "",
                Street2 = person.Address is [_, { } second, ..] ? second : "",
            };
        }
        return new CheckoutDraft();
    }
}
