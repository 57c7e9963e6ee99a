using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Where to go from the list of restaurants, which is the middle of everything.</summary>
internal abstract record HomeChoice
{
    private HomeChoice()
    {
    }

    public sealed record Open(Restaurant Restaurant) : HomeChoice;

    public sealed record Follow(Order Order) : HomeChoice;

    public sealed record Orders : HomeChoice;

    public sealed record Basket : HomeChoice;

    public sealed record People : HomeChoice;

    public sealed record Renew : HomeChoice;

    public sealed record Leave : HomeChoice;
}

/// <summary>The restaurants that deliver here, open ones first, and the order that is on its way, if there is one.</summary>
internal sealed class RestaurantsScreen : Screen<HomeChoice>
{
    private const int LongestSearch = 40;

    private readonly IReadOnlyList<Restaurant> restaurants;
    private readonly string postcode;
    private readonly Basket basket;
    private readonly Order? underWay;
    private readonly ListBox list = new();
    private TextField? search;

    public RestaurantsScreen(
        IReadOnlyList<Restaurant> restaurants, string postcode, Basket basket, Order? underWay, Restaurant? last)
    {
        this.restaurants = [.. restaurants.OrderByDescending(one => one.Open)];
        this.postcode = postcode;
        this.basket = basket;
        this.underWay = underWay;
        Fill();
        if (last is not null && this.restaurants.FirstOrDefault(one => one.Slug == last.Slug) is { } same)
        {
            list.Choose(same);
        }
        else if (this.restaurants.Count > 0 && underWay is null)
        {
            list.Choose(this.restaurants[0]);
        }
    }

    public string Message { get; init; } = "";

    public override View Draw(int width, int height)
    {
        var title = search is null
            ? Line.Of($"Restaurants that deliver to {postcode}", Tone.Strong)
            : Line.Of("Search  ", Tone.Strong).Add(search.Draw(LongestSearch));
        return new(title, BasketLine(basket), list.Draw(width, height), Line.Of(Message, Tone.Good), Hints());
    }

    public override void Press(ConsoleKeyInfo key)
    {
        if (search is not null && PressSearch(key))
        {
            return;
        }

        if (list.Press(key))
        {
            return;
        }

        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Enter, _) when list.Chosen is Restaurant restaurant:
                Finish(new HomeChoice.Open(restaurant));
                break;
            case (ConsoleKey.Enter, _) when list.Chosen is Order order:
                Finish(new HomeChoice.Follow(order));
                break;
            case (_, '/'):
                search = new(LongestSearch);
                break;
            case (_, 'o' or 'O'):
                Finish(new HomeChoice.Orders());
                break;
            case (_, 'b' or 'B'):
                Finish(new HomeChoice.Basket());
                break;
            case (_, 'w' or 'W'):
                Finish(new HomeChoice.People());
                break;
            case (_, 'r' or 'R'):
                Finish(new HomeChoice.Renew());
                break;
            case (_, 'q' or 'Q'):
                Finish(new HomeChoice.Leave());
                break;
        }
    }

    /// <summary>What is in the basket, for the corner of every screen where one chooses.</summary>
    public static Line BasketLine(Basket basket) => basket.IsEmpty
        ? Line.Empty
        : Line.Of($"basket {basket.Dishes} · {Wording.Money(basket.ItemsTotal, basket.Currency)}", Tone.Accent);

    private bool PressSearch(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Escape:
                search = null;
                Fill();
                return true;
            case ConsoleKey.Enter or ConsoleKey.UpArrow or ConsoleKey.DownArrow or ConsoleKey.PageUp or ConsoleKey.PageDown:
                return false;
            default:
                search!.Press(key);
                Fill();
                return true;
        }
    }

    private IReadOnlyList<Hint> Hints() => search is not null
        ? [new("type", "a name or a cuisine"), new("↑↓", "move"), new("Enter", "open"), new("Esc", "all")]
        :
        [
            new("↑↓ Enter", "open"), new("/", "search"), .. basket.IsEmpty ? (Hint[])[] : [new("b", "basket")],
            new("o", "orders"), new("w", "who you are"), new("q", "leave"),
        ];

    private void Fill()
    {
        var words = search?.Text.Trim() ?? "";
        var found = restaurants.Where(one => Matches(one, words)).ToList();
        var rows = new List<Row>();
        if (underWay is not null && words.Length == 0)
        {
            rows.Add(new(underWay, (chosen, width) => [UnderWay(underWay, chosen, width)]));
            rows.Add(Row.Gap);
        }

        rows.AddRange(found.Select(one => new Row(one, (chosen, width) => Entry(one, chosen, width))));
        if (found.Count == 0)
        {
            rows.Add(Row.Text(Line.Of(
                words.Length > 0 ? $"Nothing found for “{words}”." : $"No restaurant delivers to {postcode} yet.", Tone.Dim)));
        }

        list.Fill(rows);
    }

    private static bool Matches(Restaurant restaurant, string words) =>
        words.Length == 0
        || restaurant.Name.Contains(words, StringComparison.OrdinalIgnoreCase)
        || restaurant.Cuisines.Any(cuisine => cuisine.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static Line UnderWay(Order order, bool chosen, int width) => Row.Marker(chosen)
        .Add("● ", Tone.Good)
        .Add($"Your order {order.Number} from {order.RestaurantName}", chosen ? Tone.Chosen : Tone.Strong)
        .Right(Line.Of(Wording.Status(order.Status), Wording.StatusTone(order.Status)), width);

    private static IEnumerable<Line> Entry(Restaurant restaurant, bool chosen, int width)
    {
        var name = chosen ? Tone.Chosen : restaurant.Open ? Tone.Strong : Tone.Dim;
        var distance = Wording.Distance(restaurant.DistanceMetres);
        yield return Row.Marker(chosen).Add(restaurant.Name, name).Right(
            Line.Of(distance.Length > 0 ? distance + "   " : "", Tone.Dim)
                .Add(restaurant.Open ? "  open" : "closed", restaurant.Open ? Tone.Good : Tone.Dim),
            width);
        var delivery = Wording.Delivery(restaurant);
        yield return Line.Of("  ").Add(string.Join(", ", restaurant.Cuisines), Tone.Dim)
            .Add(delivery.Length > 0 ? " · " + delivery : "", Tone.Dim);
        foreach (var part in chosen ? Wording.Wrap(restaurant.Description, width - 2) : [])
        {
            yield return Line.Of("  " + part);
        }
    }
}
