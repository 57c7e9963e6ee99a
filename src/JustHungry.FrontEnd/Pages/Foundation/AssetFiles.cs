using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// Style sheets, scripts, fonts and pictures, out of this assembly. Each has its content's hash in its address, so that browsers may
/// keep it for ever, and lies ready compressed. <c>css/</c>: all sheets of one number are one file. Immutable.
/// </summary>
internal sealed partial class AssetFiles
{
    private const string Folder = "assets/";
    private const int HashDigits = 10;
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    private readonly FrozenDictionary<string, AssetFile> _byName;
    private readonly FrozenDictionary<string, AssetFile> _byAddress;

    private AssetFiles(IEnumerable<AssetFile> files)
    {
        _byName = files.ToFrozenDictionary(static file => file.Name, StringComparer.Ordinal);
        _byAddress = _byName.Values.ToFrozenDictionary(static file => file.Address, StringComparer.Ordinal);
    }

    /// <summary>Reads them all, and puts the addresses of pictures and fonts into the style sheets.</summary>
    public static AssetFiles OfThisAssembly()
    {
        var assembly = typeof(AssetFiles).Assembly;
        var raw = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            raw[resource[Folder.Length..]] = content.ToArray();
        }
        var files = raw.Where(static one => !one.Key.EndsWith(".css", StringComparison.Ordinal))
            .Select(static one => AssetFile.Of(one.Key, one.Value)).ToList();
        var addresses = files.ToDictionary(static file => file.Name, static file => file.Address, StringComparer.Ordinal);
        // "site-1-base.css" and "site-2-parts.css" are parts of "site.css".
        foreach (var sheet in raw.Where(static one => one.Key.EndsWith(".css", StringComparison.Ordinal)).GroupBy(static one => Path.GetFileNameWithoutExtension(one.Key).Split('-')[0]))
        {
            var text = string.Concat(sheet.Select(static part => Encoding.UTF8.GetString(part.Value)));
            text = Url().Replace(Comment().Replace(text, ""), found => $"url({addresses[found.Groups[1].Value]})");
            files.Add(AssetFile.Of(sheet.Key + ".css", Encoding.UTF8.GetBytes(Spaces().Replace(text, "\n"))));
        }
        return new AssetFiles(files);
    }

    /// <summary>Where that file is.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public string AddressOf(string name) =>
        _byName.TryGetValue(name, out var file) ? file.Address : throw new ArgumentException($"There is no file {name} under Pages/Assets.");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], http =>
            _byAddress.TryGetValue(http.Request.Path.Value!, out var file) ? Send(http, file, ForEver) : NotThere(http));
        foreach (var (path, name) in (ReadOnlySpan<(string, string)>)[("/favicon.svg", "favicon.svg"), ("/favicon.ico", "favicon.svg")])
        {
            var file = _byName[name];
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => Send(http, file, "public, max-age=3600"));
        }
    }

    private static Task NotThere(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task Send(HttpContext http, AssetFile file, string cache)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = cache;
        // An SVG that is opened by itself must not run anything either.
        headers.ContentSecurityPolicy = Policy;
        headers.ETag = file.Tag;
        headers.Vary = "Accept-Encoding";
        http.Response.ContentType = file.MediaType;
        if (http.Request.Headers.IfNoneMatch == file.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (encoding, body) = file.Brotli is { } br && accepted.Contains("br", StringComparison.Ordinal) ? ("br", br)
            : file.Gzip is { } gzip && accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", gzip)
            : (null, file.Content);
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"url\(([\w.-]+)\)")]
    private static partial Regex Url();

    private sealed record AssetFile(string Name, string Address, string Tag, string MediaType, byte[] Content, byte[]? Brotli, byte[]? Gzip)
    {
        public static AssetFile Of(string name, byte[] content)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashDigits];
            var dot = name.LastIndexOf('.');
            var isText = !name.EndsWith(".woff2", StringComparison.Ordinal) && !name.EndsWith(".png", StringComparison.Ordinal);
            return new AssetFile(
                name, $"/assets/{name[..dot]}.{hash}{name[dot..]}", $"\"{hash}\"", MediaTypeOf(name[dot..]), content,
                isText ? Compression.Brotli(content, CompressionLevel.SmallestSize) : null,
                isText ? Compression.Gzip(content, CompressionLevel.SmallestSize) : null);
        }

        private static string MediaTypeOf(string extension) => extension switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            ".webmanifest" => "application/manifest+json",
            _ => "text/plain; charset=utf-8",
        };
    }
}
