using JustHungry.FrontEnd.Api.Description;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Api;

/// <content>Quotes and slots.</content>
internal static partial class ApiRoutes
{
    /// <summary>What may stand against ordering a basket.</summary>
    private static readonly Reason[] Issues =
    [
        Reason.RestaurantClosed, Reason.RestaurantPaused, Reason.OutsideDeliveryArea, Reason.DeliveryNotOffered,
        Reason.CollectionNotOffered, Reason.ServiceUnknown, Reason.AddressIncomplete, Reason.PostcodeUnknown,
        Reason.SlotUnavailable, Reason.SlotFull, Reason.VoucherUnknown, Reason.VoucherExpired,
        Reason.VoucherNotApplicable, Reason.VoucherUsed, Reason.TipOutOfRange, Reason.AgeCheckNeeded, Reason.NoLines,
        Reason.TooManyLines, Reason.QuantityOutOfRange, Reason.NoteTooLong, Reason.NoteMalformed, Reason.ItemUnknown,
        Reason.ItemUnavailable, Reason.ItemNotServedNow, Reason.VariationMissing, Reason.VariationUnknown,
        Reason.VariationUnavailable, Reason.ModifierMissing, Reason.TooManyModifiers, Reason.ModifierUnknown,
        Reason.ModifierUnavailable, Reason.BelowMinimum, Reason.PriceChanged,
    ];

    public static void MapQuotes(IEndpointRouteBuilder routes, ReadCalls reads)
    {
        routes.MapPost($"{V1}/quotes", reads.Quote).Describe(reads.Quote, new(
            Food, "quote", "What a basket would come to",
            "The same fields as an order. Priced lines, totals, VAT, and every issue at once, each with the place that it is "
            + "about: " + string.Join(", ", Issues.Select(static issue => $"`{issue.Code()}`")) + ". Nothing is held by "
            + "asking. With a token, the customer's own postcode and uses of vouchers are heeded.")
        {
            Request = typeof(NewOrder),
            Answers = [(StatusCodes.Status200OK, typeof(Quote), "The price, and the issues; an order without any can be placed.")],
            Problems = [Reason.RestaurantUnknown],
            IsRead = true,
        });
        routes.MapGet($"{V1}/restaurants/{{slug}}/slots", reads.Slots).Describe(reads.Slots, new(
            Towns, "listSlots", "For when one can order", "The slots that can be ordered for, the earliest first; none where the "
            + "restaurant takes no orders for later.")
        {
            Parameters =
            [
                new("slug", "The restaurant's slug.", "ask"),
                new("service", "`delivery` (the default) or `collection`.", "delivery") { In = "query", IsRequired = false },
            ],
            Answers = [(StatusCodes.Status200OK, typeof(SlotList), "The slots.")],
            Problems = [Reason.RestaurantNotFound],
            IsRead = true,
        });
    }
}
