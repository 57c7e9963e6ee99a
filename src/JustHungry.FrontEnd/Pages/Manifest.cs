using System.Text.Json;
using System.Text.Json.Nodes;

namespace JustHungry.FrontEnd.Pages;

/// <summary>What a phone needs to know to keep the site among its programs.</summary>
internal static class Manifest
{
    private const long KeptSeconds = 3600;

    public static async Task Show(Visit visit)
    {
        var manifest = new JsonObject
        {
            ["name"] = "Just Hungry",
            ["short_name"] = "Just Hungry",
            ["description"] = visit.Texts["home.lead"],
            ["lang"] = visit.Texts.Language.Tag,
            ["id"] = "/",
            ["start_url"] = "/",
            ["scope"] = "/",
            ["display"] = "standalone",
            ["background_color"] = "#fff8ef",
            ["theme_color"] = "#fff8ef",
            ["icons"] = new JsonArray(
                new JsonObject { ["src"] = visit.Asset("app-icon.svg"), ["sizes"] = "any", ["type"] = "image/svg+xml", ["purpose"] = "any maskable" }),
        };
        visit.Http.Response.ContentType = "application/manifest+json";
        visit.Http.Response.Headers.CacheControl = $"max-age={KeptSeconds}";
        await visit.Http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(manifest), visit.Http.RequestAborted);
    }
}
