using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace JustHungry.FrontEnd.Api.Description;

/// <summary>The OpenAPI document, and a page to browse it. The page's assets come out of its package: no other host is asked.</summary>
internal static class ApiPages
{
    private const int NonceBytes = 16;
    private const string DocumentPath = $"/openapi/{OpenApiDescription.DocumentName}.json";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = new Lazy<Task<byte[]>>(() => Write(routes.ServiceProvider));
        routes.MapGet(DocumentPath, async http =>
        {
            var json = await document.Value;
            http.Response.Headers.CacheControl = "no-cache";
            await Answers.Write(http, StatusCodes.Status200OK, json);
        });
        routes.MapScalarApiReference("/api", (options, http) =>
        {
            var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
            http.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            options.Nonce = nonce;
            options.Title = "Just Hungry: the API";
            options.OpenApiRoutePattern = DocumentPath;
            options.ProxyUrl = "";
            options.HideClientButton = true;
            options.Favicon = "/favicon.svg";
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.AddPreferredSecuritySchemes(OpenApiDescription.Bearer);
            options.DisableDefaultFonts();
            options.DisableTelemetry();
            options.DisableAgent();
            options.DisableMcp();
        });
    }

    /// <summary>Written once: making it anew for everybody who asks would be the dearest call of all.</summary>
    private static async Task<byte[]> Write(IServiceProvider services)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiDescription.DocumentName);
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var json = new MemoryStream();
        await document.SerializeAsync(json, OpenApiSpecVersion.OpenApi3_1, OpenApiConstants.Json, CancellationToken.None);
        return json.ToArray();
    }
}
