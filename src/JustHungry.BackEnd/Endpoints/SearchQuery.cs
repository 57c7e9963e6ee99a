using System.Globalization;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>By what restaurants are put in order.</summary>
internal enum SearchSort
{
    /// <summary>The nearest first; by name where no place is known.</summary>
    Distance,

    /// <summary>The best hygiene rating first; those without one last.</summary>
    Rating,

    /// <summary>The lowest delivery fee first.</summary>
    Fee,

    /// <summary>The quickest first.</summary>
    Time,

    /// <summary>By the alphabet.</summary>
    Name,
}

/// <summary>What restaurants are asked for with. Immutable; what is null or nothing does not matter.</summary>
internal sealed record SearchQuery
{
    private const string Path = "/api/v1/restaurants";
    private const int MaxText = 100;

    private static readonly string[] Sorts = ["distance", "rating", "fee", "time", "name"];

    /// <summary>As the next page's address says it.</summary>
    public string? Postcode { get; init; }

    /// <summary>Where that is; only restaurants that deliver there, unless food is to be collected.</summary>
    public Whereabouts? Customer { get; init; }

    /// <summary>One of the restaurant's cuisines, in any case.</summary>
    public string? Cuisine { get; init; }

    /// <summary>Words of its name, its cuisines and its dishes.</summary>
    public string? Text { get; init; }

    /// <summary>True: only those that are open now.</summary>
    public bool OpenNow { get; init; }

    /// <summary>A dish must suit all of these.</summary>
    public Diets Diets { get; init; }

    /// <summary>The same dish must be to be had without these.</summary>
    public Allergens Avoided { get; init; }

    /// <summary>How the food gets to the person; null: delivered where there is a place, else either.</summary>
    public ServiceType? Service { get; init; }

    public SearchSort Sort { get; init; }

    /// <summary>The parameters as they came, but for the place, for the next page.</summary>
    private IReadOnlyList<(string Name, string? Value)> Asked { get; init; } = [];

    /// <summary>Reads everything but the place; null with a refusal, of all faults, where something is malformed.</summary>
    public static SearchQuery? Read(Func<string, string?> parameter, out Refusal? refusal)
    {
        var faults = new List<Fault>();
        var (diets, avoided) = (Diets.None, Allergens.None);
        foreach (var word in Words(parameter("diet")))
        {
            diets |= DietWords.TryParse(word, out var diet)
                ? diet
                : Bad<Diets>("diet", "diet is vegan, vegetarian, halal or kosher, or several with commas between them.");
        }

        foreach (var word in Words(parameter("avoid")))
        {
            avoided |= AllergenInfo.TryParse(word, out var allergen)
                ? allergen
                : Bad<Allergens>("avoid", "avoid is one of the fourteen allergens, such as nuts, or several with commas between them.");
        }

        var open = parameter("open") switch
        {
            null or "false" => false,
            "true" => true,
            _ => Bad<bool>("open", "open is true or false."),
        };
        ServiceType? service = parameter("service") switch
        {
            null => null,
            "delivery" => ServiceType.Delivery,
            "collection" => ServiceType.Collection,
            _ => Bad<ServiceType?>("service", "service is delivery or collection."),
        };
        var sort = parameter("sort") is { } asked ? Array.IndexOf(Sorts, asked) : 0;
        if (sort < 0)
        {
            Bad<int>("sort", "sort is distance, rating, fee, time or name.");
        }

        refusal = faults.Count > 0 ? Refusal.Of(faults) : null;
        return refusal is not null ? null : new SearchQuery
        {
            Cuisine = Cut(parameter("cuisine")),
            Text = Cut(parameter("q")),
            OpenNow = open,
            Diets = diets,
            Avoided = avoided,
            Service = service,
            Sort = (SearchSort)sort,
            Asked = [.. ((string[])["cuisine", "q", "open", "diet", "avoid", "service", "sort"]).Select(name => (name, Cut(parameter(name))))],
        };

        T Bad<T>(string name, string words)
        {
            if (faults.TrueForAll(fault => fault.Path != name))
            {
                faults.Add(new Fault(name, Reason.MalformedParameter, words));
            }

            return default!;
        }
    }

    /// <summary>Path and query of the page after a restaurant.</summary>
    public string Next(int limit, string after)
    {
        var next = string.Create(CultureInfo.InvariantCulture, $"{Path}?limit={limit}");
        foreach (var (name, value) in Asked.Prepend(("postcode", Postcode)).Append(("after", after)))
        {
            next += value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
        }

        return next;
    }

    private static string[] Words(string? text) =>
        text?.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
