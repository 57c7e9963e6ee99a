using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Journeys;

/// <summary>Accounts, sessions, languages, and forms that are not what they should be.</summary>
public sealed class AccountTests(WebTown town)
{
    private const string Password = "a teapot and two cups";

    [Theory]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    public async Task One_registers_changes_the_profile_signs_out_and_in_again(int width, bool script)
    {
        var page = await town.Open(width, script);
        var email = $"ada-{width}@example.org";
        await page.GotoAsync("/register");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada");
        await page.GetByLabel("Postcode").FillAsync("DH1 3LE");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open an account" }).ClickAsync();
        await page.Reach("/");

        await page.GotoAsync("/profile");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada <b>King</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("header")).ToContainTextAsync("Ada <b>King</b>");
        Assert.Equal(0, await page.Locator("header b").CountAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await page.Reach("/");
        await page.GotoAsync("/orders");
        await page.Reach("/sign-in?back=%2Forders");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync("not this one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad")).ToBeVisibleAsync();
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Reach("/orders");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_session_begun_at_one_front_end_is_good_at_the_other()
    {
        var page = await town.Open();
        await page.GotoAsync("/register");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Alan");
        await page.GetByLabel("Postcode").FillAsync("DH1 3LE");
        await page.GetByLabel("E-mail").FillAsync("alan@example.org");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open an account" }).ClickAsync();
        await page.Reach("/");

        await page.GotoAsync($"{town.FrontEnds[1]}/profile");

        await Assertions.Expect(page.GetByLabel("E-mail")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("alan@example.org");
        var cookie = (await page.Context.CookiesAsync()).Single(static one => one.Name == "jh-session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Keys_of_the_site_come_to_lie_in_the_replicated_store() =>
        Assert.InRange(await town.SiteKeyCount(), 1, 8);

    [Fact]
    public async Task A_form_that_was_open_for_too_long_says_so_and_can_be_sent_again()
    {
        var page = await town.Open(script: false);
        await page.GotoAsync("/find-order");
        await page.GetByLabel("Order number").FillAsync("12");
        await page.GetByLabel("Phone").FillAsync("0191 498 0999");
        await page.Context.ClearCookiesAsync(new() { Name = "jh-form" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Find it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page was open for a long time" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("no order with this number");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_site_speaks_the_browsers_language_and_the_one_that_is_chosen()
    {
        var page = await town.Open(more: options => options.Locale = "de-DE");
        await page.GotoAsync("/restaurants/ask");
        Assert.Equal("de", await page.Locator("html").GetAttributeAsync("lang"));
        await Assertions.Expect(page.GetByLabel("Diese Karte durchsuchen")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await page.Reach("/restaurants/ask");
        await Assertions.Expect(page.GetByLabel("Search this menu")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task What_people_typed_is_text_everywhere()
    {
        var page = await town.Open();
        page.Dialog += static (_, dialog) => Assert.Fail($"A script ran: {dialog.Message}");
        await page.GotoAsync($"/restaurants/{WebTown.LargeMenu}");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("The Long Table <script>alert(1)</script>");
        await page.Locator("button[form=add]").First.ClickAsync();
        await Assertions.Expect(page.Locator("#basket-link .badge")).ToContainTextAsync("1");
        await page.GotoAsync("/checkout");
        await page.GetByLabel("Postcode").FillAsync("DH1 3LE");
        await page.FillCheckout("<img src=x onerror=alert(3)>");
        await page.PressOrderNow();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The price has changed");
        await page.PressOrderNow();
        var order = await page.SeeTheOrder();
        foreach (var path in (string[])["/orders", $"/orders/{order}", $"/orders/{order}/receipt", "/profile"])
        {
            await page.GotoAsync(path);
            Assert.Equal(0, await page.Locator("main img, main script, header img").CountAsync());
        }
        var schema = await page.APIRequest.GetAsync($"/restaurants/{WebTown.LargeMenu}", new() { Headers = new Dictionary<string, string> { ["Accept"] = "text/html" } });
        Assert.DoesNotContain("<script>alert", await schema.TextAsync(), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }
}
