using System.Collections.Concurrent;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>A restaurant as it is shown, and what has been written of it already: most of a page's time goes into a long menu. Thread-safe.</summary>
internal sealed class KnownMenu(Shown restaurant)
{
    private readonly ConcurrentDictionary<Language, string> _sections = [];

    public Shown Restaurant { get; } = restaurant;

    /// <summary>The HTML of the whole menu in the visitor's language. Nothing in it is the visitor's own.</summary>
    public async Task<string> Sections(Visit visit) => _sections.TryGetValue(visit.Texts.Language, out var known)
        ? known
        : _sections.GetOrAdd(visit.Texts.Language, await PageRendering.Part<MenuSections>(
            visit, new Dictionary<string, object?> { [nameof(MenuSections.Restaurant)] = Restaurant }));
}
