using System.Text.RegularExpressions;
using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Journeys;

/// <summary>From the postcode to the order, as customers go.</summary>
public sealed partial class OrderingTests(WebTown town)
{
    public static TheoryData<int, bool> Everywhere => new() { { 390, true }, { 390, false }, { 1280, true }, { 1280, false } };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_guest_orders_and_sees_the_order(int width, bool script)
    {
        var page = await town.Open(width, script);
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync("/basket");
        await Assertions.Expect(page.Locator("#basket-panel")).ToContainTextAsync("Margherita");
        var total = await page.Locator("#sum-total").TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = Checkout() }).ClickAsync();
        await Assertions.Expect(page.Locator(".pay")).ToContainTextAsync("You pay at the door");
        await page.FillCheckout();
        await page.PressOrderNow();
        await page.SeeTheOrder();

        await Assertions.Expect(page.Locator("#order-state")).ToHaveTextAsync("The kitchen has your order");
        await Assertions.Expect(page.Locator(".steps .now")).ToContainTextAsync("Ordered");
        await Assertions.Expect(page.Locator("#sum-total")).ToHaveTextAsync(total!);
        await page.GotoAsync("/basket");
        await Assertions.Expect(page.Locator("#basket-panel")).ToContainTextAsync("Still empty");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Filters_sort_and_map_narrow_the_choice(int width, bool script)
    {
        var page = await town.Open(width, script);
        await page.GotoAsync("/restaurants?postcode=DH1+3LE");
        var before = await page.Locator(".results > li").CountAsync();
        Assert.Equal(before, await page.Locator(".map .pin").CountAsync());

        await page.Locator("details.more-filters > summary").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Vegan", Exact = true }).CheckAsync(new() { Force = true });
        if (!script)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        }
        await Assertions.Expect(page.Locator("#filter-count")).ToHaveTextAsync("1");

        Assert.InRange(await page.Locator(".results > li").CountAsync(), 1, before);
        await page.GotoAsync("/restaurants?postcode=DH1+3LE&cuisine=Italian");
        Assert.InRange(await page.Locator(".results > li").CountAsync(), 1, before - 1);
        await page.GotoAsync("/restaurants?postcode=DH1+3LE&sort=fee&avoid=gluten&open=true&q=pizza");
        await Assertions.Expect(page.Locator("#filter-count")).ToHaveTextAsync("2");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_menu_is_searched_and_its_allergens_are_one_click_away(bool script)
    {
        var page = await town.Open(390, script);
        await page.GotoAsync("/restaurants/ask");
        await page.GetByLabel("Search this menu").FillAsync("margherita");
        if (!script)
        {
            await page.GetByLabel("Search this menu").PressAsync("Enter");
        }
        await Assertions.Expect(page.Locator(".dish:visible")).ToHaveCountAsync(1);
        await page.Locator(".dish:visible .allergens summary").ClickAsync();
        await Assertions.Expect(page.Locator(".dish:visible .allergens")).ToContainTextAsync("milk");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_same_form_sent_twice_orders_once()
    {
        var page = await town.Open(script: false);
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync("/checkout");
        await page.FillCheckout();
        var fields = await page.Locator("#checkout-form").EvaluateAsync<Dictionary<string, string>>("form => Object.fromEntries(new FormData(form))");
        var before = await town.OrderCount();

        var form = page.APIRequest.CreateFormData();
        foreach (var (name, value) in fields)
        {
            form.Set(name, value);
        }
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => page.APIRequest.PostAsync("/checkout", new() { Form = form, MaxRedirects = 0 })));
        var once_more = await page.APIRequest.PostAsync("/checkout", new() { Form = form, MaxRedirects = 0 });

        Assert.All(answers.Append(once_more), answer => Assert.Equal(303, answer.Status));
        Assert.Single(answers.Append(once_more).Select(static answer => answer.Headers["location"]).Distinct());
        Assert.Equal(before + 1, await town.OrderCount());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_missing_is_said_where_it_belongs(bool script)
    {
        var page = await town.Open(390, script);
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync("/checkout");
        await page.Locator("#checkout-form").EvaluateAsync("form => form.noValidate = true");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada");
        await page.GetByLabel("Voucher").FillAsync("NOSUCH");
        await page.PressOrderNow();

        await Assertions.Expect(page.Locator("#field-street-error")).ToContainTextAsync("house number");
        await Assertions.Expect(page.Locator("#field-phone-error")).ToContainTextAsync("phone number");
        await Assertions.Expect(page.Locator("#field-voucher-error")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Ada");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_basket_is_one_kitchens_and_one_is_asked_before_it_changes()
    {
        var page = await town.Open();
        await page.FindAsk();
        await page.AddMargherita();
        await page.GotoAsync($"/restaurants/{WebTown.LargeMenu}");
        await page.Locator("button[form=add]").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start a new basket?" })).ToBeVisibleAsync();
        await page.Locator("button[name=replace]").ClickAsync();
        await Assertions.Expect(page.Locator("#basket-panel")).ToContainTextAsync("Smoked aubergine");
        await page.Locator("#more-0").ClickAsync();
        await Assertions.Expect(page.Locator("#basket-link .badge")).ToContainTextAsync("2");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_completes_an_order()
    {
        var page = await town.Open();
        await page.GotoAsync("/");
        await TabTo(page, "#postcode");
        await page.Keyboard.TypeAsync("DH1 3LE");
        await page.Keyboard.PressAsync("Enter");
        await page.Reach(static url => Found().IsMatch(url));
        await TabTo(page, "a[href='/restaurants/ask']");
        await page.Keyboard.PressAsync("Enter");
        await page.Reach("/restaurants/ask");
        await TabTo(page, "a.round-button[href='/restaurants/ask/items/margherita']");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog[open]").WaitForAsync();
        await TabTo(page, "dialog button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#basket-link .badge")).ToContainTextAsync("1");
        await TabTo(page, "a[href='/checkout']");
        await page.Keyboard.PressAsync("Enter");
        await page.Reach("/checkout");
        foreach (var (field, text) in (List<(string, string)>)[("name", "Ada Lovelace"), ("phone", "0191 498 0123"), ("street", "12 Old Elvet")])
        {
            await TabTo(page, $"#field-{field}");
            await page.Keyboard.TypeAsync(text);
        }
        await TabTo(page, "#place");
        await page.Keyboard.PressAsync("Enter");
        await page.SeeTheOrder();
        await page.Context.DisposeAsync();
    }

    private static async Task TabTo(IPage page, string selector)
    {
        for (var i = 0; i < 250; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }
        Assert.Fail($"The keyboard never came to {selector} on {page.Url}.");
    }

    [GeneratedRegex("^Checkout")]
    private static partial Regex Checkout();

    [GeneratedRegex("/restaurants\\?postcode")]
    private static partial Regex Found();
}
