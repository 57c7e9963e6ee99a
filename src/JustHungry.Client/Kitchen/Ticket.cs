using System.Globalization;
using System.Text.Json;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Kitchen;

/// <summary>
/// A kitchen's ticket: 42 columns, which is what 80 mm receipt printers have in their usual letters. Allergens stand with every
/// line, as UK law wants them to travel with the food.
/// </summary>
internal static class Ticket
{
    public const int Columns = 42;

    /// <summary>The ticket, line by line; none is wider than <see cref="Columns"/>.</summary>
    /// <param name="kitchen">The order.</param>
    /// <param name="time">For times of day.</param>
    /// <param name="copy">True: it was asked for again, and says so.</param>
    public static IReadOnlyList<TicketLine> Of(KitchenOrder kitchen, TimeProvider time, bool copy)
    {
        var (order, json) = (kitchen.Order, kitchen.Json);
        var lines = new List<TicketLine>();
        void Add(string text, bool bold = false) => lines.AddRange(Wrap(text).Select(part => new TicketLine(part, bold)));
        if (copy)
        {
            Add("*** COPY ***", bold: true);
        }

        Add($"{order.RestaurantName}");
        Add($"#{order.Number}  {kitchen.Service.ToUpperInvariant()}", bold: true);
        Add($"placed {Clock(order.PlacedAt, time)}{(kitchen.Wanted is null ? "" : $"  {(kitchen.IsSlot ? "FOR" : "due")} {Clock(kitchen.Wanted, time)}")}");
        AddRecipient(json, text => Add(text));
        if (json.Flag("ageCheck"))
        {
            Add("CHECK AGE: 18 OR OVER", bold: true);
        }

        lines.Add(Rule);
        foreach (var line in json.List("lines"))
        {
            AddLine(line, order.Currency, lines);
        }

        lines.Add(Rule);
        foreach (var (name, amount) in Commands.OrderText.Extras(order))
        {
            lines.Add(new(Sides(name, Wording.Money(amount, order.Currency)), false));
        }

        lines.Add(new(Sides("TOTAL (paid at the door)", Wording.Money(order.Total, order.Currency)), true));
        foreach (var vat in json.List("vat").Where(vat => vat.Whole("vat") > 0))
        {
            var rate = (vat.Whole("rate") / 100m).ToString("0.##", CultureInfo.InvariantCulture);
            lines.Add(new(Sides($"incl. VAT {rate} %", Wording.Money(vat.Whole("vat"), order.Currency)), false));
        }

        Add($"{order.Id}");
        return lines;
    }

    private static TicketLine Rule { get; } = new(new string('-', Columns), false);

    private static void AddRecipient(JsonElement json, Action<string> add)
    {
        if (json.Field("deliverTo") is not { } to)
        {
            return;
        }

        var isDelivery = json.Text("service") == "delivery";
        string[] parts = isDelivery
            ? [to.Text("name"), .. to.Texts("lines"), $"{to.Text("town")} {to.Text("postcode")}".Trim(), to.Text("phone")]
            : [to.Text("name"), to.Text("phone")];
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            add(part);
        }
    }

    private static void AddLine(JsonElement line, string currency, List<TicketLine> lines)
    {
        var variation = line.Field("variation") is { } size
            ? $" ({size.Text("name")}{(size.TextOrNull("kitchenNumber") is { } number ? $", no. {number}" : "")})"
            : "";
        var name = $"{line.Whole("quantity")} x {line.Text("name")}{variation}";
        var price = Wording.Money(line.Whole("total"), currency);
        var wrapped = Wrap(name, Columns - price.Length - 1);
        lines.Add(new(Sides(wrapped[0], price), true));
        lines.AddRange(wrapped.Skip(1).Select(part => new TicketLine($"    {part}", true)));
        AddOptions(line, 2, lines);
        foreach (var choice in line.List("choices"))
        {
            var which = choice.Field("variation") is { } chosen ? $" ({chosen.Text("name")})" : "";
            Indent($"{choice.WholeOrNull("quantity") ?? 1} x {choice.Text("name")}{which}", 2, lines, bold: true);
            AddOptions(choice, 4, lines);
        }

        if (line.TextOrNull("note") is { Length: > 0 } note)
        {
            Indent($"NOTE: {note}", 2, lines, bold: true);
        }

        var allergens = line.Field("allergens") ?? default;
        var (contains, mayContain) = (allergens.Texts("contains"), allergens.Texts("mayContain"));
        Indent(contains.Count > 0 ? $"Contains: {string.Join(", ", contains)}" : "Contains none of the 14 allergens", 2, lines);
        if (mayContain.Count > 0)
        {
            Indent($"May contain: {string.Join(", ", mayContain)}", 2, lines);
        }
    }

    private static void AddOptions(JsonElement of, int indent, List<TicketLine> lines)
    {
        foreach (var option in of.List("modifiers"))
        {
            var quantity = option.WholeOrNull("quantity") ?? 1;
            Indent($"+ {(quantity > 1 ? $"{quantity} x " : "")}{option.Text("name")}", indent, lines);
            AddOptions(option, indent + 2, lines);
        }
    }

    private static void Indent(string text, int indent, List<TicketLine> lines, bool bold = false) => lines.AddRange(
        Wrap(text, Columns - indent).Select(part => new TicketLine(new string(' ', indent) + part, bold)));

    private static string Sides(string left, string right)
    {
        var room = Columns - right.Length - 1;
        var cut = left.Length > room ? left[..room] : left;
        return cut.PadRight(Columns - right.Length) + right;
    }

    private static IReadOnlyList<string> Wrap(string text, int width = Columns) =>
        Wording.Wrap(text, width) is { Count: > 0 } parts ? parts : [""];

    private static string Clock(DateTimeOffset? at, TimeProvider time) => at is { } value
        ? TimeZoneInfo.ConvertTime(value, time.LocalTimeZone).ToString("ddd HH:mm", CultureInfo.InvariantCulture)
        : "";
}

/// <summary>A line of a ticket. Immutable.</summary>
internal sealed record TicketLine(string Text, bool Bold);
