using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace JustHungry.Endurance.Soak;

/// <summary>What a front end answered. Immutable.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, bool IsReplayed)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}

/// <summary>
/// A customer's way to the town, over whichever front end answers: asks again until there is an answer, with the same key.
/// Holds the session's position, and sees that it never goes back.
/// </summary>
internal sealed class Connection(IReadOnlyList<Uri> frontEnds, int first, Findings findings, TimeProvider time) : IDisposable
{
    private const string PositionHeader = "Hungry-Position";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient _http = new() { Timeout = Limit };
    private int _frontEnd = first;
    private string? _position;

    public string? Token { get; set; }

    public string? Position => _position;

    /// <summary>Asks until there is an answer other than 503.</summary>
    /// <exception cref="OperationCanceledException">The trial is over.</exception>
    public async Task<Reply> Ask(HttpMethod method, string path, byte[]? body, string? key, CancellationToken over)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await _http.SendAsync(Request(method, path, body, key), over);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    SeePosition(answer, path);
                    return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(over), answer.Headers.Contains("Idempotent-Replayed"));
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException
                || (error is OperationCanceledException && !over.IsCancellationRequested))
            {
                // Asked again, elsewhere.
            }
            over.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(since) > Patience)
            {
                findings.Add($"{method} {path} has not been answered for {Patience.TotalMinutes} minutes.");
                throw new OperationCanceledException();
            }
            _frontEnd++;
            await Task.Delay(Pause, time, over);
        }
    }

    /// <summary>Opens a stream of events; the caller disposes it.</summary>
    /// <exception cref="HttpRequestException">It does not open; ask again.</exception>
    public async Task<HttpResponseMessage> Open(string path, int lastEvent, CancellationToken over)
    {
        using var request = Request(HttpMethod.Get, path, null, null);
        if (lastEvent > 0)
        {
            request.Headers.Add("Last-Event-ID", lastEvent.ToString(CultureInfo.InvariantCulture));
        }
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
    }

    public void TryNext() => _frontEnd++;

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, string? key)
    {
        var request = new HttpRequestMessage(method, new Uri(frontEnds[_frontEnd % frontEnds.Count], path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        if (method == HttpMethod.Get && _position is not null)
        {
            request.Headers.Add(PositionHeader, _position);
        }
        return request;
    }

    private void SeePosition(HttpResponseMessage answer, string path)
    {
        if (!answer.Headers.TryGetValues(PositionHeader, out var values))
        {
            return;
        }
        var seen = values.First();
        if (_position is not null && answer.RequestMessage!.Method == HttpMethod.Get)
        {
            findings.Expect(Number(seen) >= Number(_position), () => $"the session went back from {_position} to {seen} at {path}.");
        }
        if (_position is null || Number(seen) > Number(_position))
        {
            _position = seen;
        }
    }

    private static long Number(string position) => long.Parse(position.AsSpan(position.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}
