using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// One request for a page: who asks, in which language, what they sent, how the back end is asked, and how the answer is shown. Made
/// by <see cref="PageRouting"/>. For one request only.
/// </summary>
internal sealed class Visit
{
    private const string AtCookie = "jh-at";
    private static readonly TimeSpan AtFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookupPatience = TimeSpan.FromMilliseconds(500);

    private readonly Lazy<Session?> _stored;
    private Session? _session;
    private bool _sessionSet;
    private string? _at;
    private AntiforgeryTokenSet? _tokens;

    public Visit(HttpContext http, Site site)
    {
        (Http, Site) = (http, site);
        Texts = Texts.In(Languages.Of(http));
        _stored = new Lazy<Session?>(ReadSession);
        _at = http.Request.Cookies[AtCookie] is { } at && RequestHeaders.IsPosition(at) ? at : null;
    }

    public HttpContext Http { get; }

    public Site Site { get; }

    /// <summary>The site's texts in the visitor's language.</summary>
    public Texts Texts { get; }

    /// <summary>Who they are; null: nobody knows yet.</summary>
    public Session? Session => _sessionSet ? _session : _stored.Value;

    /// <summary>The form that was sent; empty for a GET.</summary>
    public IFormCollection Form { get; set; } = FormCollection.Empty;

    /// <summary>Path and query of this page.</summary>
    public string Address => Http.Request.Path + Http.Request.QueryString;

    /// <summary>Scheme and host, for what must name a whole address.</summary>
    public string Origin => $"{Http.Request.Scheme}://{Http.Request.Host}";

    /// <summary>What goes into every form, so that it is known to be ours.</summary>
    public AntiforgeryTokenSet FormTokens =>
        _tokens ??= Http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(Http);

    /// <summary>
    /// The name of the command that this form makes: the one that the form came with, so that sending it twice does it once, or
    /// a fresh one.
    /// </summary>
    public string Key => Form["key"] is [{ Length: >= 16 and <= 64 } key] && key.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? key
        : Site.FreshKey();

    /// <summary>A part of the route, such as a slug.</summary>
    public string Part(string name) => (string?)Http.Request.RouteValues[name] ?? "";

    /// <summary>A field of the form, without the spaces around it; empty where it is not there.</summary>
    public string Field(string name) => ((string?)Form[name] ?? "").Trim();

    /// <summary>A parameter of the query, without the spaces around it; empty where it is not there.</summary>
    public string Query(string name) => ((string?)Http.Request.Query[name] ?? "").Trim();

    /// <summary>The address of a file under <c>Pages/Assets</c>, which may be kept for ever.</summary>
    public string Asset(string name) => Site.Assets.AddressOf(name);

    /// <summary>Asks any replica. Sees at least what this browser has seen and done before.</summary>
    /// <param name="path">The API's path after <c>/api/v1/</c>, with its query.</param>
    public Task<Reply> Ask(string path) => Ask(new ReadRequest(path, CallerOf(Session), _at, null));

    /// <summary>Asks as somebody else than the session says, such as who found an order by its number.</summary>
    public Task<Reply> Ask(string path, Session? as_) => Ask(new ReadRequest(path, CallerOf(as_), _at, null));

    /// <summary>Asks what a basket would come to: the fields of an order.</summary>
    public Task<Reply> Quote(PlaceOrder basket) => Ask(new ReadRequest("quotes", CallerOf(Session), _at, null)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(basket, CommandJson.Default.PlaceOrder),
        Patience = LookupPatience,
    });

    /// <summary>Asks with a request of one's own making; <see cref="ReadRequest.Caller"/> as it stands there.</summary>
    public async Task<Reply> Ask(ReadRequest request)
    {
        request = request.Path.Contains("postcode", StringComparison.Ordinal) ? request with { Patience = LookupPatience } : request;
        var answer = await Site.Reads.Read(request, Http.RequestAborted);
        if (answer is { Status: StatusCodes.Status400BadRequest } && request.Position is not null)
        {
            // A position from before the town was restored, perhaps: what is there now will do.
            answer = await Site.Reads.Read(request with { Position = null }, Http.RequestAborted);
        }
        return answer is null ? new Reply(StatusCodes.Status503ServiceUnavailable, default) : new Reply(answer.Status, answer.Body);
    }

    /// <summary>Sends a command, and holds it through a fail-over. 503 <c>outcome_unknown</c> where nobody answered in time.</summary>
    /// <param name="type">Such as <c>placeOrder</c>.</param>
    /// <param name="body">Its fields.</param>
    /// <param name="key">Names it; the same key does it once. Default: <see cref="Key"/>.</param>
    /// <param name="alone">True where its decision may wait for something (a postcode, a password).</param>
    /// <param name="anonymous">True for commands that are nobody's, such as signing in.</param>
    public async Task<Reply> Send(string type, JsonNode body, string? key = null, bool alone = false, bool anonymous = false)
    {
        if (!anonymous && Session is null)
        {
            // A command without a caller is the key holder's, who may do everything: a visitor never sends one.
            return new Reply(StatusCodes.Status401Unauthorized, """{"type":"/problems/token_missing"}"""u8.ToArray());
        }
        var command = new ForwardedCommand(
            key ?? Key, type, anonymous ? null : CallerOf(Session), Encoding.UTF8.GetBytes(body.ToJsonString())) { Alone = alone };
        switch (await Site.Commands.Send(command))
        {
            case CommandOutcome.Answered(var answer, var position):
                Seen(position);
                return new Reply(answer.Status, answer.Body) { IsReplayed = answer.Replayed };
            case CommandOutcome.Overloaded:
                return new Reply(StatusCodes.Status503ServiceUnavailable, """{"type":"/problems/unavailable"}"""u8.ToArray());
            default:
                return new Reply(StatusCodes.Status503ServiceUnavailable, """{"type":"/problems/outcome_unknown"}"""u8.ToArray());
        }
    }

    /// <summary>Like <see cref="Send"/>, for what tries a secret: refused with 429 where this address tries too often.</summary>
    public Task<Reply> SendSecret(string type, JsonNode body, bool anonymous = false) =>
        Site.Secrets.Take(Http.Connection.RemoteIpAddress?.ToString() ?? "") > TimeSpan.Zero
            ? Task.FromResult(new Reply(StatusCodes.Status429TooManyRequests, """{"type":"/problems/too_many_requests"}"""u8.ToArray()))
            : Send(type, body, alone: true, anonymous: anonymous);

    /// <summary>Who they are from now on; null: nobody.</summary>
    public void Remember(Session? session)
    {
        (_session, _sessionSet) = (session, true);
        if (session is null)
        {
            Cookies.Drop(Http, Cookies.Session);
            return;
        }
        Cookies.Keep(this, Cookies.Session, JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session));
    }

    /// <summary>Shows a page.</summary>
    /// <param name="parameters">Of the component, by their names.</param>
    /// <param name="status">HTTP.</param>
    public Task Show<TPage>(Dictionary<string, object?>? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : Microsoft.AspNetCore.Components.IComponent => PageRendering.Show<TPage>(this, parameters ?? [], status);

    /// <summary>303: go on there, with a GET.</summary>
    public Task GoTo(string path)
    {
        Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        Http.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Shows why it was refused, with a way on: signing in for who is not known any more, the same form again where the outcome is not
    /// known.
    /// </summary>
    public Task ShowTrouble(Reply reply) => reply.Status == StatusCodes.Status401Unauthorized
        ? SignInFirst()
        : Show<ErrorPage>(new() { [nameof(ErrorPage.Status)] = reply.Status, [nameof(ErrorPage.Trouble)] = reply.Trouble }, reply.Status);

    /// <summary>404, as a page.</summary>
    public Task ShowNotFound() => Show<ErrorPage>(new() { [nameof(ErrorPage.Status)] = StatusCodes.Status404NotFound }, StatusCodes.Status404NotFound);

    /// <summary>403, as a page.</summary>
    public Task ShowForbidden() => Show<ErrorPage>(new() { [nameof(ErrorPage.Status)] = StatusCodes.Status403Forbidden }, StatusCodes.Status403Forbidden);

    /// <summary>To the page for signing in, and from there back here.</summary>
    public Task SignInFirst()
    {
        if (Session is not null)
        {
            Remember(null);
        }
        var back = HttpMethods.IsGet(Http.Request.Method) ? Address : "/";
        return GoTo($"/sign-in?back={Uri.EscapeDataString(back)}");
    }

    /// <summary>A path of this site that somebody named as the way back; "/" where it leads elsewhere.</summary>
    public static string Back(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
        && !path.AsSpan().ContainsAnyInRange('\0', ' ') ? path : "/";

    /// <summary>The session's token as the back end knows it.</summary>
    public static string? CallerOf(Session? session) =>
        session is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(session.Token)));

    /// <summary>Opens what <see cref="Cookies.Keep"/> sealed; null where it is not there or cannot be opened.</summary>
    public byte[]? Unseal(string cookie)
    {
        if (Http.Request.Cookies[cookie] is not { Length: > 0 } text)
        {
            return null;
        }
        try
        {
            return Site.Protection.CreateProtector(cookie).Unprotect(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/')));
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private void Seen(string position)
    {
        if (RequestHeaders.IsPosition(position))
        {
            _at = position;
            Http.Response.Cookies.Append(AtCookie, position, Cookies.Options(Http, AtFor));
        }
    }

    private Session? ReadSession()
    {
        try
        {
            return Unseal(Cookies.Session) is { } json ? JsonSerializer.Deserialize(json, SessionJson.Default.Session) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
