using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JustHungry.Web.Tests.Staff;

/// <summary>What kitchens and owners do, at a tablet's and a desk's width, with and without scripts.</summary>
public sealed class KitchenJourneys(WebTown town)
{
    [Theory]
    [InlineData(768, true)]
    [InlineData(768, false)]
    [InlineData(1440, true)]
    [InlineData(1440, false)]
    public async Task An_order_goes_from_new_to_delivered_with_a_tap_for_each_step(int width, bool script)
    {
        var page = await Kitchen(width, script);
        var (order, number) = await town.Order();
        if (!script)
        {
            await page.ReloadAsync();
        }

        await Expect(page.Card(order, "new")).ToContainTextAsync($"#{number}");
        await Expect(page.Card(order, "new")).ToContainTextAsync("extra crisp, please");
        await page.Card(order, "new").Locator(".accept .button.big").ClickAsync();
        await page.Card(order, "preparing").Locator(".button.big").ClickAsync();
        await page.Card(order, "ready").Locator(".button.big").ClickAsync();
        await page.Card(order, "out").Locator(".button.big").ClickAsync();

        await Expect(page.Locator($"#order-{order}")).ToHaveCountAsync(0);
        Assert.Equal("delivered", await town.StatusOf(order));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_moves_under_a_finger_that_is_about_to_tap()
    {
        var page = await Kitchen(1440);
        await page.SetViewportSizeAsync(1440, 6000);
        var (order, _) = await town.Order();
        var card = page.Card(order, "new");
        await Expect(page.Locator("#ring")).ToBeVisibleAsync();
        await card.Locator(".accept .button.big").HoverAsync();
        var before = (await card.BoundingBoxAsync())!;

        await page.Mouse.DownAsync();
        var during = (await card.BoundingBoxAsync())!;
        await page.Mouse.UpAsync();

        Assert.Equal((before.X, before.Y), (during.X, during.Y));
        await Expect(page.Card(order, "preparing")).ToBeVisibleAsync();
        await Expect(page.Locator("#ring")).ToBeHiddenAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_while_a_finger_is_down_waits_until_it_is_up()
    {
        var (order, _) = await town.Order();
        var page = await Kitchen(1440);
        await page.Card(order, "new").Locator(".accept .button.big").HoverAsync();
        await page.Clock.InstallAsync();
        await page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));

        await page.Mouse.DownAsync();
        var looked = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/kitchen/ask", StringComparison.Ordinal));
        var (later, _) = await town.Order();
        await (await looked).FinishedAsync();
        await page.Clock.RunForAsync(1_900);
        var shown = await page.Locator($"#order-{later}").CountAsync();
        await page.Mouse.UpAsync();
        await page.Clock.ResumeAsync();

        Assert.Equal(0, shown);
        await Expect(page.Card(order, "preparing")).ToBeVisibleAsync();
        await Expect(page.Card(later, "new")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_is_rejected_with_a_reason(bool script)
    {
        var (order, _) = await town.Order(service: "collection");
        var page = await Kitchen(768, script);

        await page.Card(order, "new").Locator("summary").ClickAsync();
        await page.Card(order, "new").GetByRole(AriaRole.Button, new() { Name = "Something ran out" }).ClickAsync();

        await Expect(page.Locator($"#order-{order}")).ToHaveCountAsync(0);
        var told = await town.Read($"/api/v1/restaurants/ask/orders/{order}");
        Assert.Equal("item_unavailable", told.GetProperty("history")[1].GetProperty("reason").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task With_the_network_cut_taps_wait_survive_a_reload_and_are_sent_when_it_is_back()
    {
        var (first, second) = (await town.Order(), await town.Order());
        var page = await Kitchen(768);
        await Expect(page.Locator("#link")).ToContainTextAsync("Live");

        await page.Context.SetOfflineAsync(true);
        await page.Card(first.Id, "new").Locator(".accept .button.big").ClickAsync();
        await page.Card(second.Id, "new").Locator(".minutes .button").First.ClickAsync();
        await Expect(page.Locator("#waiting")).ToContainTextAsync("2 taps are waiting");
        await Expect(page.Locator("#link")).ToContainTextAsync("No connection");
        Assert.Equal("placed", await town.StatusOf(first.Id));
        await page.Context.SetOfflineAsync(false);

        await Expect(page.Card(first.Id, "preparing")).ToBeVisibleAsync();
        await Expect(page.Card(second.Id, "preparing")).ToBeVisibleAsync();
        await Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        await Expect(page.Locator("#link")).ToContainTextAsync("Live");
        var told = await town.Read($"/api/v1/restaurants/ask/orders/{first.Id}");
        Assert.Equal(2, told.GetProperty("history").GetArrayLength());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_tap_that_was_not_sent_before_the_tablet_was_reloaded_is_sent_after_it()
    {
        var (order, _) = await town.Order();
        var page = await Kitchen(768);
        await page.RouteAsync($"**/orders/{order}/accept", route => route.AbortAsync());
        await page.Card(order, "new").Locator(".accept .button.big").ClickAsync();
        await Expect(page.Locator("#waiting")).ToContainTextAsync("1 tap is waiting");
        await page.UnrouteAllAsync();

        await page.ReloadAsync();

        await Expect(page.Card(order, "preparing")).ToBeVisibleAsync();
        Assert.Equal("accepted", await town.StatusOf(order));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_new_order_is_heard_until_somebody_touches_the_board()
    {
        var page = await Kitchen(768);
        await page.Locator("#sound").ClickAsync();
        await Expect(page.Locator("#sound")).ToHaveAttributeAsync("aria-pressed", "true");
        var rung = await Rung(page);

        await town.Order();
        await Expect(page.Locator("#ring")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync($"() => Number(document.documentElement.dataset.rung) >= {rung + 2}");
        await page.Locator("#ring button").ClickAsync();

        await Expect(page.Locator("#ring")).ToBeHiddenAsync();
        Assert.DoesNotContain("(", await page.TitleAsync(), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    public async Task Everything_on_the_board_is_large_enough_for_a_finger(int width)
    {
        var (order, _) = await town.Order();
        var page = await Kitchen(width);
        await Expect(page.Card(order, "new")).ToBeVisibleAsync();

        var small = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("main a, main button, main summary")]
              .filter(each => each.checkVisibility() && !each.closest(".unseen"))
              .map(each => [each, each.getBoundingClientRect()])
              .filter(([, box]) => box.height < 47.5 || box.width < 40)
              .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)
            """);
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

        Assert.Empty(small);
        Assert.True(wide <= width, $"The page is {wide} px wide at {width}.");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dish_is_switched_off_and_on_again(bool script)
    {
        var page = await Kitchen(768, script, "stantons");
        await page.GotoAsync("/kitchen/stantons/stock");
        var name = await page.Locator(".switch .name").First.InnerTextAsync();
        var dish = page.Locator("section:not(:has(h2:text('Has run out'))) .switch", new() { HasText = name }).First;

        await dish.ClickAsync();
        await Expect(dish).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Has run out" })).ToBeVisibleAsync();
        await dish.ClickAsync();

        await Expect(dish).ToHaveAttributeAsync("aria-checked", "true");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kitchen_pauses_and_is_busy_and_goes_on(bool script)
    {
        var page = await Kitchen(768, script, "stantons");
        await page.GotoAsync("/kitchen/stantons/hours");

        await page.GetByRole(AriaRole.Button, new() { Name = "30 min" }).First.ClickAsync();
        await Expect(page.Locator(".staff-state")).ToContainTextAsync("Paused until");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take orders again" }).ClickAsync();
        await Expect(page.Locator(".staff-state")).Not.ToContainTextAsync("Paused until");
        await page.GetByRole(AriaRole.Button, new() { Name = "+20" }).ClickAsync();
        await Expect(page.Locator(".staff-state")).ToContainTextAsync("Busy: +20 min");
        await page.GetByRole(AriaRole.Button, new() { Name = "As usual again" }).ClickAsync();

        await Expect(page.Locator(".staff-state")).Not.ToContainTextAsync("Busy");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_owner_changes_a_price_sees_the_preview_and_customers_see_the_price(bool script)
    {
        var page = await town.Open(1440, script);
        await page.SignIn(await town.Hire("owner", "casa-zarzamora"));
        await page.GotoAsync("/kitchen/casa-zarzamora/menu");
        await page.Locator("a.dish").First.ClickAsync();
        var price = script ? "7.85" : "7.95";
        await page.Locator("[name=price]").FillAsync(price);
        if (!script)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        }

        await Expect(page.Locator("#dish-price")).ToHaveTextAsync($"£{price}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("It is on the menu");
        await page.GotoAsync("/restaurants/casa-zarzamora");

        await Expect(page.Locator("main")).ToContainTextAsync($"£{price}");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_dish_that_breaks_a_rule_is_refused_with_words_and_keeps_what_was_typed()
    {
        var page = await town.Open(1440);
        await page.SignIn(await town.Hire("owner", "casa-zarzamora"));
        await page.GotoAsync("/kitchen/casa-zarzamora/menu");
        await page.Locator("a.dish").First.ClickAsync();
        await page.Locator("[name=price]").FillAsync("cheap");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.Locator(".notice.bad")).ToBeVisibleAsync();
        await Expect(page.Locator(".field.wrong")).ToContainTextAsync("Write it like 12.50");
        await Expect(page.Locator("[name=price]")).ToHaveValueAsync("cheap");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_changes_the_week_and_closes_for_a_holiday()
    {
        var page = await town.Open(768);
        await page.SignIn(await town.Hire("owner", "casa-zarzamora"));
        await page.GotoAsync("/kitchen/casa-zarzamora/hours");
        await page.Locator("[name=date]").FillAsync("2031-12-25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the date" }).ClickAsync();
        await Expect(page.Locator(".exceptions")).ToContainTextAsync("2031-12-25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the week" }).ClickAsync();
        await Expect(page.Locator(".notice.good")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove 2031-12-25" }).ClickAsync();

        await Expect(page.Locator("main")).Not.ToContainTextAsync("2031-12-25");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_days_takings_are_the_sum_of_its_hours_and_the_ticket_has_42_columns()
    {
        var (order, _) = await town.Order();
        var page = await Kitchen(1440);
        await page.GotoAsync("/kitchen/ask/takings");
        await page.GetByText("As a table").ClickAsync();
        var gross = await page.Locator(".figure strong").First.InnerTextAsync();
        var hours = await page.Locator(".plot-frame ~ details td:last-child").AllInnerTextsAsync();
        Assert.Equal(Pence(gross), hours.Sum(Pence));
        Assert.True(Pence(gross) > 0);

        await page.GotoAsync($"/kitchen/ask/orders/{order}/ticket");
        var ticket = await page.Locator("pre.ticket").InnerTextAsync();
        Assert.All(ticket.Split('\n'), line => Assert.True(line.Length <= 42, line));
        Assert.Contains("extra crisp", ticket, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Another_kitchen_and_a_customer_see_nothing_of_it()
    {
        var page = await town.Open();
        Assert.Contains("/sign-in", (await page.GotoAsync("/kitchen/ask"))!.Url, StringComparison.Ordinal);
        await page.SignIn(await town.Hire("kitchen", "stantons"));
        Assert.Equal(404, (await page.GotoAsync("/kitchen/ask"))!.Status);
        Assert.Equal(403, (await page.GotoAsync("/kitchen/stantons/menu"))!.Status);
        Assert.Equal(403, (await page.GotoAsync("/operator"))!.Status);
        Assert.Equal(403, (await page.GotoAsync("/staff"))!.Status);
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> Kitchen(int width, bool script = true, string restaurant = "ask")
    {
        var page = await town.Open(width, script);
        await page.SignIn(await town.Hire("kitchen", restaurant));
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/kitchen/{restaurant}$"));
        return page;
    }

    private static async Task<int> Rung(IPage page) => await page.EvaluateAsync<int>("() => Number(document.documentElement.dataset.rung || 0)");

    private static int Pence(string text) => int.Parse(new string([.. text.Where(char.IsAsciiDigit)]), System.Globalization.CultureInfo.InvariantCulture);
}
