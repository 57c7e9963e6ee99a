using System.Text.Json.Serialization;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.Replication;

/// <summary>How replication's own messages stand in JSON: camelCase, roles as words, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(View))]
[JsonSerializable(typeof(ViewReport))]
[JsonSerializable(typeof(ReplicaStatus))]
[JsonSerializable(typeof(LogHead))]
[JsonSerializable(typeof(LevelAnswer))]
[JsonSerializable(typeof(RegistryListing))]
public sealed partial class ReplicationJson : JsonSerializerContext;
