using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Journeys;

/// <summary>Orders that were placed: live, through deaths, and afterwards.</summary>
public sealed class OrderPageTests(WebTown town) : IAsyncDisposable
{
    [Theory]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    public async Task Each_step_is_seen_as_it_happens(int width, bool script)
    {
        var page = await town.Open(width, script);
        var order = await Order(page);
        foreach (var (move, words) in (List<(string, string)>)[
            ("accept", "They are cooking for you"), ("ready", "Your food is ready"), ("dispatch", "Your food is on its way"), ("deliver", "Enjoy your meal")])
        {
            await town.Move(order, move, move == "accept" ? new { minutes = 30 } : null);
            // Without a script, whoever looks again may be a moment ahead of the replica that answers.
            for (var look = 0; !script && look < 50 && await page.Locator("#order-state").TextContentAsync() != words; look++)
            {
                await page.ReloadAsync();
            }
            await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync(words);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Order again" }).ClickAsync();
        await Assertions.Expect(page.Locator("#basket-panel")).ToContainTextAsync("Margherita");
        await page.GotoAsync($"/orders/{order}/receipt");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("VAT in it");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Basket_and_checkout_survive_the_death_of_the_primary_and_of_a_front_end(bool script)
    {
        var doomed = town.FrontEnds[1];
        var page = await town.Open(390, script, options => options.BaseURL = doomed);
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync("/checkout");
        var kept = page.WaitForResponseAsync(answer => answer.Url.Contains("/checkout/", StringComparison.Ordinal)
            && (answer.Request.PostData?.Contains("Elvet", StringComparison.Ordinal) ?? false)
            && (answer.Request.PostData?.Contains("Hopper", StringComparison.Ordinal) ?? false));
        await page.FillCheckout("Grace Hopper");
        await (script ? page.GetByLabel("Town").FocusAsync() : page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync());
        await kept;
        var before = await town.OrderCount();

        await Task.WhenAll(town.KillPrimary(), town.KillFrontEnd(doomed));
        await page.GotoAsync($"{town.Url}/checkout");

        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Grace Hopper");
        await Assertions.Expect(page.GetByLabel("House number and street")).ToHaveValueAsync("12 Old Elvet");
        await page.PressOrderNow();
        await page.SeeTheOrder();
        Assert.Equal(before + 1, await town.OrderCount());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_page_of_an_order_goes_on_after_a_fail_over_without_a_reload()
    {
        var page = await town.Open(1280, more: options => options.BaseURL = town.FrontEnds[1]);
        var order = await Order(page);
        await page.EvaluateAsync("() => { window.neverLeft = true; }");

        await town.KillPrimary();
        await town.Move(order, "accept", new { minutes = 25 });
        await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync("They are cooking for you", new() { Timeout = 20_000 });
        await town.KillFrontEnd(town.FrontEnds[1]);
        await Assertions.Expect(page.Locator("#order-lost")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await town.Mend();
        await town.Move(order, "ready");

        await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync("Your food is ready", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#order-lost")).ToBeHiddenAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.neverLeft"));
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guest_cancels_and_finds_the_order_again_by_its_number_and_phone(bool script)
    {
        var page = await town.Open(390, script);
        var order = await Order(page);
        var number = (await page.TitleAsync()).Split(' ')[1];
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" }).ClickAsync();
        await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync("Your order was cancelled");

        var elsewhere = await town.Open(390, script);
        await elsewhere.GotoAsync($"/orders/{order}");
        await Assertions.Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Find an order" })).ToBeVisibleAsync();
        await elsewhere.GetByLabel("Order number").FillAsync(number);
        await elsewhere.GetByLabel("Phone").FillAsync("0191 498 0000");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Find it" }).ClickAsync();
        await Assertions.Expect(elsewhere.Locator(".notice.bad")).ToContainTextAsync("no order with this number");
        await elsewhere.GetByLabel("Phone").FillAsync("0191 498 0123");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Find it" }).ClickAsync();
        await Assertions.Expect(elsewhere.Locator("#order-state")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
        await elsewhere.Context.DisposeAsync();
    }

    /// <summary>Whoever was killed is there again for the next test, however this one ended.</summary>
    public async ValueTask DisposeAsync() => await town.Mend();

    private static async Task<string> Order(IPage page)
    {
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync("/checkout");
        await page.FillCheckout();
        await page.PressOrderNow();
        return await page.SeeTheOrder();
    }
}
