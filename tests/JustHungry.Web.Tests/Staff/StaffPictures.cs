using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Staff;

/// <summary>Pictures of staff's pages at every width, for whoever looks at them. No test.</summary>
[Trait("Run", "alone")]
public sealed class StaffPictures(WebTown town)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("HUNGRY_PICTURES") ?? "docs/pictures";

    /// <summary>All pages of kitchens and operators.</summary>
    internal static IReadOnlyList<string> Paths(string order) =>
    [
        "/kitchen/ask", $"/kitchen/ask/orders/{order}", $"/kitchen/ask/orders/{order}/ticket", "/kitchen/ask/stock", "/kitchen/ask/hours",
        "/kitchen/ask/menu", "/kitchen/ask/menu/antipasti/garlic-bread", "/kitchen/ask/takings", "/kitchen/ask/orders", "/operator",
        "/operator/hand-over", "/operator/restaurants", "/staff", "/staff/join", "/vouchers", "/operator/trail",
    ];

    [Fact(Explicit = true)]
    public async Task Of_staffs_pages_at_every_width()
    {
        Directory.CreateDirectory(Folder);
        var orders = new List<(string Id, string Number)>();
        for (var count = 0; count < 9; count++)
        {
            orders.Add(await town.Order(service: count % 3 == 2 ? "collection" : "delivery"));
        }
        foreach (var (index, move) in (List<(int, string)>)[(0, "accept"), (1, "accept"), (2, "accept"), (2, "ready"), (3, "accept"), (3, "ready"), (3, "dispatch"), (4, "accept")])
        {
            await town.Move(orders[index].Id, move, move == "accept" ? new { minutes = 25 } : null);
        }
        foreach (var width in (int[])[360, 768, 1440])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                var page = await town.Open(width, more: options => options.ColorScheme = scheme);
                await page.SignInAsOperator(town);
                foreach (var path in Paths(orders[0].Id))
                {
                    await page.GotoAsync(path);
                    await page.WaitForTimeoutAsync(300);
                    var name = path.Replace(orders[0].Id, "order", StringComparison.Ordinal).Trim('/').Replace('/', '-');
                    await page.ScreenshotAsync(new()
                    {
                        Path = Path.Combine(Folder, $"staff-{name}-{width}-{scheme}.jpg"), FullPage = true, Type = ScreenshotType.Jpeg, Quality = 80,
                    });
                }
                await page.Context.DisposeAsync();
            }
        }
    }
}
