using JustHungry.FrontEnd.Api.Description;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls of operators, and what owners and kitchens see of their day.</summary>
internal static class OperatorRoutes
{
    private const string Town = "Operators";
    private const string V1 = "/api/v1";

    private static readonly ParameterDescription Slug = new("slug", "The restaurant's slug.", "ask");

    private static readonly ParameterDescription Limit = new("limit", "Most items of a page, 1 to 100.", "20")
    {
        In = "query",
        IsRequired = false,
        IsNumber = true,
    };

    public static void MapRestaurants(IEndpointRouteBuilder routes, KitchenCalls kitchen, ReadCalls reads)
    {
        routes.MapGet($"{V1}/restaurants/{{slug}}/orders/{{id}}", reads.KitchenOrder).Describe(reads.KitchenOrder, new(
            KitchenRoutes.Kitchen, "getKitchenOrder", "An order of the restaurant", "Open or not.")
        {
            Parameters = [Slug, new("id", "The order's id.", "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12")],
            Answers = [(StatusCodes.Status200OK, typeof(Order), "The order.")],
            Problems = [Reason.RestaurantNotFound, Reason.OrderNotFound, Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapGet($"{V1}/restaurants/{{slug}}/takings", reads.Takings).Describe(reads.Takings, new(
            KitchenRoutes.Kitchen, "getTakings", "What a restaurant took on a day",
            "By the restaurant's own clock: orders that came to something, by hour and by VAT rate, with fees, tips and vouchers; and "
            + "what became of the others.")
        {
            Parameters = [Slug, new("day", "A date; today, where it is left out.", "2026-12-25") { In = "query", IsRequired = false }],
            Answers = [(StatusCodes.Status200OK, typeof(Takings), "The day.")],
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapPost($"{V1}/restaurants/{{slug}}/edits", kitchen.Edit).Describe(kitchen.Edit, new(
            KitchenRoutes.Kitchen, "editRestaurant", "Change places of a restaurant's document",
            "All edits or none, on the document as it is when they are decided, and with the rules of `PUT`. `at` names the place: "
            + "members and, in lists, ids, with slashes between them, such as `menu/categories/mains/items/lasagne`.")
        {
            Parameters = [Slug],
            Request = typeof(RestaurantEdits),
            Answers = [(StatusCodes.Status200OK, typeof(RestaurantSlug), "It has been changed.")],
            Problems = [Reason.RestaurantNotFound, Reason.Forbidden, Reason.DocumentInvalid],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/trail", reads.Trail).Describe(reads.Trail, new(
            Town, "listTrail", "Who did what, and when",
            "What staff, operators and the holder of the cluster key (`by` is null) did, the latest first. Owners see what was done in "
            + "a restaurant of theirs.")
        {
            Parameters = [new("restaurant", "Only what was done in that restaurant.", "ask") { In = "query", IsRequired = false }, Limit],
            Answers = [(StatusCodes.Status200OK, typeof(TrailPage), "A page of acts.")],
            Problems = [Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
    }

    public static void MapCluster(IEndpointRouteBuilder routes, OperatorCalls calls, ReadCalls reads)
    {
        routes.MapGet($"{V1}/cluster/history", reads.ClusterHistory).Describe(reads.ClusterHistory, new(
            Town, "getClusterHistory", "How the views followed each other",
            "The latest first: when each began, the last entry before it, and its primary's first answer.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(ViewHistory), "The views.")],
            Problems = [Reason.Forbidden],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapGet($"{V1}/cluster/rates", calls.Rates).Describe(calls.Rates, new(
            Town, "getClusterRates", "Orders of each second, and how long commands took",
            "`orders`: of each of the latest 900 seconds, the last one ending at `until`. `latencies`: as measured at this front end, "
            + "in milliseconds, for seconds with commands.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(TownRates), "The rates.")],
            Problems = [Reason.Forbidden],
            NeedsToken = true,
        });
        Act(routes, "hand-over", calls.HandOver, "handOver", typeof(HandOver), typeof(HandedOver), "The primary hands over", [],
            "To the replica of `to`, or to the best one. The body may be left away.", Reason.HandOverRefused);
        Act(routes, "replicas/{id}/remove", calls.Remove, "removeReplica", null, typeof(RemovedReplica), "Remove a replica",
            [new("id", "The replica's id.", "r2")], "It ends and is forgotten; `ended` is false where it did not answer.",
            Reason.ReplicaUnknown, Reason.ReplicaNotRemovable);
        Act(routes, "verify", calls.Verify, "verifyTown", null, typeof(Verification), "Compare the stores of all replicas", [],
            "By a hash of everything in them, at one position.", Reason.Unavailable);
        routes.MapPost($"{V1}/cluster/backup", calls.BackUp).Describe(calls.BackUp, new(
            Town, "backUpTown", "Download a backup", "An archive of the whole town; `hungry restore` makes a town of it.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(string), "The archive.")],
            MediaType = "application/octet-stream",
            Problems = [Reason.Forbidden, Reason.Unavailable],
            NeedsToken = true,
            IsCommand = true,
        });
    }

    private static void Act(
        IEndpointRouteBuilder routes,
        string path,
        Func<HttpContext, Task> call,
        string name,
        Type? request,
        Type answer,
        string summary,
        ParameterDescription[] parameters,
        string text,
        params Reason[] problems) =>
        routes.MapPost($"{V1}/cluster/{path}", new RequestDelegate(call)).Describe(call, new(Town, name, summary, text)
        {
            Parameters = parameters,
            Request = request,
            Answers = [(StatusCodes.Status200OK, answer, "Done.")],
            Problems = [Reason.Forbidden, .. problems],
            NeedsToken = true,
            IsCommand = true,
        });
}
