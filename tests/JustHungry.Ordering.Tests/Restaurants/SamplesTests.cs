using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Tests.Restaurants;

public sealed class SamplesTests
{
    private const int SmallOrder = 500;

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_is_without_fault(string file)
    {
        var verdict = TestKitchen.Read(File.ReadAllText(Path.Combine(Folder(), file)));

        Assert.Empty(verdict.Refusal?.Errors ?? []);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), verdict.Happened!.Slug);
    }

    [Fact]
    public void At_least_two_are_always_open_and_have_a_dish_that_can_be_ordered_alone_at_any_hour()
    {
        var begin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var weeks = Enumerable.Range(0, 24 * 7 * 53).Select(hour => begin.AddHours(hour)).ToList();
        var always = Directory.GetFiles(Folder(), "*.json")
            .Select(file => TestKitchen.Read(File.ReadAllText(file)).Happened!)
            .Where(restaurant => restaurant.Menu.Items.Values.FirstOrDefault(item => IsSimple(restaurant, item, weeks[0]))
                is { } simple && weeks.TrueForAll(now => IsSimple(restaurant, simple, now)));

        Assert.InRange(always.Count(), 2, int.MaxValue);
    }

    [Fact]
    public void There_are_fourteen_or_more_with_twenty_five_dishes_or_more_ASK_and_Stantons_among_them()
    {
        var all = All();

        Assert.InRange(all.Count, 14, int.MaxValue);
        Assert.All(all, restaurant => Assert.InRange(restaurant.Menu.Items.Count, 25, int.MaxValue));
        Assert.Contains("Italian", all.First(restaurant => restaurant.Slug == "ask").Cuisines);
        Assert.Contains("British", all.First(restaurant => restaurant.Slug == "stantons").Cuisines);
        Assert.All(all, restaurant => Assert.DoesNotContain(
            restaurant.Menu.Items.Values.GroupBy(item => item.Description), same => same.Key.Length > 0 && same.Count() > 3));
    }

    [Fact]
    public void Every_feature_of_the_model_is_shown_by_some_restaurant()
    {
        var all = All();
        var items = all.SelectMany(restaurant => restaurant.Menu.Items.Values).ToList();
        var groups = all.SelectMany(restaurant => restaurant.Menu.ModifierGroups.Values).ToList();
        var modifiers = groups.SelectMany(group => group.Modifiers).ToList();
        var areas = all.Select(restaurant => restaurant.Delivery).OfType<Delivery>().ToList();
        var terms = areas.SelectMany(area => area.Rings.Select(ring => ring.Terms)).ToList();
        var windows = all.SelectMany(restaurant => restaurant.Hours.Delivery.Concat(restaurant.Hours.Collection)).ToList();
        var documents = Directory.GetFiles(Folder(), "*.json").Select(File.ReadAllText).ToList();
        (string Feature, bool IsShown)[] features =
        [
            ("collection only", all.Exists(restaurant => restaurant.Delivery is null)),
            ("collection hours of their own", all.Exists(restaurant => !restaurant.Hours.Delivery.SequenceEqual(restaurant.Hours.Collection))),
            ("open past midnight", documents.Exists(text => Regex.IsMatch(text, "\"from\": \"1\\d:\\d\\d\",\\s*\"to\": \"0[1-9]:"))),
            ("closed in the afternoon", windows.Count > all.Count * 2),
            ("exceptions by date", documents.Exists(text => text.Contains("\"exceptions\"", StringComparison.Ordinal))),
            ("several rings", areas.Exists(area => area.Rings.Count > 1)),
            ("a polygon", areas.Exists(area => area.Polygon is not null)),
            ("free delivery from", terms.Exists(each => each.FreeFrom is not null)),
            ("a minimum without a small-order charge", areas.Exists(area => area.SmallOrderCharge is null && area.Rings.Any(ring => ring.Terms.Minimum > 0))),
            ("a small-order charge", areas.Exists(area => area.SmallOrderCharge is not null)),
            ("a hygiene rating", all.Exists(restaurant => restaurant.Hygiene is not null)),
            ("slots", all.Exists(restaurant => restaurant.Slots is not null)),
            ("a cap of orders in a slot", all.Exists(restaurant => restaurant.Slots?.Capacity is not null)),
            ("accepting by itself", all.Exists(restaurant => restaurant.AutoAccept)),
            ("VAT on the way and the tip", documents.Exists(text => text.Contains("\"vatRates\"", StringComparison.Ordinal))),
            ("several rates of VAT", items.Select(item => item.VatRate).Distinct().Count() > 1),
            ("sizes", items.Exists(item => item.Variations.Count > 1)),
            ("kitchen numbers", items.Exists(item => item.Variations.Any(size => size.KitchenNumber is not null))),
            ("a choice that must be made", groups.Exists(group => group.Min > 0)),
            ("so many choices at most", groups.Exists(group => group.Max > 1)),
            ("one choice several times", modifiers.Exists(modifier => modifier.Max > 1)),
            ("choices within choices", modifiers.Exists(modifier => modifier.ModifierGroups.Count > 0)),
            ("meal deals", all.Exists(restaurant => restaurant.Menu.Deals.Count > 0)),
            ("surcharges in deals", all.Exists(restaurant => restaurant.Menu.Deals.Any(deal => deal.Groups.Any(group => group.Choices.Any(choice => choice.Surcharge > 0))))),
            ("what is served at some hours alone", items.Exists(item => item.Availability.Count > 0)),
            ("what is served for one service alone", items.Exists(item => item.Availability.Any(window => window.Services.Count == 1))),
            ("sold out", items.Exists(item => !item.Available)),
            ("counted portions", items.Exists(item => item.Stock is not null)),
            ("alcohol, with an age check", items.Exists(item => item.NeedsAgeCheck)),
            .. ((string[])["vegan", "vegetarian", "halal", "hot1", "hot2", "hot3"]).Select(label => (label, items.Exists(item => item.Labels.Contains(label)))),
            .. Enum.GetValues<Menus.Allergens>().Where(one => one != Menus.Allergens.None && System.Numerics.BitOperations.IsPow2((int)one)).SelectMany(one => new[]
            {
                ($"contains {one}", items.Exists(item => (item.Allergens.Contains & one) != 0)),
                ($"a choice with {one}", modifiers.Exists(modifier => ((modifier.Allergens.Contains | modifier.Allergens.MayContain) & one) != 0)),
            }),
        ];

        Assert.Equal([], features.Where(feature => !feature.IsShown).Select(feature => feature.Feature));
    }

    private static List<Restaurant> All() =>
        [.. Directory.GetFiles(Folder(), "*.json").Select(file => TestKitchen.Read(File.ReadAllText(file)).Happened!)];

    private static bool IsSimple(Restaurant restaurant, Menus.Item item, DateTimeOffset now) =>
        item is { Available: true, Stock: null, Variations: [], Price: >= SmallOrder }
        && item.ModifierGroups.All(id => restaurant.Menu.ModifierGroups[id].Min == 0)
        && Quote.Of(
            TestKitchen.Basket(TestKitchen.Line(item.Id)),
            restaurant,
            Recipient.Of(TestKitchen.Nearby),
            new Situation(now)).Issues.Count == 0;

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/durham"));
}
