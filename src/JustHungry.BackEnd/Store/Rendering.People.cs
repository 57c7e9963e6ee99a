using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;

namespace JustHungry.BackEnd.Store;

/// <content>
/// Answers with secrets in them, and orders without people. Secrets are derived from the town's key and the id of what they
/// are for, so that they can be told again while log and stores have only their hashes.
/// </content>
internal static partial class Rendering
{
    private const int CodeBytes = 16;
    private const int IdLength = 36;

    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static ReadOnlySpan<byte> SessionStart => "{\"session\":\""u8;

    private static ReadOnlySpan<byte> InvitationStart => "{\"invitation\":\""u8;

    /// <summary>The token of a session.</summary>
    public static string SessionToken(ReadOnlySpan<byte> secret, Guid session) => $"jh_{Secret(secret, "session-token", session)}";

    /// <summary>A token that shows one order and does nothing else.</summary>
    public static string OrderToken(ReadOnlySpan<byte> secret, Guid order) => $"jho_{Secret(secret, "order-token", order)}";

    /// <summary>The code of an invitation: 128 bits that can be typed.</summary>
    public static string InvitationCode(ReadOnlySpan<byte> secret, Guid invitation)
    {
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"invitation-code\n{invitation}\n"));
        var hex = Convert.ToHexStringLower(hash.AsSpan(0, CodeBytes));
        return string.Join('-', hex.Chunk(8).Select(part => new string(part)));
    }

    /// <summary>A sign-in's answer as it is kept: without the token.</summary>
    public static byte[] Session(SessionBegun session, Account account) => Json(json =>
    {
        json.WriteString("session"u8, session.Session);
        json.WriteString("id"u8, session.Person);
        json.WriteString("role"u8, account.Role.Code());
        WriteTexts(json, "restaurants"u8, account.Restaurants);
        json.WriteBoolean("passwordChangeNeeded"u8, account.IsTemporary);
        OrderDocument.WriteTime(json, "expires"u8, session.Expires);
    });

    /// <summary>An invitation's answer as it is kept: without the code.</summary>
    public static byte[] Invitation(Invitation invitation) => Json(json =>
    {
        json.WriteString("invitation"u8, invitation.Id);
        json.WriteString("role"u8, invitation.Role.Code());
        WriteTexts(json, "restaurants"u8, invitation.Restaurants);
        OrderDocument.WriteTime(json, "expires"u8, invitation.Expires);
    });

    /// <summary>An answer as it is told: with the token or the code that it lacks where it is kept.</summary>
    public static byte[] Revealed(byte[] kept, ReadOnlySpan<byte> secret)
    {
        var body = kept.AsSpan();
        if (body.StartsWith(SessionStart))
        {
            return With("token", SessionToken(secret, IdAfter(SessionStart, body)), body);
        }

        return body.StartsWith(InvitationStart)
            ? With("code", InvitationCode(secret, IdAfter(InvitationStart, body)), body)
            : kept;
    }

    /// <summary>The answer to who looked for an order.</summary>
    public static byte[] FoundOrder(ReadOnlySpan<byte> order, string token)
    {
        var start = Encoding.UTF8.GetBytes($"{{\"token\":\"{token}\",\"order\":");
        return [.. start, .. order, CloseObject];
    }

    /// <summary>True where an order has that number for people, and is of that restaurant if one is named.</summary>
    public static bool IsCalled(byte[] document, string number, string? restaurant)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.GetProperty("number"u8).ValueEquals(number)
            && (restaurant is null || json.RootElement.GetProperty("restaurant"u8).ValueEquals(restaurant));
    }

    /// <summary>The phone that came with an order, as all phones are written; null where none did.</summary>
    public static string? PhoneIn(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.TryGetProperty("deliverTo"u8, out var recipient)
            && recipient.TryGetProperty("phone"u8, out var text)
            && Phone.TryParse(text.GetString() ?? "", out var phone)
            ? phone
            : null;
    }

    /// <summary>
    /// An order's document with whom it was for left blank: the name, the place, the phone, and what was written to the
    /// kitchen. Everything that a figure can come from stays.
    /// </summary>
    public static byte[] WithoutPerson(byte[] document)
    {
        using var order = JsonDocument.Parse(document);
        return Json(json =>
        {
            foreach (var member in order.RootElement.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                WriteWithoutPerson(json, member);
            }
        });
    }

    private static void WriteWithoutPerson(Utf8JsonWriter json, JsonProperty member)
    {
        switch (member.Name)
        {
            case "deliverTo" or "contact":
                WriteBlank(json, member.Value);
                break;
            case "note":
                json.WriteNullValue();
                break;
            case "lines" when member.Value.ValueKind == JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var line in member.Value.EnumerateArray())
                {
                    json.WriteStartObject();
                    foreach (var part in line.EnumerateObject())
                    {
                        json.WritePropertyName(part.Name);
                        WriteWithoutPerson(json, part);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                member.Value.WriteTo(json);
                break;
        }
    }

    /// <summary>The same shape, with nothing in its texts.</summary>
    private static void WriteBlank(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    WriteBlank(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(""u8);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static string Secret(ReadOnlySpan<byte> secret, string kind, Guid id) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{kind}\n{id}\n")));

    private static Guid IdAfter(ReadOnlySpan<byte> start, ReadOnlySpan<byte> body) =>
        Utf8Parser.TryParse(body.Slice(start.Length, IdLength), out Guid id, out _, 'D')
            ? id
            : throw new InvalidDataException("An answer that is kept has no id where it should.");

    private static byte[] With(string name, string text, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{{\"{name}\":\"{text}\","), .. body[1..]];

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
