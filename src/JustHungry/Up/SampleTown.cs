using System.Security.Cryptography;
using JustHungry.Cluster;
using JustHungry.Commands;

namespace JustHungry.Up;

/// <summary>The restaurants that a new town begins with: <c>samples/durham</c>, which lies beside the program.</summary>
internal static class SampleTown
{
    /// <summary>The restaurants' documents.</summary>
    public static IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples", "durham"), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>
    /// Puts restaurants into the town. Done twice it changes nothing: the ids follow from the content. One that is
    /// refused is announced and left out.
    /// </summary>
    /// <exception cref="RefusedException">There is no primary to put them to.</exception>
    public static async Task Load(
        ClusterClient cluster, IReadOnlyList<string> files, TimeProvider time, Action<string> announce, CancellationToken cancellation)
    {
        var town = new TownCommands(cluster, time);
        foreach (var file in files)
        {
            var document = await File.ReadAllBytesAsync(file, cancellation);
            var hash = Convert.ToHexStringLower(SHA256.HashData(document))[..16];
            var answer = await town.Send($"sample:{Path.GetFileNameWithoutExtension(file)}:{hash}", "putRestaurant", json =>
            {
                json.WritePropertyName("document");
                json.WriteRawValue(document);
            }, cancellation);
            if (answer.IsRefusal)
            {
                announce($"the sample {Path.GetFileName(file)} is refused: {answer.Words}");
            }
        }
    }
}
