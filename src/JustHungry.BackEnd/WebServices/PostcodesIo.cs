using System.Text.Json;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.WebServices;

/// <summary>Reads the answers of postcodes.io, as documented at postcodes.io/docs. Unknown fields are ignored.</summary>
internal static class PostcodesIo
{
    /// <summary>What to ask for, below the base address.</summary>
    public static string Path(Postcode postcode) => "postcodes/" + Uri.EscapeDataString(postcode.ToString());

    /// <exception cref="UnreadableAnswerException">Not one of the documented answers.</exception>
    public static ServiceAnswer Read(Postcode asked, int status, JsonElement body) => (status, Said(body)) switch
    {
        (200, 200) => Exists(asked, body),
        (404, 404) => new ServiceAnswer.Unknown(body.Child("terminated") is { ValueKind: JsonValueKind.Object }),
        _ => throw new UnreadableAnswerException($"answered {status}"),
    };

    private static ServiceAnswer.Exists Exists(Postcode asked, JsonElement body)
    {
        var result = body.Child("result");
        if (!Postcode.TryParse(result?.Text("postcode"), out var postcode, out _) || postcode != asked)
        {
            throw new UnreadableAnswerException("answered about another postcode");
        }
        return new ServiceAnswer.Exists(Coordinates.Of(result?.Number("latitude"), result?.Number("longitude")));
    }

    // A 404 that has no "status": 404 in its body comes from something on the way, not from the service.
    private static double? Said(JsonElement body) => body.Number("status");
}
