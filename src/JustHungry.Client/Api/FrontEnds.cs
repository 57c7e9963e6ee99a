using System.Net;
using System.Net.Http.Headers;

namespace JustHungry.Client.Api;

/// <summary>One request of the public API; the same bytes are sent at every attempt.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string? Token { get; init; }

    public string? Key { get; init; }

    /// <summary>"session" or "linearizable"; null leaves it to the front end.</summary>
    public string? Consistency { get; init; }

    /// <summary>Makes a read see at least what was seen before.</summary>
    public string? Position { get; init; }
}

/// <summary>
/// The front ends of one town: the next one is asked when one is gone. Any of them serves anything, so nothing is kept about
/// them but which one answered last. For one caller at a time.
/// </summary>
internal sealed class FrontEnds : IDisposable
{
    private const long LargestBody = 16 * 1024 * 1024;

    private readonly IReadOnlyList<Uri> servers;
    private readonly Patience patience;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private int current;

    public FrontEnds(IReadOnlyList<Uri> servers, Patience patience, TimeProvider time)
    {
        this.servers = servers;
        this.patience = patience;
        this.time = time;
        http = new(new SocketsHttpHandler
        {
            // A redirect would carry a token to somebody else; no front end of ours sends one.
            AllowAutoRedirect = false,
            ConnectTimeout = patience.Connect,
            UseCookies = false,
            UseProxy = !servers.All(server => server.IsLoopback),
            AutomaticDecompression = DecompressionMethods.All,
        })
        {
            MaxResponseContentBufferSize = LargestBody,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public IReadOnlyList<Uri> Servers => servers;

    /// <summary>The front end that is asked first.</summary>
    public Uri Current => servers[current];

    /// <summary>Leaves the current front end for the next one in the list.</summary>
    public void MoveOn() => current = (current + 1) % servers.Count;

    /// <summary>
    /// Asks until somebody decides, at most for <paramref name="limit"/>. The call must be safe to repeat: a read, or a
    /// command with its key.
    /// </summary>
    /// <exception cref="OutageException">Nobody decided in time; says why, in words for a person.</exception>
    public async Task<Answer> Send(Call call, TimeSpan limit, Action<string>? tell, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        var pause = patience.FirstPause;
        var before = "";
        for (var attempt = 1; ; attempt++)
        {
            var left = limit - time.GetElapsedTime(start);
            var hurried = left < patience.Attempt;
            var (answer, trouble) = await Attempt(call, hurried ? left : patience.Attempt, cancel);
            if (answer is { IsFinal: true })
            {
                return answer;
            }

            // An attempt that our own limit cut short says less than the one before it.
            trouble = hurried && trouble == Silent(Current) && before.Length > 0 ? before : trouble;
            before = trouble;
            var roundIsOver = attempt % servers.Count == 0;
            MoveOn();
            var wait = roundIsOver ? Longer(pause, answer?.RetryAfter) : TimeSpan.Zero;
            if (time.GetElapsedTime(start) + wait >= limit)
            {
                throw new OutageException(trouble);
            }

            tell?.Invoke(trouble);
            if (roundIsOver)
            {
                await Task.Delay(wait, time, cancel);
                pause = pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;
            }
        }
    }

    /// <summary>Opens a stream at the current front end; the caller reads it and comes back when it breaks.</summary>
    /// <exception cref="HttpRequestException">The front end is gone.</exception>
    public async Task<HttpResponseMessage> Open(Call call, string lastEventId, CancellationToken cancel)
    {
        using var request = Request(call);
        request.Headers.Accept.Add(new("text/event-stream"));
        if (lastEventId.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>Reads an answer that was opened as a stream but is none.</summary>
    public static async Task<Answer> ReadAnswer(Uri server, HttpResponseMessage response, CancellationToken cancel) => new()
    {
        Server = server,
        Status = (int)response.StatusCode,
        MediaType = response.Content.Headers.ContentType?.MediaType ?? "",
        Body = await response.Content.ReadAsByteArrayAsync(cancel),
        Position = Header(response, "Hungry-Position"),
        Replayed = Header(response, "Idempotent-Replayed") is "true",
        RetryAfter = response.Headers.RetryAfter?.Delta,
    };

    public void Dispose() => http.Dispose();

    private async Task<(Answer? Answer, string Trouble)> Attempt(Call call, TimeSpan limit, CancellationToken cancel)
    {
        var server = Current;
        using var timeout = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using var request = Request(call);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var answer = await ReadAnswer(server, response, either.Token);
            return (answer, answer.IsFinal ? "" : Trouble(answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, Silent(server));
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return (null, Trouble(server, gone));
        }
    }

    private HttpRequestMessage Request(Call call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(Current, call.Path));
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("application/problem+json");
        if (call.Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Token);
        }

        AddHeader(request, "Idempotency-Key", call.Key);
        AddHeader(request, "Hungry-Position", call.Position);
        AddHeader(request, "Hungry-Consistency", call.Consistency);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new("application/json");
        }

        return request;
    }

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Silent(Uri server) => $"{Name(server)} does not answer.";

    private static string Trouble(Answer answer)
    {
        if (answer.Json is not null && answer.Status is >= 500 or 408 or 425 or 429)
        {
            return Problem.From(answer).InOneLine();
        }

        return $"What answers at {Name(answer.Server)} is not Just Hungry (status {answer.Status}).";
    }

    private static string Trouble(Uri server, Exception gone) => gone is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
    }
        ? $"Nobody answers at {Name(server)}."
        : $"The connection to {Name(server)} broke.";

    private static string Name(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private TimeSpan Longer(TimeSpan pause, TimeSpan? asked)
    {
        var wait = asked is { } retryAfter && retryAfter > pause ? retryAfter : pause;
        return wait < patience.LongestPause ? wait : patience.LongestPause;
    }
}
