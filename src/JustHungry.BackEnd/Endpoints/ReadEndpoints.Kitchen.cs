using System.Globalization;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.BackEnd.Endpoints;

/// <content>The kitchen's reads.</content>
public sealed partial class ReadEndpoints
{
    private async Task KitchenOrders(HttpContext http)
    {
        var slug = (string)http.GetRouteValue("slug")!;
        var status = Text(http, "status");
        if (status is not (null or "open" or "all"))
        {
            await Answer(http, new Refusal(Reason.MalformedParameter, "'status' is open or all."));
        }
        else if (Page(http, out var refusal) is { } page)
        {
            await ReadOwn(
                http, (reader, caller) => KitchenReads.Orders(reader.Tables, caller, slug, page, status == "open"));
        }
        else
        {
            await Answer(http, refusal!);
        }
    }

    /// <summary>Answers as soon as something comes or changes after a position, or with nothing when the time is up.</summary>
    private async Task KitchenChanges(HttpContext http)
    {
        var slug = (string)http.GetRouteValue("slug")!;
        var kitchen = RestaurantKey.Of(slug);
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(Number(http, "wait"), 0, (int)MaxWait.TotalMilliseconds));
        var after = long.TryParse(
            http.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1;
        if (!await Gate(http, OwnConsistency(http)))
        {
            return;
        }

        // Waiting begins before looking, and looking before reading: so a change in between is told, perhaps twice.
        using var waiter = _seams.Store.Kitchens.Wait(kitchen);
        var (orders, through) = _seams.Store.Kitchens.Since(kitchen, after);
        var answer = ReadKitchen(http, slug, orders, through);
        if (answer.Status == StatusCodes.Status200OK && orders is { Count: 0 } && wait > TimeSpan.Zero)
        {
            await Task.WhenAny(waiter.Changed, Task.Delay(wait, _seams.Time, http.RequestAborted));
            http.RequestAborted.ThrowIfCancellationRequested();
            (orders, through) = _seams.Store.Kitchens.Since(kitchen, after);
            answer = ReadKitchen(http, slug, orders, through);
        }

        await Answer(http, answer);
    }

    private ReadAnswer ReadKitchen(HttpContext http, string slug, IReadOnlyList<long>? orders, long through)
    {
        var now = _seams.Time.GetUtcNow();
        return ReadNow(
            http, (reader, caller) => KitchenReads.Changes(reader.Tables, caller, slug, orders, through, now));
    }

    private Task KitchenStateOf(HttpContext http)
    {
        var slug = (string)http.GetRouteValue("slug")!;
        var now = _seams.Time.GetUtcNow();
        return ReadOwn(http, (reader, caller) => KitchenReads.State(reader.Tables, caller, slug, now));
    }

    private async Task Takings(HttpContext http)
    {
        var slug = (string)http.GetRouteValue("slug")!;
        var now = _seams.Time.GetUtcNow();
        if (!TakingsReads.TryParseDay(Text(http, "day"), out var day))
        {
            await Answer(http, new Refusal(Reason.MalformedParameter, "'day' is a date such as 2026-12-25."));
            return;
        }

        await ReadOwn(http, (reader, caller) => TakingsReads.Of(reader.Tables, caller, slug, day, now));
    }

    private async Task Trail(HttpContext http)
    {
        var restaurant = Text(http, "restaurant");
        if (Page(http, out var refusal) is { } page)
        {
            await ReadOwn(http, (reader, caller) => TownReads.Trail(reader.Tables, caller.Caller, page, restaurant));
        }
        else
        {
            await Answer(http, refusal!);
        }
    }

    private async Task Vouchers(HttpContext http)
    {
        if (Page(http, out var refusal) is { } page)
        {
            await ReadOwn(http, (reader, caller) => KitchenReads.Vouchers(reader.Tables, caller, page));
        }
        else
        {
            await Answer(http, refusal!);
        }
    }
}
