using JustHungry.Client.Api;
using JustHungry.Client.Commands;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>The client for people: from the first question to the delivered order. Made for one run.</summary>
internal sealed class App
{
    private readonly Stage stage;
    private readonly Loading loading;
    private readonly Visit visit;
    private readonly Basket basket = new();
    private Person me = null!;

    private App(Stage stage, Loading loading, Visit visit)
    {
        this.stage = stage;
        this.loading = loading;
        this.visit = visit;
    }

    /// <summary>Runs until somebody leaves. What must not be missed is said on the terminal that comes back.</summary>
    public static async Task<int> Run(
        ClientContext context, IReadOnlyList<Uri> servers, ITerminal terminal, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, terminal.Stopped);
        var stage = new Stage(terminal, context.Time, stop.Token);
        var loading = new Loading(stage, stop.Token);
        App? app = null;
        try
        {
            using var visit = await loading.Visit(context, servers);
            if (visit is null)
            {
                return ExitCodes.Refused;
            }

            app = new(stage, loading, visit);
            await app.Stay();
            return ExitCodes.Fine;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        finally
        {
            terminal.Dispose();
            if (app?.visit.Town.Outbox.IsWaiting == true)
            {
                context.Error.WriteLine(
                    "An order is still without an answer. It is saved: the next start of the client finishes it, exactly once.");
            }
        }
    }

    private async Task Stay()
    {
        // What was begun is finished first; it is remembered then, so nothing is asked again.
        await loading.Outcome("One moment", ["Finishing your registration …"], visit.Reception.FinishBegun);
        await new LeftBehind(stage, loading, visit).Finish();
        if (visit.Me is { } known)
        {
            Welcome(known);
        }
        else if (await new Registration(stage, loading, visit).Run(first: true) is { } person)
        {
            Welcome(person);
        }
        else
        {
            return;
        }

        await Home();
    }

    private void Welcome(Person person)
    {
        me = person;
        stage.Who = Corner(person);
    }

    /// <summary>Who orders, for the corner of every screen.</summary>
    public static Line Corner(Person person) => Line.Of(person.Name).Add($" · {person.Postcode}", Tone.Dim);

    private async Task Home()
    {
        Restaurant? last = null;
        while (await Restaurants() is { } restaurants)
        {
            var underWay = await UnderWay();
            var choice = await stage.Run(new RestaurantsScreen(restaurants, me.Postcode, basket, underWay, last));
            switch (choice)
            {
                case HomeChoice.Open open:
                    last = open.Restaurant;
                    await Menu(open.Restaurant);
                    break;
                case HomeChoice.Follow follow:
                    await new OrderBook(stage, loading, visit, me).Show(follow.Order, "");
                    break;
                case HomeChoice.Orders:
                    await new OrderBook(stage, loading, visit, me).Run();
                    break;
                case HomeChoice.Basket:
                    await Basket();
                    break;
                case HomeChoice.People when !await People():
                    return;
                case HomeChoice.Leave when await MayLeave():
                    return;
            }
        }
    }

    private async Task<IReadOnlyList<Restaurant>?> Restaurants()
    {
        const int PageSize = 100;
        const int MostPages = 10;
        var found = new List<Restaurant>();
        string? next = null;
        for (var page = 0; page < MostPages && (page == 0 || next is not null); page++)
        {
            var path = next;
            var read = await loading.Value("Restaurants", cancel => path is null
                ? visit.Api.Restaurants(me.Postcode, null, null, PageSize, cancel)
                : visit.Api.RestaurantsAt(path, cancel));
            if (read is null)
            {
                return null;
            }

            found.AddRange(read.Items);
            next = read.Next;
        }

        return found;
    }

    /// <summary>The latest order that is not finished. Only a help, so an outage is passed over.</summary>
    private async Task<Order?> UnderWay()
    {
        const int Latest = 5;
        var reply = await loading.Quietly(cancel => visit.Api.Orders(me.Token, Latest, cancel));
        return reply is Reply<Page<Order>>.Done done
            ? done.Value.Items.FirstOrDefault(order => !OrderStatus.IsFinal(order.Status))
            : null;
    }

    private async Task<bool> MayLeave() => basket.IsEmpty || await stage.Run(new ChoiceScreen<bool>(
        Line.Of("Leave now?", Tone.Strong),
        [Line.Of($"There are {Wording.Count(basket.Dishes, "dish", "dishes")} in your basket. Nothing has been ordered.")],
        [(false, "Stay"), (true, "Leave")],
        onEscape: false));

    private async Task Menu(Restaurant restaurant)
    {
        if (await loading.Value(restaurant.Name, cancel => visit.Api.Menu(restaurant.Slug, me.Postcode, cancel)) is not { } menu)
        {
            return;
        }

        // The list knows the way to this customer; the menu alone may not.
        var at = menu.Restaurant with
        {
            DistanceMetres = menu.Restaurant.DistanceMetres ?? restaurant.DistanceMetres,
            Delivery = menu.Restaurant.Delivery ?? restaurant.Delivery,
        };
        menu = menu with { Restaurant = at };
        MenuItem? last = null;
        var message = "";
        while (await stage.Run(new MenuScreen(menu, basket, last, message)) is { } choice)
        {
            message = "";
            if (choice is MenuChoice.Dish dish)
            {
                last = dish.Item;
                message = await Take(at, dish.Item);
            }
            else if (await Basket())
            {
                return;
            }
        }
    }

    /// <summary>Puts a dish into the basket, asking first what has to be asked.</summary>
    private async Task<string> Take(Restaurant restaurant, MenuItem item)
    {
        var line = item.HasChoice
            ? await stage.Run(new DishScreen(item, restaurant.Currency))
            : new BasketLine(item, null, [], 1, null);
        if (line is null || (!basket.IsFor(restaurant) && !await stage.Run(AnotherRestaurant(restaurant))))
        {
            return "";
        }

        basket.Add(restaurant, line);
        var what = line.Quantity > 1 ? $"{line.Quantity} × {line.Name}" : line.Name;
        return $"Added: {what}. Press b when you are ready to order.";
    }

    private ChoiceScreen<bool> AnotherRestaurant(Restaurant restaurant) => new(
        Line.Of("Begin a new basket?", Tone.Strong),
        [
            Line.Of($"Your basket has {Wording.Count(basket.Dishes, "dish", "dishes")} from {basket.Restaurant!.Name}."),
            Line.Of("One order goes to one restaurant."),
        ],
        [(false, $"Keep the basket from {basket.Restaurant.Name}"), (true, $"Empty it and begin at {restaurant.Name}")],
        onEscape: false);

    /// <returns>True if it was ordered, or may have been; the menu is of no more use then.</returns>
    private async Task<bool> Basket()
    {
        while (true)
        {
            switch (await stage.Run(new BasketScreen(basket)))
            {
                case BasketChoice.Order:
                    if (await new Checkout(stage, loading, visit, basket, me).Run() is { } placing)
                    {
                        basket.Clear();
                        if (placing is Placing.Placed placed)
                        {
                            await new OrderBook(stage, loading, visit, me).Show(placed.Order, "Thank you! It is ordered.");
                        }

                        return true;
                    }

                    break;
                case BasketChoice.More when basket.Restaurant is { } restaurant:
                    await Menu(restaurant);
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>Who one is. False where nobody is left, and nobody comes.</summary>
    private async Task<bool> People()
    {
        var now = await new AccountDesk(stage, loading, visit).Run(me, Others);
        if (now is null)
        {
            basket.Clear();
            stage.Who = Line.Empty;
            now = visit.Me ?? await new Registration(stage, loading, visit).Run(first: true);
        }

        if (now is null)
        {
            return false;
        }

        if (now.Id != me.Id)
        {
            basket.Clear();
        }

        Welcome(now);
        return true;
    }

    /// <summary>Somebody else orders from here; null: nobody else does.</summary>
    private async Task<Person?> Others()
    {
        const string Somebody = "";
        var people = visit.Town.People().All;
        var choices = people.Select(person =>
            (person.Id, $"{person.Name}, {person.Postcode}{(person.Id == me.Id ? " (now)" : "")}"));
        var chosen = await stage.Run(new ChoiceScreen<string>(
            Line.Of("Who is ordering?", Tone.Strong),
            [Line.Of("Everybody has orders of their own. Whoever was here once can be chosen again.")],
            [.. choices, (Somebody, "Somebody else, or another postcode …")],
            onEscape: me.Id));
        var person = chosen == Somebody
            ? await new Registration(stage, loading, visit).Run(first: false)
            : people.First(one => one.Id == chosen);
        if (person is null || person.Id == me.Id)
        {
            return null;
        }

        await loading.Quietly(async cancel =>
        {
            await visit.Reception.Choose(person, cancel);
            return true;
        });
        return person;
    }
}
