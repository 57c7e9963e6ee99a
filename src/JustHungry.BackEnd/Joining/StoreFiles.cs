using System.Globalization;

namespace JustHungry.BackEnd.Joining;

/// <summary>A store's database is a file with two companions, which go where it goes.</summary>
internal static class StoreFiles
{
    private static readonly string[] Endings = ["", "-wal", "-shm"];

    /// <summary>Deletes what there is of it.</summary>
    public static void Remove(string database)
    {
        foreach (var ending in Endings)
        {
            File.Delete(database + ending);
        }
    }

    /// <summary>
    /// Puts a damaged store where nothing uses it and everything is kept, under <c>NAME.broken-TIME</c>; returns that name.
    /// </summary>
    public static string SetAside(string database, DateTimeOffset now)
    {
        var aside = $"{database}.broken-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        for (var number = 2; File.Exists(aside); number++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{aside.Split('~')[0]}~{number}");
        }
        foreach (var ending in Endings.Where(ending => File.Exists(database + ending)))
        {
            File.Move(database + ending, aside + ending);
        }
        return aside;
    }
}
