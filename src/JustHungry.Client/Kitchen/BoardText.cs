using System.Text.Json;
using JustHungry.Client.Api;
using JustHungry.Client.Commands;
using JustHungry.Client.Words;

namespace JustHungry.Client.Kitchen;

/// <summary>The board and the kitchen's state as plain text.</summary>
internal static class BoardText
{
    /// <summary>One order in a line: number, service, status, when it is wanted, what it comes to.</summary>
    public static IEnumerable<Line> Lines(IReadOnlyList<KitchenOrder> orders, TimeProvider time)
    {
        if (orders.Count == 0)
        {
            return [Line.Of("No orders.", Tone.Dim)];
        }

        var table = new Table();
        foreach (var each in Sorted(orders))
        {
            table.Add(
                Line.Of($"#{each.Order.Number}", Tone.Strong),
                Line.Of(each.Service),
                Line.Of(Wording.Status(each.Order.Status), Wording.StatusTone(each.Order.Status)),
                Line.Of($"{(each.IsSlot ? "for" : "due")} {Wording.When(each.Wanted, time)}"),
                Line.Of(Wording.Money(each.Order.Total, each.Order.Currency)),
                Line.Of(each.Order.Id, Tone.Dim));
        }

        return table.Lines();
    }

    /// <summary>What nobody has answered first, then what is wanted soonest.</summary>
    public static IReadOnlyList<KitchenOrder> Sorted(IEnumerable<KitchenOrder> orders) =>
    [
        .. orders.OrderByDescending(each => each.Rings).ThenBy(each => each.Wanted).ThenBy(each => each.Order.Id, StringComparer.Ordinal),
    ];

    /// <summary>The dishes of an order, one line each.</summary>
    public static IEnumerable<string> Dishes(KitchenOrder kitchen) =>
        kitchen.Order.Lines.Select(line => $"{line.Quantity} × {OrderText.Dish(line)}");

    public static IEnumerable<Line> State(JsonElement state, TimeProvider time)
    {
        var paused = state.TimeOrNull("pausedUntil");
        yield return paused is null
            ? Line.Of("Taking orders", Tone.Good)
            : Line.Of($"No orders until {Wording.When(paused, time)}", Tone.Warning);
        if (state.Whole("busyMinutes") is > 0 and var busy)
        {
            var until = state.TimeOrNull("busyUntil") is { } end ? $" until {Wording.When(end, time)}" : "";
            yield return Line.Of($"Busy: {busy} minutes more{until}", Tone.Warning);
        }

        foreach (var gone in state.List("out"))
        {
            var what = gone.TextOrNull("modifier") is { } modifier
                ? $"{gone.Text("group")}#{modifier}"
                : gone.Text("item") + (gone.TextOrNull("variation") is { } size ? $":{size}" : "");
            var until = gone.TimeOrNull("until") is { } end ? $" until {Wording.When(end, time)}" : "";
            yield return Line.Of($"Out: {what}{until}");
        }

        foreach (var counted in state.List("counted"))
        {
            yield return Line.Of($"{counted.Whole("left")} left of {counted.Text("item")}", Tone.Dim);
        }
    }
}
