using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>Reads the headers that calls have in common. Each returns what is wrong, or null.</summary>
internal static class RequestHeaders
{
    /// <summary>The header that names a command.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    private const int LongestKey = 128;
    private const int LongestToken = 256;
    private const int LongestLineage = 64;
    private const string Bearer = "Bearer ";

    private static readonly Refusal NoToken = new(
        Reason.TokenMissing, "Send the customer's token: 'Authorization: Bearer <token>'. POST /api/v1/customers gives one.");

    private static readonly Refusal NoSuchToken = new(Reason.TokenUnknown, "This is not a token of ours.");

    private static readonly Refusal NoKey = new(
        Reason.IdempotencyKeyMissing,
        "Send an Idempotency-Key header: a name of your own for this order (a UUID, say), so that it is placed once however "
        + "often it is sent.");

    private static readonly Refusal BadKey = new(
        Reason.IdempotencyKeyMalformed, $"One Idempotency-Key, please: 1 to {LongestKey} visible ASCII characters, without spaces.");

    private static readonly Refusal BadPosition = new(
        Reason.MalformedParameter, $"{InnerApi.PositionHeader} must be sent back as it was received: <lineage>:<number>.");

    private static readonly Refusal BadConsistency = new(
        Reason.MalformedParameter, $"{InnerApi.ConsistencyHeader} is 'linearizable' or 'session'.");

    /// <summary>The caller's token as its SHA-256 in lower-case hex.</summary>
    public static Refusal? Caller(HttpContext http, out string caller)
    {
        caller = "";
        var values = http.Request.Headers.Authorization;
        if (values.Count == 0 || string.IsNullOrWhiteSpace(values[0]))
        {
            return NoToken;
        }
        var value = values[0]!;
        if (values.Count > 1 || !value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return NoToken;
        }
        var token = value.AsSpan(Bearer.Length).Trim();
        if (token.Length is 0 or > LongestToken || !IsVisible(token))
        {
            return NoSuchToken;
        }
        Span<byte> ascii = stackalloc byte[token.Length];
        Encoding.ASCII.GetBytes(token, ascii);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ascii, hash);
        caller = Convert.ToHexStringLower(hash);
        return null;
    }

    /// <summary>The command's key; null where there is none and none is needed.</summary>
    public static Refusal? Key(HttpContext http, bool isRequired, out string? key)
    {
        key = null;
        if (!http.Request.Headers.TryGetValue(IdempotencyKey, out var values) || values.Count == 0)
        {
            return isRequired ? NoKey : null;
        }
        if (values.Count > 1 || values[0] is not { Length: >= 1 and <= LongestKey } value || !IsVisible(value))
        {
            return BadKey;
        }
        key = value;
        return null;
    }

    /// <summary>The position and the consistency that a read asks for, as they stand in the headers.</summary>
    public static Refusal? Freshness(HttpContext http, out string? position, out string? consistency)
    {
        consistency = null;
        if (!One(http, InnerApi.PositionHeader, out position) || (position is not null && !IsPosition(position)))
        {
            return BadPosition;
        }
        return One(http, InnerApi.ConsistencyHeader, out consistency) && consistency is null or "linearizable" or "session"
            ? null
            : BadConsistency;
    }

    /// <summary>False where the header stands there more than once.</summary>
    private static bool One(HttpContext http, string name, out string? value)
    {
        value = null;
        if (!http.Request.Headers.TryGetValue(name, out var values))
        {
            return true;
        }
        value = values[0];
        return values.Count == 1;
    }

    public static bool IsPosition(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and <= LongestLineage
            && text.AsSpan(0, colon).IndexOfAnyExcept(LineageCharacters) < 0
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static readonly System.Buffers.SearchValues<char> LineageCharacters =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    private static bool IsVisible(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~');
}
