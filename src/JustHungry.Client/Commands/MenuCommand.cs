using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client menu SLUG: all that a restaurant cooks, with the ids that "order" takes and every allergen.</summary>
internal static class MenuCommand
{
    public static Command Create(CommandRunner runner)
    {
        var slug = new Argument<string>("SLUG") { Description = "The restaurant, as \"restaurants\" names it." };
        var json = CommandRunner.JsonOption();
        var command = new Command("menu", "A restaurant's menu, with allergens and the ids to order by.") { slug, json };
        runner.On(command, json, async run =>
        {
            using var visit = await run.Begin();
            switch (await visit.Api.Menu(run.Parsed.GetValue(slug)!, visit.Me?.Postcode, run.Cancel))
            {
                case Reply<RestaurantMenu>.Done done:
                    if (run.Json)
                    {
                        run.Out.WriteJson(done.Answer.Text);
                    }
                    else
                    {
                        run.Out.Write(Lines(done.Value));
                    }

                    return ExitCodes.Fine;
                case Reply<RestaurantMenu>.Refused refused:
                    return run.Refuse(refused.Problem, refused.Answer);
                default:
                    throw new InvalidOperationException("A reply is done or refused.");
            }
        });
        return command;
    }

    private static IEnumerable<Line> Lines(RestaurantMenu menu)
    {
        var restaurant = menu.Restaurant;
        yield return Line.Of(restaurant.Name, Tone.Strong)
            .Add($"  {string.Join(", ", restaurant.Cuisines)}  {restaurant.Postcode}", Tone.Dim)
            .Add(restaurant.Open ? "  open" : "  closed", restaurant.Open ? Tone.Good : Tone.Dim);
        foreach (var category in menu.Categories)
        {
            yield return Line.Empty;
            yield return Line.Of(category.Name, Tone.Accent);
            foreach (var line in category.Items.SelectMany(item => Item(item, restaurant.Currency)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<Line> Item(MenuItem item, string currency)
    {
        var price = (item.Variations.Count > 0 ? "from " : "") + Wording.Money(item.PriceFrom, currency);
        yield return Line.Of("  ").Add(item.Id, Tone.Strong).Add($"  {item.Name}  {price}")
            .Add(Wording.Labels(item.Labels), Tone.Good)
            .Add(item.Available ? "" : "  sold out", Tone.Bad);
        if (item.Description.Length > 0)
        {
            yield return Line.Of("    ").Add(item.Description, Tone.Dim);
        }

        yield return Line.Of("    ").Add(Wording.Allergens(item.Allergens, item.AllergensDependOnChoice));
        foreach (var variation in item.Variations)
        {
            yield return Line.Of("    :").Add(variation.Id, Tone.Strong)
                .Add($"  {variation.Name}  {Wording.Money(variation.Price, currency)}")
                .Add(variation.Available ? "" : "  sold out", Tone.Bad);
        }

        foreach (var line in item.Groups.SelectMany(group => Group(group, currency, "    ")))
        {
            yield return line;
        }
    }

    private static IEnumerable<Line> Group(ModifierGroup group, string currency, string indent)
    {
        yield return Line.Of(indent).Add($"{group.Name}: {Wording.HowMany(group)}", Tone.Dim);
        foreach (var option in group.Modifiers)
        {
            var price = option.Price == 0 ? "" : "  +" + Wording.Money(option.Price, currency);
            yield return Line.Of($"{indent}  +").Add(option.Id, Tone.Strong).Add($"  {option.Name}{price}  ")
                .Add(Wording.Allergens(option.Allergens))
                .Add(option.Available ? "" : "  sold out", Tone.Bad);
            foreach (var line in option.Groups.SelectMany(inner => Group(inner, currency, indent + "    ")))
            {
                yield return line;
            }
        }
    }
}
