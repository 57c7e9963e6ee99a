using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// Where pages are: <c>pages.Get("/orders/{id}", OrderPages.Show)</c>. Around each of them: the headers that keep others out, the
/// check that a form is one of ours, and a page for every error. Streams and the like are mapped beside it.
/// </summary>
internal sealed class PageRouting(IEndpointRouteBuilder routes, Site site)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const int MostFields = 4096;

    /// <summary>Most bytes of a form where nothing else is said.</summary>
    public const int MostFormBytes = 64 * 1024;

    public Site Site => site;

    /// <summary>A page, or a way to one.</summary>
    public void Get(string path, Func<Visit, Task> show) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => Begin(http, show));

    /// <summary>What a form is sent to. It is one of ours, or does not come this far.</summary>
    public void Post(string path, Func<Visit, Task> take, int mostBytes = MostFormBytes) =>
        routes.MapPost(path, http => Begin(http, visit => Take(visit, take, mostBytes)));

    /// <summary>Anything else, such as a stream of events: no more than the headers and the session.</summary>
    public void Raw(string path, Func<Visit, Task> answer) => routes.MapGet(path, http => Begin(http, answer));

    /// <summary>What people's browsers are told for a refusal that is no page's own, such as an address that is not there.</summary>
    public Task ShowError(HttpContext http, int status, Trouble? trouble = null) => Begin(http, visit => visit.Show<ErrorPage>(
        new() { [nameof(ErrorPage.Status)] = status, [nameof(ErrorPage.Trouble)] = trouble }, status));

    /// <summary>True where somebody sits there who wants to read a page, and not a program that asks the API.</summary>
    public static bool IsForPeople(HttpContext http) =>
        http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/health")
        && !http.Request.Path.StartsWithSegments("/openapi");

    private Task Begin(HttpContext http, Func<Visit, Task> answer)
    {
        // A proxy that ended the TLS says so. Anybody may: all that follows is that who asked gets cookies that go over TLS alone, and
        // https in the page's own addresses, in an answer that nobody keeps. That TLS was spoken to us nobody can talk away.
        if (FirstOf(http.Request.Headers["X-Forwarded-Proto"].ToString()) is "https")
        {
            http.Request.Scheme = Uri.UriSchemeHttps;
        }
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache, no-store";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return answer(new Visit(http, site));
    }

    // Of several proxies the first was spoken to by the browser.
    private static string FirstOf(string list) => list.Split(',')[0].Trim().ToLowerInvariant();

    private static async Task Take(Visit visit, Func<Visit, Task> take, int mostBytes)
    {
        if (visit.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = mostBytes;
        }
        if (!visit.Http.Request.HasFormContentType || visit.Http.Request.ContentLength > mostBytes)
        {
            await visit.Show<ErrorPage>(new() { [nameof(ErrorPage.Status)] = StatusCodes.Status400BadRequest }, StatusCodes.Status400BadRequest);
            return;
        }
        try
        {
            visit.Form = await visit.Http.Request.ReadFormAsync(
                new FormOptions { ValueCountLimit = MostFields, ValueLengthLimit = mostBytes, BufferBodyLengthLimit = mostBytes },
                visit.Http.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            await visit.Show<ErrorPage>(new() { [nameof(ErrorPage.Status)] = StatusCodes.Status400BadRequest }, StatusCodes.Status400BadRequest);
            return;
        }
        if (!await IsOurs(visit))
        {
            await visit.Show<ErrorPage>(
                new() { [nameof(ErrorPage.Status)] = StatusCodes.Status400BadRequest, [nameof(ErrorPage.IsExpired)] = true },
                StatusCodes.Status400BadRequest);
            return;
        }
        await take(visit);
    }

    private static async Task<bool> IsOurs(Visit visit)
    {
        var from = visit.Http.Request.Headers["Sec-Fetch-Site"].ToString();
        return from is "" or "same-origin" or "none"
            && await visit.Http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(visit.Http);
    }
}
