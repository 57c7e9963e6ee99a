using System.Globalization;
using System.Text.Json.Nodes;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>When a kitchen takes orders: the week, exceptions by date, a pause, being busy.</summary>
internal static class HoursPages
{
    private const int MostWindows = 50;

    /// <summary>The days of the week as documents name them.</summary>
    internal static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    internal static readonly string[] Services = ["delivery", "collection"];

    /// <summary><c>GET /kitchen/{slug}/hours</c>.</summary>
    public static Task Show(Visit visit) => Show(visit, null);

    /// <summary><c>POST /kitchen/{slug}/pause</c>: for so many minutes; 0 ends it.</summary>
    public static Task Pause(Visit visit) => Live(visit, "pauseRestaurant");

    /// <summary><c>POST /kitchen/{slug}/busy</c>: so many minutes more, for so many minutes.</summary>
    public static Task Busy(Visit visit) => Live(visit, "keepBusy");

    /// <summary><c>POST /kitchen/{slug}/hours</c>: the week's windows.</summary>
    public static Task SetWeek(Visit visit)
    {
        var week = new JsonObject();
        foreach (var service in Services)
        {
            var windows = new JsonArray();
            for (var index = 0; index < MostWindows; index++)
            {
                var days = Days.Where(day => visit.Form.ContainsKey($"{service}-{index}-{day}")).ToList();
                var (from, to) = (visit.Field($"{service}-{index}-from"), visit.Field($"{service}-{index}-to"));
                if (days.Count > 0 && from.Length > 0 && to.Length > 0)
                {
                    windows.Add(new JsonObject
                    {
                        ["days"] = new JsonArray([.. days.Select(static day => (JsonNode)day)]), ["from"] = from, ["to"] = to,
                    });
                }
            }
            week[service] = windows;
        }
        return Edit(visit, new JsonObject { ["at"] = "hours", ["set"] = week });
    }

    /// <summary><c>POST /kitchen/{slug}/exceptions</c>: a date with hours of its own, or none; or that no longer.</summary>
    public static async Task SetException(Visit visit)
    {
        if (await KitchenPages.Place(visit) is null)
        {
            return;
        }
        var document = await visit.Ask($"restaurants/{KitchenPages.Slug(visit)}/document");
        if (!document.IsFine)
        {
            await visit.ShowTrouble(document);
            return;
        }
        var date = visit.Field("date");
        var kept = (JsonNode.Parse(document.Body.Span)!["hours"]!["exceptions"] as JsonArray ?? [])
            .Where(each => (string?)each!["date"] != date).Select(static each => each!.DeepClone()).ToList();
        if (visit.Field("remove").Length == 0)
        {
            kept.Add(visit.Field("from") is { Length: > 0 } from && visit.Field("to") is { Length: > 0 } to
                ? new JsonObject { ["date"] = date, ["from"] = from, ["to"] = to }
                : new JsonObject { ["date"] = date, ["closed"] = true });
        }
        var sorted = new JsonArray([.. kept.OrderBy(static each => (string?)each["date"], StringComparer.Ordinal)]);
        await Edit(visit, new JsonObject { ["at"] = "hours", ["set"] = new JsonObject { ["exceptions"] = sorted } });
    }

    private static async Task Edit(Visit visit, JsonObject edit)
    {
        var reply = await visit.Send(
            "editRestaurant", new JsonObject { ["restaurant"] = visit.Part("slug"), ["edits"] = new JsonArray(edit) });
        await (reply.IsFine ? visit.GoTo($"/kitchen/{KitchenPages.Slug(visit)}/hours?saved=1")
            : reply.Status == Microsoft.AspNetCore.Http.StatusCodes.Status422UnprocessableEntity ? Show(visit, reply.Trouble)
            : visit.ShowTrouble(reply));
    }

    private static async Task Live(Visit visit, string command)
    {
        var body = new JsonObject { ["restaurant"] = visit.Part("slug"), ["minutes"] = Number(visit, "minutes") ?? 0 };
        if (Number(visit, "for") is { } length and > 0)
        {
            body["for"] = length;
        }
        var reply = await visit.Send(command, body);
        await (reply.IsFine ? visit.GoTo($"/kitchen/{KitchenPages.Slug(visit)}/hours") : visit.ShowTrouble(reply));
    }

    private static async Task Show(Visit visit, Trouble? trouble)
    {
        if (await KitchenPages.Place(visit) is not { } place || await KitchenPages.Moment(visit) is not { } moment)
        {
            return;
        }
        var document = visit.Session!.Role == "kitchen" ? null : await visit.Ask($"restaurants/{KitchenPages.Slug(visit)}/document");
        await visit.Show<HoursPage>(
            new()
            {
                [nameof(HoursPage.Place)] = place,
                [nameof(HoursPage.Moment)] = moment,
                [nameof(HoursPage.Hours)] = document is { IsFine: true } ? document.Json().GetProperty("hours") : null,
                [nameof(HoursPage.Trouble)] = trouble,
            },
            trouble?.Status ?? 200);
    }

    private static int? Number(Visit visit, string name) =>
        int.TryParse(visit.Field(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
