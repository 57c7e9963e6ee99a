using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client restaurants: who delivers there.</summary>
internal static class RestaurantsCommand
{
    private const int DefaultLimit = 100;

    public static Command Create(CommandRunner runner)
    {
        var postcode = new Option<string?>("--postcode")
        {
            Description = "Where to; default: your own postcode.", HelpName = "POSTCODE",
        };
        var cuisine = new Option<string?>("--cuisine") { Description = "Only this cuisine.", HelpName = "CUISINE" };
        var words = new Option<string?>("--q") { Description = "Only those found by these words.", HelpName = "WORDS" };
        var open = new Option<bool>("--open") { Description = "Only those that are open now." };
        var diet = new Option<string?>("--diet")
        {
            Description = "A dish suits all of these: vegan, vegetarian, halal, kosher, with commas.", HelpName = "DIETS",
        };
        var avoid = new Option<string?>("--avoid")
        {
            Description = "The same dish can be had without these allergens, with commas; traces count.", HelpName = "ALLERGENS",
        };
        var service = new Option<string?>("--service") { Description = "delivery or collection." };
        service.AcceptOnlyFromAmong("delivery", "collection");
        var sort = new Option<string?>("--sort") { Description = "distance, rating, fee, time or name." };
        sort.AcceptOnlyFromAmong("distance", "rating", "fee", "time", "name");
        var limit = Paging.LimitOption(DefaultLimit);
        var next = Paging.NextOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("restaurants", "The restaurants that deliver to a postcode.")
        {
            postcode, cuisine, words, open, diet, avoid, service, sort, limit, next, json,
        };
        runner.On(command, json, async run =>
        {
            using var visit = await run.Begin();
            var where = run.Parsed.GetValue(postcode) ?? visit.Me?.Postcode;
            var reply = run.Parsed.GetValue(next) is { } page
                ? await visit.Api.RestaurantsAt(Paging.Checked(page), run.Cancel)
                : await visit.Api.Restaurants(
                    where,
                    run.Parsed.GetValue(cuisine),
                    run.Parsed.GetValue(words),
                    run.Parsed.GetValue(limit),
                    run.Cancel,
                    new SearchWishes(
                        run.Parsed.GetValue(open),
                        run.Parsed.GetValue(diet),
                        run.Parsed.GetValue(avoid),
                        run.Parsed.GetValue(service),
                        run.Parsed.GetValue(sort)));
            switch (reply)
            {
                case Reply<Page<Restaurant>>.Refused refused:
                    return run.Refuse(refused.Problem, refused.Answer);
                case Reply<Page<Restaurant>>.Done done when run.Json:
                    run.Out.WriteJson(done.Answer.Text);
                    return ExitCodes.Fine;
                case Reply<Page<Restaurant>>.Done done:
                    run.Out.Write(Lines(done.Value, where, isSorted: run.Parsed.GetValue(sort) is not null));
                    return ExitCodes.Fine;
                default:
                    throw new InvalidOperationException("A reply is done or refused.");
            }
        });
        return command;
    }

    private static IEnumerable<Line> Lines(Page<Restaurant> page, string? where, bool isSorted)
    {
        if (page.Items.Count == 0)
        {
            yield return Line.Of(where is null ? "No restaurant found." : $"No restaurant found that delivers to {where}.");
        }

        var table = new Table();
        foreach (var restaurant in isSorted ? page.Items : [.. page.Items.OrderByDescending(restaurant => restaurant.Open)])
        {
            table.Add(
                Line.Of(restaurant.Slug, Tone.Accent),
                Line.Of(restaurant.Name, Tone.Strong),
                Line.Of(string.Join(", ", restaurant.Cuisines)),
                Line.Of(Wording.Distance(restaurant.DistanceMetres), Tone.Dim),
                restaurant.Open ? Line.Of("open", Tone.Good) : Line.Of("closed", Tone.Dim));
        }

        foreach (var line in table.Lines())
        {
            yield return line;
        }

        foreach (var line in Paging.More(page.Next))
        {
            yield return line;
        }
    }
}
