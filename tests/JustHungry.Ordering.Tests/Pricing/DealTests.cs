using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Pricing;

public sealed class DealTests
{
    [Fact]
    public void A_deal_is_its_price_with_surcharges_and_what_was_chosen_with_its_dishes()
    {
        var quote = Price(Lunch(2, new("main", "burger", Modifiers: [new("cheese")]), new("drink", "water")));

        Assert.Empty(quote.Issues);
        Assert.Equal(1_000 + 100 + 100, quote.Lines[0].UnitPrice);
        Assert.Equal(2_400, quote.Totals.Items);
        Assert.Equal(Allergens.Gluten | Allergens.Milk, quote.Lines[0].Allergens.Contains);
    }

    [Fact]
    public void A_deals_price_is_divided_by_what_its_dishes_would_cost_alone_so_that_each_rate_gets_its_own()
    {
        var quote = Price(Basket(Lunch(1, new("main", "plain"), new("drink", "water"))) with { Service = "collection" });

        // 1000 for what would cost 500 at 20 % and 200 at 0 %.
        Assert.Equal([(0, 286L), (2_000, 714L)], quote.Vat.Select(each => (each.Rate, each.Total)));
        Assert.Equal(119, quote.Vat[1].Vat);
    }

    [Fact]
    public void A_deal_with_a_size_of_its_own_takes_that_size()
    {
        Assert.Equal(1_400, Price(Lunch(1, new("main", "pizza", "large"), new("drink", "water"))).Totals.Items);
        Assert.Equal(1_150, Price(Lunch(1, new("main", "pizza", "small"), new("drink", "water"))).Totals.Items);
    }

    [Fact]
    public void Every_fault_of_a_deals_choices_is_told_where_it_is()
    {
        var quote = Price(Lunch(
            1,
            new("main", "pie"),
            new("main", "pizza"),
            new("main", "unicorn"),
            new("dessert", "water"),
            new("drink", "water", Quantity: 3)));

        Assert.Equal(
            [
                ("lines[0].choices[0].item", Reason.ItemUnavailable),
                ("lines[0].choices[1].variation", Reason.VariationMissing),
                ("lines[0].choices[2].item", Reason.ModifierUnknown),
                ("lines[0].choices[3].group", Reason.ModifierUnknown),
                ("lines[0].choices", Reason.TooManyModifiers),
                ("lines[0].choices", Reason.TooManyModifiers),
            ],
            quote.Issues.Select(issue => (issue.Path, issue.Reason)));
    }

    [Fact]
    public void A_deal_without_its_choices_is_refused() => Assert.Equal(
        [Reason.ModifierMissing, Reason.ModifierMissing], Price(Lunch()).Issues.Select(issue => issue.Reason));

    [Fact]
    public void A_dish_has_no_choices_of_a_deal() => Assert.Equal(
        ("lines[0].choices", Reason.ModifierUnknown),
        Price(new BasketLine("plain", 2, Choices: [new("main", "plain")])).Issues
            .Select(issue => (issue.Path, issue.Reason)).First());

    [Fact]
    public void A_deal_takes_of_its_counted_dishes_what_a_line_of_them_would()
    {
        var quote = Price(Line("soup", 2), Lunch(2, new("main", "soup"), new("drink", "water")));

        Assert.Equal(
            [("lines[0].item", Reason.ItemUnavailable), ("lines[1].item", Reason.ItemUnavailable)],
            quote.Issues.Select(issue => (issue.Path, issue.Reason)));
    }

    [Fact]
    public void A_deal_must_not_have_the_id_of_a_dish() => Assert.Contains(
        "lunch-deal",
        TestKitchen.With(document =>
        {
            var deal = System.Text.Json.Nodes.JsonNode.Parse(LunchDeal)!;
            deal["groups"]!.AsArray().RemoveAt(1);
            deal["groups"]![0]!["choices"] = System.Text.Json.Nodes.JsonNode.Parse("""[{ "item": "plain" }]""");
            document["menu"]!["deals"] = new System.Text.Json.Nodes.JsonArray(deal);
            document["menu"]!["categories"]![0]!["items"]![0]!["id"] = "lunch-deal";
        }).Refusal!.Errors.Select(fault => fault.Message).First(),
        StringComparison.Ordinal);
}
