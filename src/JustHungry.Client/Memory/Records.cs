using System.Text.Json.Serialization;

namespace JustHungry.Client.Memory;

/// <summary>A customer of the town. The token is the secret that proves it, which is why the file is private.</summary>
internal sealed record Person(string Id, string Token, string Name, string Postcode);

/// <summary>Everybody who ordered from this computer account, and the id of the one who does now.</summary>
internal sealed record People(string? Current, IReadOnlyList<Person> All)
{
    [JsonIgnore]
    public Person? Me => All.FirstOrDefault(person => person.Id == Current);

    /// <summary>This person orders from now on; the others stay remembered.</summary>
    /// <summary>This one is forgotten on this computer; whoever ordered last before orders from now on.</summary>
    public People Without(string id)
    {
        var left = All.Where(other => other.Id != id).ToList();
        return new(Current == id ? left.FirstOrDefault()?.Id : Current, left);
    }

    public People With(Person person) => new(person.Id, [person, .. All.Where(other => other.Id != person.Id)]);
}

/// <summary>A registration whose answer has not come yet.</summary>
internal sealed record PendingRegistration(string Key, string Name, string Postcode, DateTimeOffset At);

/// <summary>An order that was confirmed and whose answer has not come yet: all that is needed to send it again.</summary>
/// <param name="Body">The request's body, byte for byte.</param>
/// <param name="Summary">What it was, in words for the next run, such as "2 dishes from ASK, £21.50".</param>
internal sealed record PendingOrder(string Key, DateTimeOffset At, Person Customer, string Body, string Summary);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(People))]
[JsonSerializable(typeof(PendingRegistration))]
[JsonSerializable(typeof(PendingOrder))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MemoryJson : JsonSerializerContext;
