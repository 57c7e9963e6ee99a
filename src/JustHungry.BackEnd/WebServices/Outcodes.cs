using System.Collections.Frozen;
using System.Globalization;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.WebServices;

/// <summary>
/// The bundled table of UK outward codes, <c>outcodes.csv</c>: the answer where no web service gives one. Its source and
/// licence stand in its first lines. Read once, at the first look; safe for any thread.
/// </summary>
public static class Outcodes
{
    private const string Resource = "JustHungry.BackEnd.WebServices.outcodes.csv";
    private const string Header = "outcode,latitude,longitude,town";
    private const int Columns = 4;

    private static readonly Lazy<FrozenDictionary<string, Place>> Table = new(Read);

    /// <summary>How many outward codes are known.</summary>
    public static int Count => Table.Value.Count;

    /// <summary>The middle of the postcode's district; null for an outward code newer than the table.</summary>
    public static Place? Find(Postcode postcode) => Table.Value.GetValueOrDefault(postcode.Outcode);

    private static FrozenDictionary<string, Place> Read()
    {
        using var stream = typeof(Outcodes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var places = new Dictionary<string, Place>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line == Header)
            {
                continue;
            }
            var cells = line.Split(',', Columns);
            places.Add(cells[0], new Place(Degrees(cells[1]), Degrees(cells[2]), cells[3]));
        }
        return places.ToFrozenDictionary();
    }

    private static double Degrees(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>A district. Immutable.</summary>
    /// <param name="Latitude">Degrees north of its middle.</param>
    /// <param name="Longitude">Degrees east of its middle.</param>
    /// <param name="Town">The post town or the part of it, for people.</param>
    public sealed record Place(double Latitude, double Longitude, string Town);
}
