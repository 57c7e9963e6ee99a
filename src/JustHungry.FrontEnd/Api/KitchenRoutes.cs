using JustHungry.FrontEnd.Api.Description;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls of a restaurant's kitchen, and vouchers.</summary>
internal static class KitchenRoutes
{
    public const string Kitchen = "Kitchen";
    private const string V1 = "/api/v1";

    private static readonly ParameterDescription Slug = new("slug", "The restaurant's slug.", "ask");
    private static readonly ParameterDescription OrderId = new("id", "The order's id.", "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12");

    private static readonly ParameterDescription Limit = new("limit", "Most items of a page, 1 to 100.", "20")
    {
        In = "query",
        IsRequired = false,
        IsNumber = true,
    };

    private static readonly (string Action, string Summary, string Text)[] Moves =
    [
        ("accept", "Accept an order", "`minutes` until it is there: what the customer is promised. Without them, the slot, or as long as usual."),
        ("reject", "Reject an order", "`reason`: closing_early, busy, item_unavailable, outside_area or other. What the order held is given back."),
        ("ready", "An order is ready", "Cooked and packed."),
        ("dispatch", "An order is on its way", "Of an order for delivery."),
        ("deliver", "An order was delivered", "Of an order that is on its way."),
        ("collect", "An order was collected", "Of an order for collection that is ready."),
        ("promise", "Promise another time", "`minutes` from now; `reason`: busy, driver, weather, customer_asked or other. The customer sees it."),
    ];

    public static void MapOrders(IEndpointRouteBuilder routes, KitchenCalls kitchen, ReadCalls reads, KitchenEvents events)
    {
        routes.MapGet($"{V1}/restaurants/{{slug}}/orders", reads.KitchenOrders).Describe(reads.KitchenOrders, new(
            Kitchen, "listKitchenOrders", "A restaurant's orders", "Newest first. Pages, which may be short: follow `next`.")
        {
            Parameters = [Slug, new("status", "`open`: only those of which something may still become.", "open") { In = "query", IsRequired = false }, Limit],
            Answers = [(StatusCodes.Status200OK, typeof(OrderPage), "A page of orders.")],
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapGet($"{V1}/restaurants/{{slug}}/orders/events", events.Follow).Describe(events.Follow, new(
            Kitchen, "followKitchen", "Follow a restaurant's board",
            "Server-sent events. `board`: `{items}`, all open orders; first, and again whenever something may have been missed. "
            + "`order`: an order that came or changed, whole; the same one may come twice. A comment line comes every 15 seconds.")
        {
            Parameters = [Slug],
            Answers = [(StatusCodes.Status200OK, typeof(string), "The stream.")],
            MediaType = "text/event-stream",
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        foreach (var (action, summary, text) in Moves)
        {
            var call = kitchen.Moves(action);
            routes.MapPost($"{V1}/orders/{{id}}/{action}", new RequestDelegate(call)).Describe(call, new(
                Kitchen, $"{action}Order", summary, text + " The body may be left away where nothing is to be said.")
            {
                Parameters = [OrderId],
                Request = typeof(OrderMove),
                Answers = [(StatusCodes.Status200OK, typeof(Order), "The order as it is now.")],
                Problems =
                [
                    Reason.OrderNotFound, Reason.OrderOutOfTurn, Reason.Forbidden, Reason.MinutesOutOfRange, Reason.ReasonUnknown,
                    Reason.NoteTooLong, Reason.NoteMalformed,
                ],
                NeedsToken = true,
                IsCommand = true,
            });
        }
    }

    public static void MapState(IEndpointRouteBuilder routes, KitchenCalls kitchen, ReadCalls reads)
    {
        routes.MapGet($"{V1}/restaurants/{{slug}}/kitchen", reads.Kitchen).Describe(reads.Kitchen, new(
            Kitchen, "getKitchen", "What the kitchen says of the moment", "Pause, being busy, what has run out, what is counted.")
        {
            Parameters = [Slug],
            Answers = [(StatusCodes.Status200OK, typeof(KitchenNow), "The state of things.")],
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        Change(routes, "pause", kitchen.Pause, typeof(PauseRequest), "Take no orders for a while", "0 minutes: take them again.");
        Change(routes, "busy", kitchen.Busy, typeof(BusyRequest), "Everything takes longer", "0 minutes: as usual again.");
        Change(
            routes, "stock", kitchen.Stock, typeof(StockRequest), "Something has run out, is back, or is counted",
            "Of an item or deal, a size of an item, or a choice of a group.");
        routes.MapPost($"{V1}/vouchers", kitchen.Voucher).Describe(kitchen.Voucher, new(
            Kitchen, "putVoucher", "Make or change a voucher",
            "Operators make any; owners, those that are good at restaurants of theirs alone. How often it was used stays.")
        {
            Request = typeof(VoucherRules),
            Answers =
            [
                (StatusCodes.Status201Created, typeof(VoucherCode), "It is new."),
                (StatusCodes.Status200OK, typeof(VoucherCode), "It has been changed."),
            ],
            Problems = [Reason.VoucherInvalid, Reason.Forbidden],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/vouchers", reads.Vouchers).Describe(reads.Vouchers, new(
            Kitchen, "listVouchers", "Vouchers, and how often they were used", "Those that the caller may change, by code.")
        {
            Parameters = [Limit],
            Answers = [(StatusCodes.Status200OK, typeof(VoucherPage), "A page of vouchers.")],
            Problems = [Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
    }

    private static void Change(
        IEndpointRouteBuilder routes, string name, RequestDelegate call, Type request, string summary, string text) =>
        routes.MapPost($"{V1}/restaurants/{{slug}}/{name}", call).Describe(call, new(Kitchen, $"{name}Kitchen", summary, text)
        {
            Parameters = [Slug],
            Request = request,
            Answers = [(StatusCodes.Status200OK, typeof(KitchenNow), "The state of things now.")],
            Problems =
            [
                Reason.RestaurantNotFound, Reason.Forbidden, Reason.MinutesOutOfRange, Reason.ItemUnknown, Reason.VariationUnknown,
                Reason.ModifierUnknown, Reason.QuantityOutOfRange,
            ],
            NeedsToken = true,
            IsCommand = true,
        });
}
