using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What somebody wants from a menu. Null stands for going back.</summary>
internal abstract record MenuChoice
{
    private MenuChoice()
    {
    }

    public sealed record Dish(MenuItem Item) : MenuChoice;

    public sealed record Basket : MenuChoice;
}

/// <summary>A menu: every dish with its price and its allergens, the chosen one with all that is said about it.</summary>
internal sealed class MenuScreen : Screen<MenuChoice?>
{
    private const int PanelWidth = 38;
    private const int PanelGap = 4;
    private const int RoomForPanel = 112;

    private readonly RestaurantMenu menu;
    private readonly Basket basket;
    private readonly ListBox list = new();
    private string message = "";

    public MenuScreen(RestaurantMenu menu, Basket basket, MenuItem? last, string message)
    {
        this.menu = menu;
        this.basket = basket;
        this.message = message;
        var rows = new List<Row> { new(null, (_, width) => About(width)) };
        foreach (var category in menu.Categories)
        {
            rows.Add(Row.Gap);
            rows.Add(Row.Text(Line.Of(category.Name, Tone.Accent)));
            rows.AddRange(category.Items.Select(item => new Row(item, (chosen, width) => Dish(item, chosen, width))));
        }

        if (menu.Categories.Count == 0)
        {
            rows.Add(Row.Gap);
            rows.Add(Row.Text(Line.Of("There is nothing on this menu yet.", Tone.Dim)));
        }

        list.Fill(rows);
        if (last is not null)
        {
            list.Choose(last);
        }
    }

    /// <summary>A wide window shows the basket beside the menu.</summary>
    public override int WidestContent => 128;

    public override View Draw(int width, int height)
    {
        var restaurant = menu.Restaurant;
        var title = Line.Of(restaurant.Name, Tone.Strong).Add("  " + string.Join(", ", restaurant.Cuisines), Tone.Dim);
        var about = basket.IsEmpty && !restaurant.Open
            ? Line.Of("closed now: to look at only", Tone.Warning)
            : HasPanel(width) ? Line.Empty : RestaurantsScreen.BasketLine(basket);
        return new(title, about, Body(width, height), Line.Of(message, Tone.Good), Hints());
    }

    public override void Press(ConsoleKeyInfo key)
    {
        message = "";
        if (list.Press(key))
        {
            return;
        }

        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Enter or ConsoleKey.Spacebar, _) when list.Chosen is MenuItem item:
                Take(item);
                break;
            case (ConsoleKey.RightArrow or ConsoleKey.Tab, _):
                Jump(1);
                break;
            case (ConsoleKey.LeftArrow, _):
                Jump(-1);
                break;
            case (_, 'b' or 'B'):
                Finish(new MenuChoice.Basket());
                break;
            case (ConsoleKey.Escape or ConsoleKey.Backspace, _) or (_, 'q'):
                Finish(null);
                break;
        }
    }

    /// <summary>What is said about the place, before its first dish.</summary>
    private IEnumerable<Line> About(int width)
    {
        foreach (var part in Wording.Wrap(menu.Restaurant.Description, width))
        {
            yield return Line.Of(part, Tone.Dim);
        }

        string?[] facts =
        [
            Wording.Delivery(menu.Restaurant),
            menu.Hygiene is null ? null : $"food hygiene {menu.Hygiene}{(menu.Hygiene.Length == 1 ? " of 5" : "")}",
            // Not to be broken in the middle.
            menu.Phone?.Replace(' ', '\u00a0'),
        ];
        var told = string.Join(" · ", facts.Where(fact => fact is { Length: > 0 }));
        foreach (var part in Wording.Wrap(told, width))
        {
            yield return Line.Of(part, Tone.Dim);
        }
    }

    private static bool HasPanel(int width) => width >= RoomForPanel;

    private IReadOnlyList<Line> Body(int width, int height)
    {
        if (!HasPanel(width))
        {
            return list.Draw(width, height);
        }

        var left = width - PanelWidth - PanelGap;
        var dishes = list.Draw(left, height);
        var panel = BasketPanel.Draw(basket, PanelWidth, height);
        return [.. Enumerable.Range(0, Math.Max(dishes.Count, panel.Count)).Select(row =>
            Line.Empty.Add(row < dishes.Count ? dishes[row] : Line.Empty).PadTo(left + PanelGap)
                .Add(row < panel.Count ? panel[row] : Line.Empty))];
    }

    private void Take(MenuItem item)
    {
        if (!item.Available)
        {
            message = $"{item.Name} is sold out.";
        }
        else if (!menu.Restaurant.Open)
        {
            message = $"{menu.Restaurant.Name} is closed just now: look as you like, and order when it is open.";
        }
        else
        {
            Finish(new MenuChoice.Dish(item));
        }
    }

    private void Jump(int by)
    {
        var categories = menu.Categories.Where(category => category.Items.Count > 0).ToList();
        var now = categories.FindIndex(category => category.Items.Any(item => item.Equals(list.Chosen)));
        var next = now + by;
        if (next >= 0 && next < categories.Count)
        {
            list.Choose(categories[next].Items[0], atTop: true);
        }
    }

    private IReadOnlyList<Hint> Hints() =>
    [
        new("↑↓", "move"), new("←→", "section"), new("Enter", "take"),
        .. basket.IsEmpty ? (Hint[])[] : [new("b", "basket and order")], new("Esc", "back"),
    ];

    private IEnumerable<Line> Dish(MenuItem item, bool chosen, int width)
    {
        var currency = menu.Restaurant.Currency;
        var price = (item.Variations.Count > 1 ? "from " : "") + Wording.Money(item.PriceFrom, currency);
        var name = chosen ? Tone.Chosen : item.Available ? Tone.Normal : Tone.Dim;
        var inBasket = basket.Lines.Where(line => line.Item.Id == item.Id).Sum(line => line.Quantity);
        yield return Row.Marker(chosen)
            .Add(item.Name, name)
            .Add(Wording.Labels(item.Labels), Tone.Dim)
            .Add(inBasket > 0 ? $"  {inBasket} in basket" : "", Tone.Good)
            .Right(item.Available ? Line.Of(price, name) : Line.Of("sold out", Tone.Dim), width);
        if (chosen)
        {
            foreach (var part in Wording.Wrap(item.Description, width - 4))
            {
                yield return Line.Of("    " + part);
            }
        }

        foreach (var line in Wording.AllergenLines(item.Allergens, width - 4, item.AllergensDependOnChoice))
        {
            yield return Line.Of("    ").Add(line);
        }
    }
}
