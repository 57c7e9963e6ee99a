using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Kitchen;

/// <summary>Who is signed in at this kitchen's terminal: a private file in the town's folder. Immutable.</summary>
/// <param name="Token">The secret that proves it.</param>
/// <param name="Restaurant">Slug of the restaurant.</param>
internal sealed record KitchenSession(string Token, string Restaurant)
{
    private const string FileName = "kitchen.json";

    /// <summary>The session that was saved; null: nobody has signed in.</summary>
    public static KitchenSession? Load(string folder)
    {
        if (PrivateFile.Read(Path.Combine(folder, FileName)) is not { } content)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(content);
            return new(json.RootElement.Text("token"), json.RootElement.Text("restaurant"));
        }
        catch (JsonException)
        {
            throw new MemoryException($"{Path.Combine(folder, FileName)} is damaged. Move it away to start anew.");
        }
    }

    public void Save(string folder)
    {
        var json = new JsonObject { ["token"] = Token, ["restaurant"] = Restaurant };
        PrivateFile.Write(Path.Combine(folder, FileName), System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
