using System.Text;
using System.Text.Json.Nodes;

namespace JustHungry.Client.Ordering;

/// <summary>Puts further fields into the body of an order.</summary>
internal static class BasketBody
{
    /// <summary>The body with these fields; the same bytes where there is none.</summary>
    public static byte[] With(byte[] body, JsonObject said)
    {
        if (said.Count == 0)
        {
            return body;
        }

        var order = JsonNode.Parse(body)!.AsObject();
        foreach (var (name, value) in said)
        {
            order[name] = value?.DeepClone();
        }

        return Encoding.UTF8.GetBytes(order.ToJsonString());
    }
}
