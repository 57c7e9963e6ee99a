using System.Text;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Restaurants;
using Xunit;

namespace JustHungry.Ordering.Tests.Restaurants;

public sealed class CatalogueTests
{
    private const string Pie = """{"name":"Pie","available":true,"labels":["vegan","hot2"],"allergens":{"contains":["gluten"],"mayContain":["nuts"]}}""";
    private const string Salad = """{"name":"Salad","available":true,"labels":["halal"],"allergens":{"contains":[],"mayContain":[]},"modifierGroups":["dressing"]}""";
    private const string Dressing = """{"id":"dressing","min":1,"modifiers":[{"allergens":{"contains":["milk"],"mayContain":[]}},{"allergens":{"contains":["mustard"],"mayContain":[]}}]}""";

    [Fact]
    public void A_dish_counts_for_its_diets_and_what_is_vegan_is_vegetarian() =>
        Assert.Equal(
            (true, true, false),
            (Of(Pie).Suits(Diets.Vegan, Allergens.None), Of(Pie).Suits(Diets.Vegetarian, Allergens.None), Of(Pie).Suits(Diets.Halal, Allergens.None)));

    [Fact]
    public void Traces_are_avoided_as_surely_as_ingredients()
    {
        Assert.False(Of(Pie).Suits(Diets.None, Allergens.Gluten));
        Assert.False(Of(Pie).Suits(Diets.None, Allergens.Nuts));
        Assert.True(Of(Pie).Suits(Diets.None, Allergens.Milk));
    }

    [Fact]
    public void An_obligatory_choice_must_leave_an_option_without_what_is_avoided()
    {
        Assert.True(Of(Salad).Suits(Diets.None, Allergens.Milk));
        Assert.True(Of(Salad).Suits(Diets.None, Allergens.Mustard));
        Assert.False(Of(Salad).Suits(Diets.None, Allergens.Milk | Allergens.Mustard));
    }

    [Fact]
    public void Diet_and_avoiding_are_about_the_same_dish() =>
        Assert.False(Of(Pie + "," + Salad).Suits(Diets.Vegan, Allergens.Gluten));

    [Fact]
    public void What_is_sold_out_for_good_does_not_count() =>
        Assert.False(Of(Pie.Replace("\"available\":true", "\"available\":false")).Suits(Diets.Vegan, Allergens.None));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"menu":7,"name":[],"cuisines":{}}""")]
    [InlineData("""{"menu":{"categories":[{"items":[{"labels":"x","allergens":[],"modifierGroups":[1,"none"]}]}]}}""")]
    public void Whatever_a_document_is_like_its_summary_can_be_made(string document) =>
        Assert.NotEmpty(CatalogueSummary.Of(Encoding.UTF8.GetBytes(document)).Json);

    private static CatalogueEntry Of(string items)
    {
        var menu = $$$"""{"modifierGroups":[{{{Dressing}}}],"categories":[{"items":[{{{items}}}]}]}""";
        var (json, _) = CatalogueSummary.Of(Encoding.UTF8.GetBytes(
            $$$"""{"name":"X","zone":"Europe/London","address":{"lines":["1"],"town":"Durham","postcode":"DH1 3LE"},"menu":{{{menu}}}}"""));
        return CatalogueSummary.Parse(json)!;
    }
}
