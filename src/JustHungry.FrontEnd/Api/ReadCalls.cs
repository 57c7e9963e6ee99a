using System.Globalization;
using System.Text;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls that only look: answered by any replica. Safe for many threads.</summary>
internal sealed partial class ReadCalls(ReadForwarder reads)
{
    // A replica may ask web services first; to ask the next one beside it soon would mean to ask those again.
    private static readonly TimeSpan PostcodePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ListPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Menus made small, for some ten times less over the wire. Nothing that is anybody's own is among them, so their size tells no secret.
    /// </summary>
    private readonly BodyMemo<byte[]> _menus = new(MostMenus);

    private const int MostPerPage = 100;
    private const int MostMenus = 128;
    private const int MostParameters = 32;

    private static readonly Refusal BadLimit = new(
        Reason.MalformedParameter, $"'limit' is a whole number from 1 to {MostPerPage}.")
    {
        Errors = [new Fault("limit", Reason.MalformedParameter, $"'limit' is a whole number from 1 to {MostPerPage}.")],
    };

    private static readonly Refusal TooManyParameters = new(Reason.MalformedParameter, "The query has too many parameters.");

    /// <summary><c>GET /postcodes/{postcode}</c>.</summary>
    public Task Postcode(HttpContext http) => Read(http, $"postcodes/{Segment(http, "postcode")}", null, PostcodePatience);

    /// <summary><c>GET /restaurants</c>.</summary>
    public Task Restaurants(HttpContext http) =>
        Read(http, "restaurants", null, http.Request.Query.ContainsKey("postcode") ? ListPatience : null);

    /// <summary><c>GET /restaurants/{slug}</c>.</summary>
    public async Task Restaurant(HttpContext http)
    {
        var path = $"restaurants/{Segment(http, "slug")}";
        if (await Ask(http, path, null) is not { } read)
        {
            return;
        }
        http.Response.Headers.Vary = "Accept-Encoding";
        var answer = read.Answer;
        if (answer is { Status: StatusCodes.Status200OK, Body.Length: >= Compression.WorthIt }
            && Compression.Choose(http.Request.Headers.AcceptEncoding) is { } encoding)
        {
            http.Response.Headers.ContentEncoding = encoding;
            answer = answer with { Body = _menus.Of(
                $"{encoding} {path}{http.Request.QueryString.Value}", answer.Body, body => Compression.Quickly(encoding, body)) };
        }
        await Write(http, answer);
    }

    /// <summary><c>GET /restaurants/{slug}/document</c>.</summary>
    public Task Document(HttpContext http) => Personal(http, $"restaurants/{Segment(http, "slug")}/document");

    /// <summary><c>GET /orders</c>.</summary>
    public Task Orders(HttpContext http) => Personal(http, "orders");

    /// <summary><c>GET /orders/{id}</c>.</summary>
    public Task Order(HttpContext http) => Personal(http, $"orders/{Segment(http, "id")}");

    /// <summary><c>GET /customers/me</c>.</summary>
    public Task Me(HttpContext http) => Personal(http, "customers/me");

    /// <summary><c>GET /customers/me/export</c>.</summary>
    public Task Export(HttpContext http) => Personal(http, "customers/me/export");

    /// <summary><c>GET /staff</c>.</summary>
    public Task Staff(HttpContext http) => Personal(http, "staff");

    /// <summary><c>GET /staff/invitations</c>.</summary>
    public Task Invitations(HttpContext http) => Personal(http, "staff/invitations");

    /// <summary>A part of the path, as it may stand in another one.</summary>
    internal static string Segment(HttpContext http, string name) =>
        Uri.EscapeDataString((string)http.Request.RouteValues[name]!);

    private Task Personal(HttpContext http, string path) =>
        RequestHeaders.Caller(http, out var caller) is { } refusal
            ? Answers.Refuse(http, refusal)
            : Read(http, path, caller);

    private async Task Read(HttpContext http, string path, string? caller, TimeSpan? patience = null)
    {
        if (await Ask(http, path, caller, patience) is { } read)
        {
            await Write(http, read.Answer);
        }
    }

    /// <summary>What a replica answers, if any does; null where the question was refused, and that has been written.</summary>
    private async Task<Asked?> Ask(HttpContext http, string path, string? caller, TimeSpan? patience = null)
    {
        string? position = null, consistency = null;
        var refusal = Query(http, out var query) ?? RequestHeaders.Freshness(http, out position, out consistency);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return null;
        }
        var request = new ReadRequest(path + query, caller, position, consistency);
        request = patience is { } longer ? request with { Patience = longer } : request;
        return new Asked(await reads.Read(request, http.RequestAborted));
    }

    /// <summary>Passes a replica's answer on; null is told as 503.</summary>
    internal static Task Write(HttpContext http, ReadAnswer? answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (answer is null)
        {
            return Answers.Unavailable(http);
        }
        Answers.SetPosition(http, answer.Position);
        if (answer.Reset is not null)
        {
            http.Response.Headers[InnerApi.ResetHeader] = answer.Reset;
        }
        if (answer.Age is not null)
        {
            http.Response.Headers[InnerApi.AgeHeader] = answer.Age;
        }
        return Answers.Write(http, answer.Status, answer.Body);
    }

    /// <summary>The query for the replica, written anew: whatever came in, what goes on is well-formed.</summary>
    private static Refusal? Query(HttpContext http, out string query)
    {
        query = "";
        if (!http.Request.QueryString.HasValue)
        {
            return null;
        }
        var parameters = http.Request.Query;
        if (parameters.Count > MostParameters || parameters.Any(static one => one.Value.Count > MostParameters))
        {
            return TooManyParameters;
        }
        var text = new StringBuilder();
        foreach (var (name, values) in parameters)
        {
            if (name == "limit" && !IsLimit(values))
            {
                return BadLimit;
            }
            foreach (var value in values)
            {
                text.Append(text.Length == 0 ? '?' : '&')
                    .Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value ?? ""));
            }
        }
        query = text.ToString();
        return null;
    }

    /// <summary>A question that was asked; nobody answered it in time where there is no answer.</summary>
    private readonly record struct Asked(ReadAnswer? Answer);

    private static bool IsLimit(Microsoft.Extensions.Primitives.StringValues values) =>
        values.Count == 1
        && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
        && limit is >= 1 and <= MostPerPage;
}
