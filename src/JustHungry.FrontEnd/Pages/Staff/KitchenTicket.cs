using System.Text;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>An order as a ticket of 42 columns: what is cooked, with its allergens, for whom and until when.</summary>
internal static class KitchenTicket
{
    /// <summary>Columns of a kitchen's printer.</summary>
    public const int Width = 42;

    private const int Indent = 4;

    public static string Of(BoardOrder order, KitchenPlace place, Texts texts)
    {
        var ticket = new StringBuilder();
        Centre(ticket, place.Name);
        Centre(ticket, $"#{order.Number}  {texts[$"kitchen.service.{order.Service}"]}".ToUpperInvariant());
        Rule(ticket);
        Wrap(ticket, $"{texts["past.placed"]}: {texts.DayAndTime(order.PlacedAt, place.Zone)}", 0);
        if ((order.PromisedAt ?? order.Slot?.From) is { } due)
        {
            Wrap(ticket, texts["board.promised", texts.Time(due, place.Zone)], 0);
        }
        Rule(ticket);
        foreach (var line in order.Lines)
        {
            WriteLine(ticket, line, order.Currency, texts);
        }
        Rule(ticket);
        if (KitchenWords.Allergens(order, texts) is { Length: > 0 } allergens)
        {
            Wrap(ticket, $"{texts["kitchen.allergens"].ToUpperInvariant()}: {allergens}", 0);
            Rule(ticket);
        }
        if (order.AgeCheck)
        {
            Wrap(ticket, $"! {texts["kitchen.age-check"]}", 0);
            Rule(ticket);
        }
        WriteSums(ticket, order, texts);
        Rule(ticket);
        WriteRecipient(ticket, order);
        return ticket.ToString();
    }

    private static void WriteLine(StringBuilder ticket, BoardLine line, string currency, Texts texts)
    {
        var size = line.Variation is { } variation ? $", {variation.KitchenNumber ?? variation.Name}" : "";
        Pair(ticket, $"{line.Quantity,2}x {line.Name}{size}", texts.Money(line.Total, currency));
        if (KitchenWords.Parts(line) is { Length: > 0 } parts)
        {
            Wrap(ticket, $"+ {parts}", Indent);
        }
        if (line.Note is { Length: > 0 } note)
        {
            Wrap(ticket, $"* {note}", Indent);
        }
    }

    private static void WriteSums(StringBuilder ticket, BoardOrder order, Texts texts)
    {
        var totals = order.Totals;
        foreach (var (key, amount) in (ReadOnlySpan<(string, long)>)
            [("takings.items", totals.Items), ("takings.discount", -totals.Discount), ("takings.delivery", totals.Delivery),
             ("takings.small", totals.SmallOrderCharge), ("takings.tips", totals.Tip)])
        {
            if (amount != 0)
            {
                Pair(ticket, texts[key], texts.Money(amount, order.Currency));
            }
        }
        Pair(ticket, texts["ticket.total"].ToUpperInvariant(), texts.Money(order.Total, order.Currency));
    }

    private static void WriteRecipient(StringBuilder ticket, BoardOrder order)
    {
        if (order.DeliverTo is not { } to)
        {
            return;
        }
        IEnumerable<string?> address = order.IsDelivery ? [.. to.Lines, $"{to.Town} {to.Postcode}".Trim()] : [];
        foreach (var line in (IEnumerable<string?>)[to.Name, .. address, to.Phone])
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                Wrap(ticket, line, 0);
            }
        }
    }

    private static void Rule(StringBuilder ticket) => ticket.Append('-', Width).Append('\n');

    private static void Centre(StringBuilder ticket, string text) =>
        ticket.Append(' ', Math.Max(0, (Width - text.Length) / 2)).Append(text.Length > Width ? text[..Width] : text).Append('\n');

    private static void Pair(StringBuilder ticket, string left, string right)
    {
        var lines = Broken(left, Width - right.Length - 1, Indent).ToList();
        for (var index = 0; index < lines.Count; index++)
        {
            ticket.Append(index == 0 ? lines[0].PadRight(Width - right.Length) + right : lines[index]).Append('\n');
        }
    }

    private static void Wrap(StringBuilder ticket, string text, int indent)
    {
        foreach (var line in Broken(new string(' ', indent) + text, Width, indent))
        {
            ticket.Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Broken(string text, int width, int indent)
    {
        while (text.Length > width)
        {
            var cut = text.LastIndexOf(' ', width, width - indent);
            cut = cut <= indent ? width : cut;
            yield return text[..cut];
            text = new string(' ', indent) + text[cut..].TrimStart();
        }
        yield return text;
    }
}
