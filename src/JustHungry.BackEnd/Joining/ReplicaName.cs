using System.Security.Cryptography;

namespace JustHungry.BackEnd.Joining;

/// <summary>A replica's name: its folder's, and four hex digits made once, so that two machines' replicas differ.</summary>
internal static class ReplicaName
{
    /// <summary>Reads the name from the folder, or makes one.</summary>
    public static string Of(string folder)
    {
        var file = Path.Combine(folder, "name");
        if (!File.Exists(file))
        {
            var fresh = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";
            File.WriteAllText(file, fresh + "\n");
        }
        return File.ReadAllText(file).Trim();
    }
}
