using System.Runtime.CompilerServices;
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
