using System.Text;
using System.Xml.Linq;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>What search machines ask for before anything else.</summary>
internal static class SearchMachines
{
    private const int PerPage = 100;
    private const int MostPages = 200;
    private static readonly XNamespace Sitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static async Task Robots(Visit visit)
    {
        visit.Http.Response.ContentType = "text/plain; charset=utf-8";
        await visit.Http.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(
                $"User-agent: *\nDisallow: /orders\nDisallow: /basket\nDisallow: /checkout\nDisallow: /profile\nDisallow: /language\n\nSitemap: {visit.Origin}/sitemap.xml\n"),
            visit.Http.RequestAborted);
    }

    public static async Task Sitemap(Visit visit)
    {
        var urls = new List<XElement> { Url(visit, "/"), Url(visit, "/restaurants") };
        var path = $"restaurants?limit={PerPage}&sort=name";
        for (var page = 0; page < MostPages && path is not null; page++)
        {
            var reply = await visit.Ask(path);
            if (!reply.IsFine)
            {
                await visit.ShowTrouble(reply);
                return;
            }
            var found = reply.Read(ShopJson.Default.Found);
            urls.AddRange(found.Items.Select(one => Url(visit, $"/restaurants/{one.Slug}")));
            path = found.Next?["/api/v1/".Length..];
        }
        visit.Http.Response.ContentType = "application/xml; charset=utf-8";
        var text = new XDocument(new XElement(Sitemaps + "urlset", urls)).ToString(SaveOptions.DisableFormatting);
        await visit.Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}"), visit.Http.RequestAborted);
    }

    private static XElement Url(Visit visit, string path) => new(Sitemaps + "url", new XElement(Sitemaps + "loc", visit.Origin + path));
}
