using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests;

/// <summary>
/// The pictures of the README, and of every page at every width for whoever looks at them. No tests: run by <c>bin/screenshots</c>.
/// </summary>
[Trait("Run", "alone")]
public sealed class Pictures(WebTown town)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("HUNGRY_PICTURES") ?? "docs/pictures";

    [Fact(Explicit = true)]
    public async Task Of_the_main_pages()
    {
        Directory.CreateDirectory(Folder);
        await Take("desktop", 1440, ColorScheme.Light, whole: false);
        await Take("phone", 390, ColorScheme.Dark, whole: false);
    }

    [Fact(Explicit = true)]
    public async Task Of_every_page_at_every_width()
    {
        Directory.CreateDirectory(Folder);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[360, 1440, 768])
            {
                await Take($"{width}-{scheme}", width, scheme, whole: true);
            }
        }
    }

    private async Task Take(string name, int width, ColorScheme scheme, bool whole)
    {
        var page = await town.Open(width, more: options => (options.ColorScheme, options.DeviceScaleFactor) = (scheme, whole ? 1 : 1.5f));
        async Task Shoot(string what, bool isWhole = true) => await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Folder, $"{what}-{name}{(whole ? ".png" : ".jpg")}"), FullPage = whole && isWhole,
            Type = whole ? ScreenshotType.Png : ScreenshotType.Jpeg, Quality = whole ? null : 82,
        });
        await page.GotoAsync("/");
        await Shoot("start");
        await page.GotoAsync("/restaurants?postcode=DH1+3LE");
        await Shoot("search");
        await page.GotoAsync("/restaurants/saffron-viaduct");
        await Shoot("menu");
        await page.Locator(".dish a.round-button").Nth(4).ClickAsync();
        await page.Locator("dialog").WaitForAsync();
        await Shoot("options", isWhole: false);
        await page.GotoAsync("/restaurants/ask");
        await page.AddMargherita();
        await page.ReloadAsync();
        await Shoot("basket-beside-menu");
        await page.GotoAsync("/basket");
        await Shoot("basket");
        await page.GotoAsync("/checkout");
        await Shoot("checkout");
        await page.FillCheckout();
        await page.PressOrderNow();
        var order = await page.SeeTheOrder();
        await town.Move(order, "accept", new { minutes = 35 });
        await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync("They are cooking for you");
        await Shoot("order");
        foreach (var (path, what) in (List<(string, string)>)[($"/orders/{order}/receipt", "receipt"), ("/orders", "orders"), ("/profile", "profile")])
        {
            await page.GotoAsync(path);
            await Shoot(what);
        }
        if (whole)
        {
            foreach (var (path, what) in (List<(string, string)>)[
                ("/sign-in", "sign-in"), ("/register", "register"), ("/find-order", "find-order"), ("/town", "town"), ("/nothing-here", "missing"),
                ("/restaurants?postcode=DH1+3LE&q=zzzz", "search-nothing")])
            {
                await page.GotoAsync(path);
                await Shoot(what);
            }
        }
        await page.Context.DisposeAsync();
    }
}
