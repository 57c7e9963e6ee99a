using System.Globalization;
using System.Text.Json;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.WebServices;

/// <summary>Reads the answers of api.getthedata.com (Open Postcode Geo), as documented at getthedata.com/postcode.</summary>
internal static class GetTheData
{
    private const string NorthernIreland = "BT";

    /// <summary>False for Northern Ireland, which its data leave out: "no match" there would say nothing.</summary>
    public static bool Covers(Postcode postcode) =>
        !postcode.Outcode.StartsWith(NorthernIreland, StringComparison.Ordinal);

    /// <summary>What to ask for, below the base address.</summary>
    public static string Path(Postcode postcode) => "postcode/" + Uri.EscapeDataString(postcode.ToString());

    /// <exception cref="UnreadableAnswerException">Not one of the documented answers.</exception>
    public static ServiceAnswer Read(Postcode asked, int status, JsonElement body)
    {
        if (status is not (200 or 404))
        {
            throw new UnreadableAnswerException($"answered {status}");
        }
        return body.Text("status") switch
        {
            "match" when body.Child("data") is { ValueKind: JsonValueKind.Object } data => Match(asked, body, data),
            "match" or "no_match" => new ServiceAnswer.Unknown(Terminated: false),
            _ => throw new UnreadableAnswerException("answered neither match nor no_match"),
        };
    }

    private static ServiceAnswer Match(Postcode asked, JsonElement body, JsonElement data)
    {
        // "SW1A" matches too, as a district: only a whole postcode is one.
        if (body.Text("match_type") != "unit_postcode")
        {
            return new ServiceAnswer.Unknown(Terminated: false);
        }
        if (data.Text("status") == "terminated")
        {
            return new ServiceAnswer.Unknown(Terminated: true);
        }
        if (!Postcode.TryParse(data.Text("postcode"), out var postcode, out _) || postcode != asked)
        {
            throw new UnreadableAnswerException("answered about another postcode");
        }
        return new ServiceAnswer.Exists(Coordinates.Of(Degrees(data, "latitude"), Degrees(data, "longitude")));
    }

    private static double? Degrees(JsonElement data, string name) =>
        double.TryParse(data.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
            ? degrees
            : data.Number(name);
}
