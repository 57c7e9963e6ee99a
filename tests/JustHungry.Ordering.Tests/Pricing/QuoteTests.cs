using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Pricing;

public sealed class QuoteTests
{
    [Fact]
    public void A_line_is_its_price_and_its_choices_times_its_quantity()
    {
        var quote = Price(Line("burger", 3, modifiers: [new("cheese", 2), new("nuts")]));

        Assert.Empty(quote.Issues);
        Assert.Equal(1_250, quote.Lines[0].UnitPrice);
        Assert.Equal(3_750, quote.Totals.Items);
    }

    [Fact]
    public void A_variations_price_replaces_the_items() =>
        Assert.Equal(1_400, Price(Line("pizza", variation: "large")).Totals.Items);

    [Fact]
    public void Choices_of_choices_are_counted_as_often_as_what_they_belong_to()
    {
        var quote = Price(Line("dinner", modifiers: [new("chips", 1, [new("ketchup"), new("mayonnaise")])]));

        Assert.Empty(quote.Issues);
        Assert.Equal(1_200 + 200 + 10 + 20, quote.Totals.Items);
    }

    [Fact]
    public void A_lines_allergens_are_those_of_everything_in_it()
    {
        var line = Price(Line("burger", modifiers: [new("cheese"), new("nuts")])).Lines[0];

        Assert.Equal(
            new AllergenInfo(Allergens.Gluten | Allergens.Milk | Allergens.Nuts, Allergens.Peanuts), line.Allergens);
    }

    [Theory]
    [InlineData("plain", 2, 1_000, 150)]
    [InlineData("plain", 6, 3_000, 0)]
    public void Delivery_is_free_from_its_threshold_on(string item, int quantity, long items, long delivery)
    {
        var totals = Price(Line(item, quantity)).Totals;

        Assert.Equal((items, delivery, items + delivery), (totals.Items, totals.Delivery, totals.Total));
    }

    [Fact]
    public void Below_the_minimum_an_order_is_refused() =>
        Assert.Equal(Reason.BelowMinimum, Assert.Single(Price(Line("plain")).Issues).Reason);

    [Fact]
    public void Below_the_minimum_a_small_order_charge_is_added_where_the_restaurant_wants_one()
    {
        var restaurant = With(document => document["delivery"]!["smallOrderCharge"] = 199).Happened!;

        var quote = Quote.Of(Basket(Line("plain")), restaurant, Recipient.Of(Nearby), new Situation(Noon));

        Assert.Empty(quote.Issues);
        Assert.Equal(500 + 150 + 199, quote.Totals.Total);
    }

    [Theory]
    [InlineData(1_650, true)]
    [InlineData(1_649, false)]
    public void An_order_is_placed_for_the_total_that_the_person_saw_or_not_at_all(long expected, bool placed)
    {
        var quote = Quote.Of(Basket(Line("plain", 3)) with { ExpectedTotal = expected }, Kitchen, Recipient.Of(Nearby), new Situation(Noon));

        Assert.Equal(placed ? [] : [Reason.PriceChanged], quote.Issues.Select(issue => issue.Reason));
    }

    [Fact]
    public void All_issues_are_told_at_once_each_with_its_line()
    {
        var quote = Quote.Of(
            Basket(
                Line("pie"),
                Line("pizza"),
                Line("unicorn"),
                Line("burger", 100, modifiers: [new("cheese", 3), new("gone")]),
                Line("dinner")),
            Kitchen,
            Recipient.Of(At(54.9, -1.5748)),
            new Situation(Noon.AddHours(12)));

        Assert.Equal(
            [
                ("restaurant", Reason.RestaurantClosed),
                ("restaurant", Reason.OutsideDeliveryArea),
                ("lines[0].item", Reason.ItemUnavailable),
                ("lines[1].variation", Reason.VariationMissing),
                ("lines[2].item", Reason.ItemUnknown),
                ("lines[3].quantity", Reason.QuantityOutOfRange),
                ("lines[3].modifiers[1].id", Reason.ModifierUnavailable),
                ("lines[3].modifiers", Reason.TooManyModifiers),
                ("lines[3].modifiers", Reason.TooManyModifiers),
                ("lines[4].modifiers", Reason.ModifierMissing),
            ],
            quote.Issues.Select(issue => (issue.Path, issue.Reason)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void A_quantity_outside_1_to_99_is_refused(int quantity) =>
        Assert.Equal(Reason.QuantityOutOfRange, Price(Line("plain", quantity)).Issues[0].Reason);

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public void A_quantity_from_1_to_99_is_not(int quantity) =>
        Assert.DoesNotContain(
            Price(Line("plain", quantity)).Issues, issue => issue.Reason == Reason.QuantityOutOfRange);

    [Fact]
    public void An_order_needs_a_line_and_has_at_most_fifty()
    {
        Assert.Equal(Reason.NoLines, Price().Issues[0].Reason);
        Assert.Equal(Reason.TooManyLines, Price([.. Enumerable.Repeat(Line("plain"), 51)]).Issues[0].Reason);
        Assert.Empty(Price([.. Enumerable.Repeat(Line("plain"), 50)]).Issues);
    }

    [Theory]
    [InlineData("small", true)]
    [InlineData("tiny", false)]
    public void A_size_must_be_one_of_the_items(string variation, bool known) =>
        Assert.Equal(known, Price(Line("pizza", 2, variation)).Issues.Count == 0);

    [Fact]
    public void A_choice_must_be_offered_with_the_item() =>
        Assert.Equal(
            Reason.ModifierUnknown, Price(Line("burger", modifiers: new ChosenModifier("chips"))).Issues[0].Reason);

    [Fact]
    public void A_choice_that_needs_a_choice_is_refused_without() => Assert.Equal(
        ("lines[0].modifiers[0].modifiers", Reason.ModifierMissing),
        Price(Line("dinner", modifiers: new ChosenModifier("chips"))).Issues.Select(issue => (issue.Path, issue.Reason)).First());

    [Fact]
    public void The_same_choice_twice_counts_twice() => Assert.Equal(
        Reason.TooManyModifiers, Price(Line("burger", modifiers: [new("nuts"), new("nuts")])).Issues[0].Reason);

    [Fact]
    public void What_is_served_at_other_times_is_refused_now()
    {
        var saturday = Noon.AddDays(3);

        Assert.Equal(Reason.ItemNotServedNow, Price(Line("porridge", 3)).Issues[0].Reason);
        Assert.Empty(Quote.Of(Basket(Line("porridge", 3)), Kitchen, Recipient.Of(Nearby), new Situation(saturday)).Issues);
    }

    [Fact]
    public void A_note_has_at_most_two_hundred_characters_that_can_be_shown()
    {
        Assert.Equal(Reason.NoteTooLong, Price(Line("plain", note: new string('x', 201))).Issues[0].Reason);
        Assert.Equal(Reason.NoteMalformed, Price(Line("plain", note: "bell\u0007")).Issues[0].Reason);
        Assert.Equal("no onions 🌶", Price(Line("plain", 2, note: " no onions 🌶 ")).Lines[0].Note);
    }

    [Fact]
    public void A_restaurant_without_delivery_says_so()
    {
        var restaurant = With(document => document["delivery"] = null).Happened!;

        Assert.Equal(
            Reason.DeliveryNotOffered, Quote.Of(Basket(Line("plain")), restaurant, Recipient.Of(Nearby), new Situation(Noon)).Issues[0].Reason);
    }

    private static Quote Price(params BasketLine[] lines) => Quote.Of(Basket(lines), Kitchen, Recipient.Of(Nearby), new Situation(Noon));
}
