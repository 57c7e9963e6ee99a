using System.Text;
using System.Text.Json;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// A number for a restaurant, of its slug alone (FNV-1a, 64 bits): what orders are gathered by. Two restaurants may share
/// one; a reader looks at the order itself.
/// </summary>
internal static class RestaurantKey
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>Of a slug.</summary>
    public static long Of(string slug) => Of(Encoding.UTF8.GetBytes(slug));

    /// <inheritdoc cref="Of(string)"/>
    public static long Of(ReadOnlySpan<byte> slug)
    {
        var hash = Offset;
        foreach (var each in slug)
        {
            hash = (hash ^ each) * Prime;
        }

        return (long)hash;
    }

    /// <summary>Of an order's document, or as much of its beginning as has the restaurant in it.</summary>
    /// <exception cref="InvalidDataException">It has not.</exception>
    public static long OfDocument(ReadOnlySpan<byte> document) => Of(SlugIn(document));

    /// <summary>The slug in an order's document, or in its beginning.</summary>
    public static ReadOnlySpan<byte> SlugIn(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, isFinalBlock: false, state: default);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("restaurant"u8) && reader.Read())
            {
                return reader.ValueSpan;
            }
        }

        throw new InvalidDataException("An order's document does not begin with its restaurant.");
    }
}
