using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Town;

/// <summary>Staff and orders for the tests of staff's pages, made over the API; and what staff do in a browser.</summary>
internal static class StaffRoom
{
    public const string Password = "the oven is hot";

    private static int s_people;

    /// <summary>Somebody who works for a restaurant; tells their e-mail address.</summary>
    public static async Task<string> Hire(this WebTown town, string role, string restaurant = "ask")
    {
        using var http = new HttpClient { BaseAddress = new Uri(town.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await town.Operator());
        var invitation = await Answer(http.PostAsJsonAsync("/api/v1/staff/invitations", new { role, restaurants = new[] { restaurant } }));
        var email = $"{role}-{Interlocked.Increment(ref s_people)}@{restaurant}.example";
        await Answer(http.PostAsJsonAsync(
            "/api/v1/staff/accept", new { code = invitation.GetProperty("code").GetString(), name = "Kit Cook", email, password = Password }));
        return email;
    }

    /// <summary>An order at a restaurant; tells its id and its number.</summary>
    public static async Task<(string Id, string Number)> Order(this WebTown town, string restaurant = "ask", string service = "delivery")
    {
        using var http = new HttpClient { BaseAddress = new Uri(town.Url) };
        var customer = await Answer(http.PostAsJsonAsync("/api/v1/customers", new { name = "Grace Hopper", postcode = "DH1 3LE" }));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", customer.GetProperty("token").GetString());
        http.DefaultRequestHeaders.Add("Idempotency-Key", $"order-{Interlocked.Increment(ref s_people)}");
        var order = await Answer(http.PostAsJsonAsync("/api/v1/orders", new
        {
            restaurant,
            service,
            lines = new[] { new { item = "garlic-bread", quantity = 3, note = "extra crisp, please" } },
            address = new { lines = new[] { "12 Old Elvet" }, town = "Durham", phone = "0191 498 0123" },
        }));
        return (order.GetProperty("id").GetString()!, order.GetProperty("number").GetString()!);
    }

    /// <summary>A restaurant as its document says.</summary>
    public static async Task Put(this WebTown town, string slug, string document)
    {
        using var http = new HttpClient { BaseAddress = new Uri(town.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await town.Operator());
        using var body = new StringContent(document, new MediaTypeHeaderValue("application/json"));
        await Answer(http.PutAsync($"/api/v1/restaurants/{slug}", body));
    }

    /// <summary>Where an order stands.</summary>
    public static async Task<string> StatusOf(this WebTown town, string order, string restaurant = "ask")
    {
        using var http = new HttpClient { BaseAddress = new Uri(town.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await town.Operator());
        return (await Answer(http.GetAsync($"/api/v1/restaurants/{restaurant}/orders/{order}"))).GetProperty("status").GetString()!;
    }

    /// <summary>Reads something as an operator.</summary>
    public static async Task<JsonElement> Read(this WebTown town, string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(town.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await town.Operator());
        return await Answer(http.GetAsync(path));
    }

    /// <summary>Signs in with the form.</summary>
    public static async Task SignIn(this IPage page, string email, string password = Password)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("main [name=email]").FillAsync(email);
        await page.Locator("main [name=password]").FillAsync(password);
        await page.Locator("main [name=password]").PressAsync("Enter");
        await page.Reach(static url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Signs in as the town's operator.</summary>
    public static async Task SignInAsOperator(this IPage page, WebTown town)
    {
        await town.Operator();
        await page.SignIn("operator", WebTown.OperatorPassword);
    }

    /// <summary>An order's card on the board, within a column.</summary>
    public static ILocator Card(this IPage page, string order, string column) => page.Locator($"#column-{column} #order-{order}");

    private static async Task<JsonElement> Answer(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json;
    }
}
