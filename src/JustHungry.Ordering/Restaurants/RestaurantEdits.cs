using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A few places of a restaurant's document become others, all or none, on the document as it is when this is decided.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Edits">What is changed, one after the other; 1–100 by the rules.</param>
public sealed record EditRestaurant(string Restaurant, IReadOnlyList<RestaurantEdit> Edits) : PersonalCommand;

/// <summary>One change of a document.</summary>
/// <param name="At">
/// Where: names of members with slashes between them, and in lists the id of an element, such as
/// <c>menu/categories/mains/items/lasagne</c>; empty: the whole document.
/// </param>
/// <param name="Set">Members that the object there gets; null takes one away.</param>
/// <param name="Add">An element that the list there gets, at its end or before another one.</param>
/// <param name="Before">Id of the element before which it comes.</param>
/// <param name="Remove">True: what is there goes.</param>
/// <param name="Move">By how many places the element goes down its list; up, where it is negative.</param>
public sealed record RestaurantEdit(
    string At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Set = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Add = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Before = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Remove = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Move = null);

/// <summary>
/// Edits documents without knowing what stands in them: whether the outcome is a restaurant is for the reader of documents to say,
/// so what is edited passes the same rules as what is imported. Reads no clock, store or network.
/// </summary>
public static class RestaurantEdits
{
    private const int MaxEdits = 100;
    private const int MaxSteps = 20;

    /// <summary>The document after all edits; or which of them cannot be made.</summary>
    public static Verdict<EditedDocument> Apply(ReadOnlyMemory<byte> document, IReadOnlyList<RestaurantEdit> edits)
    {
        if (edits.Count is 0 or > MaxEdits)
        {
            return Faulty(0, $"Between 1 and {MaxEdits} edits are made at once.");
        }

        var root = JsonNode.Parse(document.Span)!;
        for (var index = 0; index < edits.Count; index++)
        {
            if (Apply(root, edits[index]) is { } words)
            {
                return Faulty(index, words);
            }
        }

        return new EditedDocument(JsonSerializer.SerializeToElement(root, NodeJson.Default.JsonNode));
    }

    private static string? Apply(JsonNode root, RestaurantEdit edit)
    {
        var kinds = (edit.Set is null ? 0 : 1) + (edit.Add is null ? 0 : 1) + (edit.Remove == true ? 1 : 0)
            + (edit.Move is null ? 0 : 1);
        if (kinds != 1)
        {
            return "An edit does one of set, add, remove and move.";
        }

        if (Find(root, edit.At) is not { } place)
        {
            return $"There is nothing at {Words.Quoted(edit.At)}: it may have been removed meanwhile.";
        }

        return edit switch
        {
            { Set: { } members } => SetMembers(place, members),
            { Add: { } element } => AddElement(place, element, edit.Before),
            { Remove: true } => RemoveNode(place),
            _ => MoveElement(place, edit.Move!.Value),
        };
    }

    private static JsonNode? Find(JsonNode root, string path)
    {
        var node = root;
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < steps.Length && node is not null && steps.Length <= MaxSteps; index++)
        {
            node = node switch
            {
                JsonObject members => members[steps[index]],
                JsonArray elements => ElementOf(elements, steps[index]),
                _ => null,
            };
        }

        return steps.Length > MaxSteps ? null : node;
    }

    private static JsonNode? ElementOf(JsonArray elements, string id) => elements.FirstOrDefault(
        each => each is JsonObject one && one["id"] is JsonValue value && value.TryGetValue<string>(out var text) && text == id);

    private static string? SetMembers(JsonNode place, JsonElement members)
    {
        if (place is not JsonObject target || members.ValueKind != JsonValueKind.Object)
        {
            return "Members are set in an object.";
        }

        foreach (var member in members.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                target.Remove(member.Name);
            }
            else
            {
                target[member.Name] = NodeOf(member.Value);
            }
        }

        return null;
    }

    private static string? AddElement(JsonNode place, JsonElement element, string? before)
    {
        if (place is not JsonArray list)
        {
            return "Elements are added to a list.";
        }

        var next = before is null ? null : ElementOf(list, before);
        list.Insert(next is null ? list.Count : list.IndexOf(next), NodeOf(element));
        return null;
    }

    private static string? RemoveNode(JsonNode place)
    {
        switch (place.Parent)
        {
            case JsonArray list:
                list.Remove(place);
                return null;
            case JsonObject owner:
                owner.Remove(place.GetPropertyName());
                return null;
            default:
                return "A restaurant cannot be removed in this way.";
        }
    }

    private static string? MoveElement(JsonNode place, int by)
    {
        if (place.Parent is not JsonArray list)
        {
            return "Only an element of a list can be moved.";
        }

        var target = Math.Clamp((long)list.IndexOf(place) + by, 0, list.Count - 1);
        list.Remove(place);
        list.Insert((int)target, place);
        return null;
    }

    private static JsonNode? NodeOf(JsonElement element) => JsonSerializer.Deserialize(element, NodeJson.Default.JsonNode);

    private static Refusal Faulty(int index, string words) =>
        Refusal.Of([new Fault($"edits[{index}]", Reason.DocumentInvalid, words)]);
}

/// <summary>A document that was edited; not yet read. Immutable.</summary>
/// <param name="Json">All of it.</param>
public sealed record EditedDocument(JsonElement Json) : DomainEvent;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class NodeJson : JsonSerializerContext;
