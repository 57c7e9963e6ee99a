using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client order: places an order exactly once.</summary>
internal static class OrderCommand
{
    private const int LargestFile = 64 * 1024;
    private const int LongestKey = 128;

    private sealed record Options(
        Argument<string?> Slug,
        Option<string[]> Items,
        Option<string?> File,
        Option<string?> Key,
        Option<long?> Expected,
        BasketOptions Basket);

    /// <summary>client order.</summary>
    public static Command Create(CommandRunner runner)
    {
        var options = NewOptions();
        var json = CommandRunner.JsonOption();
        var command = new Command("order", "Place an order, exactly once.")
        {
            options.Slug, options.Items, options.File, options.Key, options.Expected, json,
        };
        options.Basket.AddTo(command);
        runner.On(command, json, run => Order(run, options));
        return command;
    }

    /// <summary>client quote: what an order would come to, and what stands against it.</summary>
    public static Command CreateQuote(CommandRunner runner)
    {
        var options = NewOptions();
        var json = CommandRunner.JsonOption();
        var command = new Command("quote", "What an order would come to, and everything that stands against it. Orders nothing.")
        {
            options.Slug, options.Items, options.File, options.Expected, json,
        };
        options.Basket.AddTo(command);
        runner.On(command, json, run => Quote(run, options));
        return command;
    }

    private static Options NewOptions() => new(
            new("SLUG") { Description = "The restaurant, as \"restaurants\" names it.", Arity = ArgumentArity.ZeroOrOne },
            new("--item")
            {
                Description = "A dish, by the ids of \"menu\"; repeat it for several: "
                    + "ITEM[:VARIATION][+OPTION[*N]]…[=QUANTITY][@NOTE], e.g. margherita:large+olives*2=3@'no rush'. "
                    + "Options of an option in brackets: +pie-dinner(gravy).",
                HelpName = "ITEM",
            },
            new("--file")
            {
                Description = "The order as JSON in the shape of POST /orders; - is standard input.",
                HelpName = "FILE",
            },
            new("--key") { Description = "Your own Idempotency-Key: the same key never orders twice.", HelpName = "KEY" },
            new("--expected-total") { Description = "Refuse if the total is not this, in pence.", HelpName = "PENCE" },
            new BasketOptions());

    private static async Task<int> Quote(Run run, Options options)
    {
        var body = Body(run, options);
        using var visit = await Ordering.Visit.Begin(run.Context, run.Servers, null, run.Cancel);
        var reply = await visit.Api.Quote(visit.Me?.Token, body, run.Cancel);
        if (reply is Reply<Quote>.Refused refused)
        {
            return run.Refuse(refused.Problem, refused.Answer);
        }

        var quote = ((Reply<Quote>.Done)reply).Value;
        if (run.Json)
        {
            run.Out.WriteJson(reply.Answer.Text);
        }
        else
        {
            run.Out.Write(OrderText.Whole(quote, run.Context.Time));
        }

        return quote.Issues.Count == 0 ? ExitCodes.Fine : ExitCodes.Refused;
    }

    private static async Task<int> Order(Run run, Options options)
    {
        var body = Body(run, options);
        var key = Key(run.Parsed.GetValue(options.Key));
        using var visit = Run.Known(await run.Begin(), out var me);

        // Whoever repeats the command after a failure means the order that was left behind, not a second one.
        var same = run.Finished.FirstOrDefault(order => key is null
            ? OrderDesk.IsSame(order.Order, me, body)
            : order.Order.Key == key && OrderDesk.IsSame(order.Order, me, body));
        if (same is not null)
        {
            run.Note("It is the same as the order asked for now, so no second one is placed.");
            return Say(run, same.Placing);
        }

        if (run.Finished.Any(order => order.Placing is Placing.Unknown))
        {
            return run.Fail("Nothing new was ordered, because an earlier order still has no answer.");
        }

        var placing = await visit.Desk.Place(me, key ?? visit.Keys.Next(), body, Summary(body), run.Cancel);
        return Say(run, placing);
    }

    private static int Say(Run run, Placing placing)
    {
        switch (placing)
        {
            case Placing.Placed placed when run.Json:
                run.Out.WriteJson(placed.Answer.Text);
                return ExitCodes.Fine;
            case Placing.Placed placed:
                if (placed.Before)
                {
                    run.Out.Write(Line.Of("This order had been placed already."));
                }

                run.Out.Write(OrderText.Whole(placed.Order, run.Context.Time));
                return ExitCodes.Fine;
            case Placing.Refused refused:
                return run.Refuse(refused.Problem, refused.Answer);
            case Placing.Unknown unknown:
                return run.Fail(Outcomes.Unknown(unknown.Why));
            default:
                return run.Fail("Another client is placing the order with this key at this moment.");
        }
    }

    private static byte[] Body(Run run, Options options)
    {
        var slug = run.Parsed.GetValue(options.Slug);
        var items = run.Parsed.GetValue(options.Items) ?? [];
        var file = run.Parsed.GetValue(options.File);
        var expected = run.Parsed.GetValue(options.Expected);
        if (file is not null)
        {
            return items.Length == 0
                ? options.Basket.Into(run, FromFile(run, file, slug, expected))
                : throw new UsageException("Either --item or --file, not both");
        }

        if (slug is null || items.Length == 0)
        {
            throw new UsageException("An order needs a restaurant and at least one --item, or a --file");
        }

        return options.Basket.Into(run, RequestBodies.Order(slug, [.. items.Select(ItemSyntax.Parse)], expected));
    }

    private static byte[] FromFile(Run run, string path, string? slug, long? expected)
    {
        string text;
        try
        {
            text = path == "-" ? run.Context.In.ReadToEnd() : File.ReadAllText(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--file: cannot read {path}: {trouble.Message}");
        }

        if (Encoding.UTF8.GetByteCount(text) > LargestFile)
        {
            throw new UsageException($"--file: an order is at most {LargestFile / 1024} KiB");
        }

        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            var order = JsonNode.Parse(text, documentOptions: strict) as JsonObject
                ?? throw new UsageException("--file: the order must be a JSON object");
            if (slug is not null)
            {
                order["restaurant"] = slug;
            }

            if (expected is not null)
            {
                order["expectedTotal"] = expected;
            }

            return Encoding.UTF8.GetBytes(order.ToJsonString());
        }
        catch (JsonException trouble)
        {
            throw new UsageException($"--file: this is not JSON: {trouble.Message}");
        }
    }

    private static string? Key(string? key) => key is null
        || (key.Length is > 0 and <= LongestKey && key.All(letter => letter is > ' ' and <= '~'))
        ? key
        : throw new UsageException($"--key takes 1–{LongestKey} visible ASCII characters without spaces");

    private static string Summary(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var lines = json.RootElement.List("lines").ToList();
        var dishes = Wording.Count(lines.Sum(line => line.WholeOrNull("quantity") ?? 1), "dish", "dishes");
        return $"{dishes} from {json.RootElement.Text("restaurant")}";
    }
}
