using System.Collections.Frozen;
using System.Text.Json.Serialization;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Restaurants;

/// <summary>The kitchen takes no orders for a while, or takes them again.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Minutes">For how long, 0–1440 by the rules; 0: orders are taken again.</param>
public sealed record PauseRestaurant(string Restaurant, int Minutes) : PersonalCommand;

/// <summary>Everything takes longer for a while.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Minutes">How much longer, 0–240 by the rules; 0: as usual again.</param>
/// <param name="For">Minutes for which it is so, 1–1440 by the rules; null: until it is said otherwise.</param>
public sealed record KeepBusy(
    string Restaurant,
    int Minutes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? For = null) : PersonalCommand;

/// <summary>A dish, a size or a choice has run out, or is back, or is counted.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Item">Id of the item or of the deal; null for a choice.</param>
/// <param name="Variation">Id of a size of the item; null: the whole item.</param>
/// <param name="Group">Id of the group of a choice.</param>
/// <param name="Modifier">Id of the choice.</param>
/// <param name="Available">False: it has run out; true: it is back. Null: only the count changes.</param>
/// <param name="Until">Out until then (RFC 3339); null: until it is said otherwise.</param>
/// <param name="Left">How many portions of a counted dish there are, 0–1000000 by the rules.</param>
public sealed record SetStock(
    string Restaurant,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Item = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Variation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Group = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Modifier = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Available = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Left = null) : PersonalCommand;

/// <summary>What the kitchen says of the moment is otherwise now.</summary>
/// <param name="Restaurant">The restaurant.</param>
/// <param name="Live">All of it, as it is now.</param>
/// <param name="Counted">The dish whose portions were counted, or null.</param>
/// <param name="Left">How many portions of it there are.</param>
/// <param name="At">When.</param>
public sealed record LiveKept(string Restaurant, LiveState Live, string? Counted, int Left, DateTimeOffset At) : DomainEvent;

/// <summary>Decides what the kitchen says of the moment. Reads no clock, store or network.</summary>
public static class KitchenDecisions
{
    private const int MaxPause = 24 * 60;
    private const int MaxBusy = 240;
    private const int MaxLeft = 1_000_000;

    /// <summary>Who may: the restaurant's own people and operators; others learn nothing of a restaurant.</summary>
    /// <returns>The refusal, or null.</returns>
    public static Refusal? Check(Restaurant? restaurant, Caller by)
    {
        if (by.Role == Role.Customer || by.MustChangePassword)
        {
            return Staff.NotAllowed(by, "Only the restaurant's kitchen or an operator may do that.");
        }

        return restaurant is null || !by.MayRunKitchenOf(restaurant.Slug)
            ? new Refusal(Reason.RestaurantNotFound, "You work for no restaurant of that name.")
            : null;
    }

    /// <summary>Decides a pause.</summary>
    public static Verdict<LiveKept> Pause(
        PauseRestaurant command, Restaurant? restaurant, LiveState live, Caller by, DateTimeOffset now)
    {
        if (Check(restaurant, by) is { } refusal)
        {
            return refusal;
        }

        return command.Minutes is < 0 or > MaxPause
            ? Minutes($"A pause is of 0 to {MaxPause} minutes; 0 ends it.")
            : Kept(
                restaurant!,
                live with { PausedUntil = command.Minutes == 0 ? null : now.AddMinutes(command.Minutes) },
                now);
    }

    /// <summary>Decides that everything takes longer.</summary>
    public static Verdict<LiveKept> Busy(
        KeepBusy command, Restaurant? restaurant, LiveState live, Caller by, DateTimeOffset now)
    {
        if (Check(restaurant, by) is { } refusal)
        {
            return refusal;
        }

        if (command.Minutes is < 0 or > MaxBusy || command.For is < 1 or > MaxPause)
        {
            return Minutes($"It can take 0 to {MaxBusy} minutes longer, for 1 to {MaxPause} minutes.");
        }

        var until = command is { Minutes: > 0, For: { } length } ? now.AddMinutes(length) : (DateTimeOffset?)null;
        return Kept(restaurant!, live with { BusyMinutes = command.Minutes, BusyUntil = until }, now);
    }

    /// <summary>Decides what has run out, is back, or is counted.</summary>
    public static Verdict<LiveKept> Stock(
        SetStock command, Restaurant? restaurant, LiveState live, Caller by, DateTimeOffset now)
    {
        if (Check(restaurant, by) is { } refusal)
        {
            return refusal;
        }

        if (Find(command, restaurant!, out var key) is { } unknown)
        {
            return unknown;
        }

        if (command.Left is { } left
            && (command is not { Item: { } counted, Variation: null }
                || restaurant!.Menu.Items.GetValueOrDefault(counted)?.Stock is null
                || left is < 0 or > MaxLeft))
        {
            return Refusal.Of([new Fault(
                "left",
                Reason.QuantityOutOfRange,
                $"0 to {MaxLeft} portions can be left, of a dish that the restaurant's document counts.")]);
        }

        var gone = live.Out.ToDictionary();
        if (command.Available == true)
        {
            gone.Remove(key!);
        }
        else if (command.Available == false)
        {
            gone[key!] = command.Until?.ToUniversalTime();
        }

        return Kept(restaurant!, live with { Out = gone.ToFrozenDictionary() }, now) with
        {
            Counted = command.Left is null ? null : command.Item,
            Left = command.Left ?? 0,
        };
    }

    private static Refusal? Find(SetStock command, Restaurant restaurant, out string? key)
    {
        var menu = restaurant.Menu;
        key = null;
        if (command is { Group: { } group, Modifier: { } modifier })
        {
            key = MenuKey.Modifier(group, modifier);
            return menu.ModifierGroups.TryGetValue(group, out var found) && found.Modifiers.Any(each => each.Id == modifier)
                ? null
                : Unknown("modifier", Reason.ModifierUnknown, $"{group}, {modifier}");
        }

        if (command.Item is not { } item || !(menu.Items.ContainsKey(item) || menu.DealsById.ContainsKey(item)))
        {
            return Unknown("item", Reason.ItemUnknown, command.Item ?? "");
        }

        if (command.Variation is not { } variation)
        {
            key = MenuKey.Item(item);
            return null;
        }

        key = MenuKey.Variation(item, variation);
        return menu.Items.GetValueOrDefault(item)?.Variations.Any(each => each.Id == variation) == true
            ? null
            : Unknown("variation", Reason.VariationUnknown, variation);
    }

    private static LiveKept Kept(Restaurant restaurant, LiveState live, DateTimeOffset now) =>
        new(restaurant.Slug, live.Pruned(now), null, 0, now);

    private static Refusal Minutes(string words) =>
        Refusal.Of([new Fault("minutes", Reason.MinutesOutOfRange, words)]);

    private static Refusal Unknown(string path, Reason reason, string what) =>
        Refusal.Of([new Fault(path, reason, $"The menu has no {Words.Quoted(what)}.")]);
}
