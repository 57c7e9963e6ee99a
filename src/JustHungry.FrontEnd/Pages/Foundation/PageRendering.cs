using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// Renders a component as a whole page, compressed where the browser takes it. Without the services of Blazor's endpoints: those keep
/// keys in the user's home, and a front end keeps nothing.
/// </summary>
internal static class PageRendering
{
    public static async Task Show<TPage>(Visit visit, IReadOnlyDictionary<string, object?> parameters, int status)
        where TPage : IComponent
    {
        var http = visit.Http;
        var html = await Render<TPage>(visit, parameters);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.Vary = "Accept-Encoding, Accept-Language, Cookie";
        await Write(http, Utf8(html));
    }

    /// <summary>A part of a page, to be put into one as it is.</summary>
    public static async Task<string> Part<TPart>(Visit visit, IReadOnlyDictionary<string, object?> parameters)
        where TPart : IComponent => (await Render<TPart>(visit, parameters)).ToString();

    private static async Task<StringBuilder> Render<TPage>(Visit visit, IReadOnlyDictionary<string, object?> parameters)
        where TPage : IComponent
    {
        var services = visit.Http.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<PageRoot<TPage>>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(PageRoot<TPage>.Visit)] = visit,
                [nameof(PageRoot<TPage>.Parameters)] = parameters,
            }));
            using var text = new StringWriter();
            page.WriteHtmlTo(text);
            return text.GetStringBuilder();
        });
    }

    private static byte[] Utf8(StringBuilder html)
    {
        var bytes = new byte[html.Length * 3];
        var count = 0;
        foreach (var chunk in html.GetChunks())
        {
            count += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(count));
        }
        return bytes[..count];
    }

    private static async Task Write(HttpContext http, byte[] html)
    {
        var body = html;
        if (html.Length >= Compression.WorthIt && Compression.Choose(http.Request.Headers.AcceptEncoding) is { } encoding)
        {
            http.Response.Headers.ContentEncoding = encoding;
            body = Compression.Quickly(encoding, html);
        }
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}

/// <summary>The root of every page: hands the visit down to all its parts.</summary>
internal sealed class PageRoot<TPage> : ComponentBase
    where TPage : IComponent
{
    [Parameter, EditorRequired]
    public required Visit Visit { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<string, object?> Parameters { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenComponent<CascadingValue<Visit>>(0);
        builder.AddComponentParameter(1, nameof(CascadingValue<Visit>.Value), Visit);
        builder.AddComponentParameter(2, nameof(CascadingValue<Visit>.IsFixed), true);
        builder.AddComponentParameter(3, nameof(CascadingValue<Visit>.ChildContent), (RenderFragment)(page =>
        {
            page.OpenComponent<TPage>(0);
            page.AddMultipleAttributes(1, Parameters!);
            page.CloseComponent();
        }));
        builder.CloseComponent();
    }
}

/// <summary>What pages and their parts have in common.</summary>
public abstract class SitePart : ComponentBase
{
    [CascadingParameter]
    internal Visit Visit { get; set; } = null!;

    /// <summary>The site's texts in the visitor's language.</summary>
    internal Texts T => Visit.Texts;
}
