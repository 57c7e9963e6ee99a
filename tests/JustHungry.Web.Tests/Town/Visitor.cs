using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Town;

/// <summary>What somebody does in a browser, in the words of who does it.</summary>
internal static partial class Visitor
{
    private static readonly Lazy<string> Axe = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>From the postcode to ASK's menu.</summary>
    public static async Task FindAsk(this IPage page, string postcode = "DH1 3LE")
    {
        await page.GotoAsync("/");
        await page.GetByLabel("Your postcode").FillAsync(postcode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find food" }).ClickAsync();
        await page.Locator(".results a[href='/restaurants/ask']").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ASK", Level = 1 })).ToBeVisibleAsync();
    }

    /// <summary>A dish that has options; the first of each group that must be chosen from.</summary>
    public static async Task AddMargherita(this IPage page)
    {
        await page.Locator("a[href='/restaurants/ask/items/margherita']").First.ClickAsync();
        var options = page.Locator("[data-dialog-content]");
        await Assertions.Expect(options).ToBeVisibleAsync();
        foreach (var group in await options.Locator("fieldset:has(input[required])").AllAsync())
        {
            await group.Locator("input[required]").First.CheckAsync();
        }
        await options.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await Assertions.Expect(page.Locator("#basket-link .badge")).ToContainTextAsync("1");
    }

    /// <summary>Everything that a guest has to say.</summary>
    public static async Task FillCheckout(this IPage page, string name = "Ada Lovelace")
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Phone").FillAsync("0191 498 0123");
        await page.GetByLabel("House number and street").FillAsync("12 Old Elvet");
    }

    public static Task PressOrderNow(this IPage page) => page.Locator("#place").ClickAsync();

    /// <summary>
    /// Waits until a page with that address is there, with all that belongs to it. Asks the page itself: the library's own
    /// wait for an address can miss the page's arrival, where it comes between its look and its listening.
    /// </summary>
    /// <exception cref="TimeoutException">It did not come in 30 s.</exception>
    public static async Task Reach(this IPage page, Func<string, bool> address)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            if (address(page.Url) && await IsComplete(page))
            {
                return;
            }
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"The page is still {page.Url}.");
            }
        }
    }

    /// <inheritdoc cref="Reach(IPage, Func{string, bool})"/>
    /// <param name="page">Where somebody is going to.</param>
    /// <param name="path">The address' path, with its query if it has one.</param>
    public static Task Reach(this IPage page, string path) =>
        page.Reach(url => new Uri(url).PathAndQuery == path);

    private static async Task<bool> IsComplete(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<string>("document.readyState") == "complete";
        }
        catch (PlaywrightException)
        {
            return false;               // It went to another page just now.
        }
    }

    /// <summary>Waits for the page of an order that was placed, and tells its id.</summary>
    public static async Task<string> SeeTheOrder(this IPage page)
    {
        try
        {
            await page.Reach(static url => OrderAddress().IsMatch(url));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No order was placed; the page is {page.Url}: {await page.Locator("main").InnerTextAsync()}");
        }
        await Assertions.Expect(page.Locator("#order-state")).ToBeVisibleAsync();
        return new Uri(page.Url).Segments[^1];
    }

    /// <summary>All that axe finds on the page, in words; empty where it finds nothing.</summary>
    public static async Task<string> Check(this IPage page)
    {
        // Evaluated by the debugger, and so not subject to the page's policy, which lets no script in.
        await page.EvaluateAsync(Axe.Value);
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run({ resultTypes: ['violations'] })).violations");
        return string.Join("\n", found.EnumerateArray().Select(one =>
            $"{page.Url}: {one.GetProperty("id").GetString()}: {one.GetProperty("help").GetString()}: "
            + string.Join(" | ", one.GetProperty("nodes").EnumerateArray().Take(4).Select(node => node.GetProperty("html").GetString()
                + " " + node.GetProperty("failureSummary").GetString()))));
    }

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("/orders/[0-9a-f-]{36}")]
    private static partial Regex OrderAddress();
}
