using System.Text;
using System.Text.Json.Nodes;
using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JustHungry.Web.Tests.Staff;

/// <summary>How restaurants come into the town, and change, on the operators' pages; and what is said where they may not.</summary>
public sealed class RestaurantJourneys(WebTown town)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restaurant_comes_in_as_a_file_and_what_is_wrong_with_one_is_said(bool script)
    {
        var slug = script ? "corner-hearth" : "river-hearth";
        var good = Document(slug, "The Hearth");
        var faulty = Document(slug, "The Hearth");
        faulty.Remove("phone");
        faulty["menu"]!["categories"]![0]!["items"]![0]!["price"] = -1;
        var page = await town.Open(1440, script);
        await page.SignInAsOperator(town);
        await page.GotoAsync("/operator/restaurants");

        await PutIn(page, "this is no JSON");
        await Expect(page.Locator(".notice.bad")).ToContainTextAsync("That is not a JSON document.");
        await PutIn(page, faulty.ToJsonString());
        await Expect(page.Locator(".notice.bad code")).ToHaveTextAsync(["phone", "menu.categories[0].items[0].price"]);
        Assert.Equal(404, (await page.GotoAsync($"/restaurants/{slug}"))!.Status);
        await page.GotoAsync("/operator/restaurants");
        await PutIn(page, good.ToJsonString());

        await Expect(page.Locator(".notice.good")).ToHaveTextAsync($"{slug} is in the town.");
        Assert.Equal(200, (await page.GotoAsync($"/restaurants/{slug}"))!.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("The Hearth");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restaurant_gets_another_name_and_none_at_all_is_refused(bool script)
    {
        var slug = script ? "silver-pan" : "copper-pan";
        await town.Put(slug, Document(slug, $"Plain {slug}").ToJsonString());
        var page = await town.Open(768, script);
        await page.SignInAsOperator(town);
        await page.GotoAsync($"/operator/restaurants?q={slug}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Name and phone" }).ClickAsync();
        await page.Reach($"/kitchen/{slug}/menu");

        await Rename(page, "   ");
        await Expect(page.Locator("#field-title-error")).ToBeVisibleAsync();
        await Expect(page.Locator(".notice.bad code")).ToHaveTextAsync("name");
        await Rename(page, "Pan & <Sons>");

        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Saved");
        await Expect(page.Locator("#field-title")).ToHaveValueAsync("Pan & <Sons>");
        await page.GotoAsync($"/restaurants/{slug}");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pan & <Sons>");
        await page.GotoAsync($"/operator/trail?restaurant={slug}");
        await Expect(page.Locator("table.trail tbody tr")).ToHaveCountAsync(2);
        await page.Context.DisposeAsync();
    }

    private static async Task PutIn(IPage page, string text)
    {
        await page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "restaurant.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(text),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it in" }).ClickAsync();
    }

    private static async Task Rename(IPage page, string name)
    {
        await page.Locator("#field-title").FillAsync(name);
        await page.Locator("#about").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
    }

    /// <summary>A small restaurant, so far from Durham that no customer of another test comes by it.</summary>
    private static JsonObject Document(string slug, string name)
    {
        var document = JsonNode.Parse(LargeRestaurant.Document(slug))!.AsObject();
        document["name"] = name;
        document["location"] = new JsonObject { ["latitude"] = 50.2660, ["longitude"] = -5.0527 };
        document["address"]!["postcode"] = "TR1 2HE";
        var categories = document["menu"]!["categories"]!.AsArray();
        while (categories.Count > 1)
        {
            categories.RemoveAt(1);
        }
        return document;
    }
}
