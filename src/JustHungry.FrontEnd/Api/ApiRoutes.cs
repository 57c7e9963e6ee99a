using JustHungry.FrontEnd.Api.Description;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Api;

/// <summary>Every call of the public contract: where it is, who answers it, and what the OpenAPI document says of it.</summary>
internal static partial class ApiRoutes
{
    public const string Towns = "Restaurants";
    public const string People = "Customers";
    public const string Food = "Orders";
    public const string Servers = "Servers";
    private const string V1 = "/api/v1";

    private static readonly ParameterDescription Limit = new("limit", "Most items of a page, 1 to 100.", "20")
    {
        In = "query",
        IsRequired = false,
        IsNumber = true,
    };

    private static readonly ParameterDescription OrderId = new("id", "The order's id.", "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12");

    public static void MapRestaurants(IEndpointRouteBuilder routes, ReadCalls reads)
    {
        routes.MapGet($"{V1}/postcodes/{{postcode}}", reads.Postcode).Describe(reads.Postcode, new(
            Towns, "getPostcode", "Where a postcode lies",
            "Asks two web services; if both are away, a table of outward codes. A well-formed postcode is never turned away "
            + "because a web service is down: its `source` is then `outcodes` or `none`.")
        {
            Parameters = [new("postcode", "Any way of writing it.", "DH1 3LE")],
            Answers = [(StatusCodes.Status200OK, typeof(PostcodePlace), "The place.")],
            Problems = [Reason.PostcodeMalformed, Reason.PostcodeNotFound],
            IsRead = true,
        });
        routes.MapGet($"{V1}/restaurants", reads.Restaurants).Describe(reads.Restaurants, new(
            Towns, "listRestaurants", "Restaurants",
            "With a postcode: those that deliver there, with their distance. Pages: follow `next`.")
        {
            Parameters =
            [
                new("postcode", "Only restaurants that deliver there.", "DH1 3LE") { In = "query", IsRequired = false },
                new("cuisine", "Only this cuisine.", "Italian") { In = "query", IsRequired = false },
                new("q", "Words in names, cuisines or dishes; all of them, each from its beginning.", "pizza") { In = "query", IsRequired = false },
                new("open", "true: only those that are open now.", "true") { In = "query", IsRequired = false },
                new("diet", "A dish suits all of these: vegan, vegetarian, halal, kosher, with commas.", "vegan") { In = "query", IsRequired = false },
                new("avoid", "The same dish can be had without these allergens, with commas; traces count.", "nuts,peanuts") { In = "query", IsRequired = false },
                new("service", "delivery or collection. Collection: wherever it is.", "delivery") { In = "query", IsRequired = false },
                new("sort", "distance (default), rating, fee, time or name.", "fee") { In = "query", IsRequired = false },
                Limit,
            ],
            Answers = [(StatusCodes.Status200OK, typeof(RestaurantPage), "A page of restaurants.")],
            Problems = [Reason.PostcodeMalformed],
            IsRead = true,
        });
        routes.MapGet($"{V1}/restaurants/{{slug}}", reads.Restaurant).Describe(reads.Restaurant, new(
            Towns, "getRestaurant", "A restaurant and its menu", "With prices, choices and allergens.")
        {
            Parameters = [new("slug", "The restaurant's slug.", "ask")],
            Answers = [(StatusCodes.Status200OK, typeof(Restaurant), "The restaurant.")],
            Problems = [Reason.RestaurantNotFound],
            IsRead = true,
        });
    }

    public static void MapDocuments(IEndpointRouteBuilder routes, CommandCalls commands, ReadCalls reads)
    {
        var slug = new ParameterDescription("slug", "The restaurant's slug.", "ask");
        routes.MapPut($"{V1}/restaurants/{{slug}}", commands.PutRestaurant).Describe(commands.PutRestaurant, new(
            Towns, "putRestaurant", "Write a restaurant",
            "The whole document (docs/restaurant.md), 4 MiB at most: all of it or, with every fault listed by its path, nothing. For "
            + "its owner and for operators.")
        {
            Parameters = [slug],
            Request = typeof(RestaurantFile),
            Answers =
            [
                (StatusCodes.Status200OK, typeof(WrittenRestaurant), "It is in the place of the one before."),
                (StatusCodes.Status201Created, typeof(WrittenRestaurant), "There is a new restaurant."),
            ],
            Problems = [Reason.DocumentInvalid, Reason.TooLarge, Reason.Forbidden, Reason.PasswordChangeNeeded],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/restaurants/{{slug}}/document", reads.Document).Describe(reads.Document, new(
            Towns, "getRestaurantDocument", "A restaurant's document",
            "As it was written, ready to be written again. For its owner and for operators.")
        {
            Parameters = [slug],
            Answers = [(StatusCodes.Status200OK, typeof(RestaurantFile), "The document.")],
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden, Reason.PasswordChangeNeeded],
            NeedsToken = true,
            IsRead = true,
        });
    }

    public static void MapCustomers(IEndpointRouteBuilder routes, CommandCalls commands, ReadCalls reads)
    {
        routes.MapPost($"{V1}/customers", commands.RegisterCustomer).Describe(commands.RegisterCustomer, new(
            People, "registerCustomer", "Become a customer",
            "A name and a postcode are enough. Keep the token: it is all that says who you are.")
        {
            Request = typeof(NewCustomer),
            Answers = [(StatusCodes.Status201Created, typeof(CustomerToken), "The customer's id and token.")],
            Problems =
            [
                Reason.PostcodeMalformed, Reason.PostcodeUnknown, Reason.NameEmpty, Reason.NameTooLong, Reason.NameMalformed,
            ],
            IsCommand = true,
        });
        routes.MapGet($"{V1}/customers/me", reads.Me).Describe(reads.Me, new(
            People, "getMe", "Who I am", "The customer whose token this is.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(Customer), "The customer.")],
            NeedsToken = true,
            IsRead = true,
        });
    }

    public static void MapOrders(IEndpointRouteBuilder routes, CommandCalls commands, ReadCalls reads, OrderEvents events)
    {
        routes.MapPost($"{V1}/orders", commands.PlaceOrder).Describe(commands.PlaceOrder, new(
            Food, "placeOrder", "Order",
            "Without an address or a postcode the order goes to the customer's own. It is held while servers fail over, for up to 15 seconds; after that: 503, "
            + "outcome unknown, ask again with the same key.")
        {
            Request = typeof(NewOrder),
            Answers = [(StatusCodes.Status201Created, typeof(Order), "The order was placed; `Location` says where it is.")],
            Problems =
            [
                Reason.IdempotencyKeyMissing, Reason.RestaurantUnknown, .. Issues,
            ],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/orders", reads.Orders).Describe(reads.Orders, new(
            Food, "listOrders", "My orders", "Newest first. Pages: follow `next`.")
        {
            Parameters = [Limit],
            Answers = [(StatusCodes.Status200OK, typeof(OrderPage), "A page of orders.")],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapGet($"{V1}/orders/{{id}}", reads.Order).Describe(reads.Order, new(
            Food, "getOrder", "An order", "Another's order is as unknown as one that does not exist.")
        {
            Parameters = [OrderId],
            Answers = [(StatusCodes.Status200OK, typeof(Order), "The order.")],
            Problems = [Reason.OrderNotFound],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapPost($"{V1}/orders/{{id}}/cancel", commands.CancelOrder).Describe(commands.CancelOrder, new(
            Food, "cancelOrder", "Cancel an order",
            "Free until the restaurant has accepted. The problem's `orderStatus` says in which state the order is.")
        {
            Parameters = [OrderId],
            Answers = [(StatusCodes.Status200OK, typeof(Order), "The order, cancelled.")],
            Problems = [Reason.OrderNotFound, Reason.OrderNotCancellable],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/orders/{{id}}/events", events.Follow).Describe(events.Follow, new(
            Food, "followOrder", "Follow an order",
            "Server-sent events: `id` is the change's number within the order, from 1; `event` is `status`; `data` is the element of "
            + "the order's history. Begins with the first change, or after `Last-Event-ID`; a comment line comes every 15 seconds; "
            + "ends after a final status. Who asks again after the end gets 204.")
        {
            Parameters =
            [
                OrderId,
                new("Last-Event-ID", "The number of the last change that was received.", "1") { In = "header", IsRequired = false, IsNumber = true },
            ],
            Answers =
            [
                (StatusCodes.Status200OK, typeof(string), "The stream."),
                (StatusCodes.Status204NoContent, null, "All has been said."),
            ],
            MediaType = "text/event-stream",
            Problems = [Reason.OrderNotFound],
            NeedsToken = true,
            IsRead = true,
        });
    }

    public static void MapServers(IEndpointRouteBuilder routes, ClusterCall cluster, HealthCalls health)
    {
        routes.MapGet($"{V1}/cluster", cluster.Show).Describe(cluster.Show, new(
            Servers, "getCluster", "The cluster", "The view, and every replica that this front end knows of.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(Cluster), "The cluster, as of a moment ago.")],
        });
        routes.MapGet("/health/live", HealthCalls.Live).Describe(HealthCalls.Live, new(
            Servers, "isLive", "Does this front end live?", "It answers, so it does.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(Health), "It lives.")],
        });
        routes.MapGet("/health/ready", health.IsReady).Describe(health.IsReady, new(
            Servers, "isReady", "Can this front end serve?", "A read barrier went through the log just now.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(Health), "It can.")],
            Problems = [Reason.Unavailable],
        });
    }
}
