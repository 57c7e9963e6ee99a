using System.Text.Json.Nodes;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Tests.Restaurants;

public sealed class RestaurantDocumentTests
{
    [Fact]
    public void A_good_document_is_read_whole()
    {
        var restaurant = TestKitchen.Kitchen;

        Assert.Equal("kitchen", restaurant.Slug);
        Assert.Equal("DH1 4SQ", restaurant.Postcode.ToString());
        Assert.Equal("Europe/London", restaurant.Zone.Id);
        Assert.Equal(6, restaurant.Menu.Items.Count);
        Assert.Equal(2, restaurant.Delivery!.Rings.Count);
    }

    [Fact]
    public void All_faults_are_told_at_once_each_by_its_path()
    {
        var refusal = TestKitchen.With(document =>
        {
            document["name"] = " ";
            document["zone"] = "Europe/Atlantis";
            document["address"]!["postcode"] = "nowhere";
            document["menu"]!["categories"]![0]!["items"]![1]!["price"] = -5;
            document["menu"]!["categories"]![0]!["items"]![2]!["allergens"]!["contains"]!.AsArray().Add("chocolate");
        }).Refusal!;

        Assert.Equal(Reason.DocumentInvalid, refusal.Reason);
        Assert.Equal(
            ["address.postcode", "menu.categories[0].items[1].price", "menu.categories[0].items[2].allergens.contains[0]", "name", "zone"],
            refusal.Errors.Select(error => error.Path).Order());
    }

    [Theory]
    [InlineData("surprise")]
    [InlineData("Slug")]
    public void An_unknown_field_is_refused_by_its_path(string name)
    {
        var refusal =
            TestKitchen.With(document => document["menu"]!["categories"]![0]!["items"]![0]![name] = 1).Refusal!;

        Assert.Equal($"menu.categories[0].items[0].{name}", Assert.Single(refusal.Errors).Path);
    }

    [Fact]
    public void A_field_that_stands_twice_is_refused() => Refused(
        TestKitchen.Read(TestKitchen.Document.Replace("\"slug\": \"kitchen\"", "\"slug\": \"kitchen\", \"slug\": \"other\"")), "slug");

    [Fact]
    public void Allergens_must_be_said_even_where_there_are_none() => Refused(
        TestKitchen.With(document => Item(document, 0)["allergens"]!.AsObject().Remove("mayContain")),
        "menu.categories[0].items[0].allergens.mayContain");

    [Fact]
    public void An_items_id_is_unique_on_the_menu() => Refused(
        TestKitchen.With(document => Item(document, 1)["id"] = "plain"), "menu.categories[0].items[1].id");

    [Fact]
    public void A_modifier_group_that_an_item_offers_must_exist() => Refused(
        TestKitchen.With(document => Item(document, 1)["modifierGroups"]![0] = "nothing"),
        "menu.categories[0].items[1].modifierGroups[0]");

    [Fact]
    public void Groups_offered_together_have_no_choice_of_the_same_id() => Refused(
        TestKitchen.With(document =>
        {
            document["menu"]!["modifierGroups"]![1]!["modifiers"]![1]!["id"] = "cheese";
            Item(document, 1)["modifierGroups"]!.AsArray().Add("sides");
        }),
        "menu.categories[0].items[1].modifierGroups[1]");

    [Fact]
    public void Choices_do_not_lead_in_a_circle()
    {
        var refusal = TestKitchen.With(document =>
            document["menu"]!["modifierGroups"]![2]!["modifiers"]![0]!["modifierGroups"] =
                new JsonArray("sides")).Refusal!;

        Assert.All(refusal.Errors, error => Assert.Contains("circle", error.Message));
    }

    [Fact]
    public void Rings_go_outwards() => Refused(
        TestKitchen.With(document => document["delivery"]!["rings"]![1]!["upToMetres"] = 2_000), "delivery.rings");

    [Fact]
    public void Something_that_is_no_object_is_refused() => Refused(TestKitchen.Read("[]"), "");

    [Theory]
    [InlineData("25:00")]
    [InlineData("9:00")]
    [InlineData("noon")]
    public void A_time_that_is_none_is_refused(string time) => Refused(
        TestKitchen.With(document => document["hours"]!["delivery"]![0]!["from"] = time), "hours.delivery[0].from");

    private static void Refused(Verdict<Ordering.Restaurants.Restaurant> verdict, string path) =>
        Assert.Contains(path, verdict.Refusal!.Errors.Select(error => error.Path));

    private static JsonNode Item(JsonNode document, int index) =>
        document["menu"]!["categories"]![0]!["items"]![index]!;
}
