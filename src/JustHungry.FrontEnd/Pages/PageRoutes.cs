using JustHungry.FrontEnd.Api;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JustHungry.FrontEnd.Pages;

/// <summary>The pages for people, and the few files that they need. All of it comes out of this assembly.</summary>
internal static class PageRoutes
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder routes, ClusterCall cluster, TimeProvider time)
    {
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], async http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            var state = await cluster.Latest();
            await Render<Start>(http, new()
            {
                [nameof(Start.State)] = state,
                [nameof(Start.At)] = time.GetUtcNow(),
                [nameof(Start.Port)] = http.Connection.LocalPort,
            });
        });
        routes.MapGet("/problems/{code}", ShowProblem);
        MapFile(routes, "/site.css", "site.css", "text/css; charset=utf-8");
        MapFile(routes, "/favicon.svg", "favicon.svg", "image/svg+xml");
        MapFile(routes, "/favicon.ico", "favicon.svg", "image/svg+xml");
    }

    /// <summary>What a problem's type leads to; 404 for a code that there is not.</summary>
    private static async Task ShowProblem(HttpContext http)
    {
        var code = (string)http.Request.RouteValues["code"]!;
        if (Enum.GetValues<Reason>().Where(reason => reason.Code() == code).ToList() is not [var found])
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.Headers.ContentSecurityPolicy = Policy;
        await Render<ProblemPage>(http, new() { [nameof(ProblemPage.Reason)] = found });
    }

    /// <summary>
    /// Renders a component as a whole page. Without the services of Blazor's endpoints: those keep keys in the user's home, and a
    /// front end keeps nothing.
    /// </summary>
    private static async Task Render<TPage>(HttpContext http, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(
            http.RequestServices, http.RequestServices.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters));
            return page.ToHtmlString();
        });
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string name, string mediaType)
    {
        var content = Read(name);
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async http =>
        {
            http.Response.ContentType = mediaType;
            http.Response.ContentLength = content.Length;
            http.Response.Headers.CacheControl = "max-age=3600";
            // An SVG that is opened by itself must not run anything either.
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            await http.Response.Body.WriteAsync(content, http.RequestAborted);
        });
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageRoutes).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
