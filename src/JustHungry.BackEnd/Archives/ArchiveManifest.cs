using System.Text.Json.Serialization;

namespace JustHungry.BackEnd.Archives;

/// <summary>What an archive says of itself: of which town it is, and how far it goes. Immutable; JSON in camelCase.</summary>
/// <param name="Format">Version of the format, <see cref="ArchiveSeal.Format"/>.</param>
/// <param name="Lineage">The town's lineage.</param>
/// <param name="Position">The last entry of the log that it holds.</param>
/// <param name="Hash">That entry's hash.</param>
/// <param name="View">The number of the view at that position; 0 before the first.</param>
/// <param name="Time">When that entry was decided.</param>
/// <param name="MadeAt">When the archive was made, by the clock of whoever made it.</param>
/// <param name="Bytes">Length of the database, which the archive begins with.</param>
/// <param name="Key">Tells the town's cluster key from others without giving it away; null where it is not known.</param>
public sealed record ArchiveManifest(
    int Format,
    string Lineage,
    long Position,
    string Hash,
    long View,
    DateTimeOffset Time,
    DateTimeOffset MadeAt,
    long Bytes,
    string? Key);

/// <summary>The manifest in JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
