using System.Collections.Frozen;
using System.Reflection;

namespace JustHungry.FrontEnd.Pages;

/// <summary>A language that the site speaks. Immutable.</summary>
/// <param name="Code">Such as <c>en</c>: in cookies, and in the names of the files with its texts.</param>
/// <param name="Tag">Such as <c>en-GB</c>: what pages say of themselves.</param>
/// <param name="Name">As its speakers call it.</param>
internal sealed record Language(string Code, string Tag, string Name)
{
    public static Language English { get; } = new("en", "en-GB", "English");

    public static Language German { get; } = new("de", "de", "Deutsch");

    /// <summary>All of them; the first one is spoken to those who understand none.</summary>
    public static IReadOnlyList<Language> All { get; } = [English, German];

    public static Language? Find(string? code) => All.FirstOrDefault(one => one.Code == code);
}

/// <summary>
/// All texts of the site. They stand in <c>Pages/Texts/*.{language}.txt</c>, one a line: <c>key = text</c>, with <c>{0}</c> for
/// what is filled in. Immutable.
/// </summary>
internal static class Catalogue
{
    private const string Folder = "texts/";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLanguage =
        Language.All.ToFrozenDictionary(static one => one.Code, static one => Read(one.Code));

    /// <summary>The texts of a language, by their keys.</summary>
    public static FrozenDictionary<string, string> Of(Language language) => ByLanguage[language.Code];

    private static FrozenDictionary<string, string> Read(string language)
    {
        var assembly = typeof(Catalogue).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith($".{language}.txt", StringComparison.Ordinal))
            {
                Read(assembly, name, texts);
            }
        }
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void Read(Assembly assembly, string name, Dictionary<string, string> texts)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var split = line.IndexOf(" = ", StringComparison.Ordinal);
            if (split < 0 || !texts.TryAdd(line[..split], line[(split + 3)..]))
            {
                throw new InvalidDataException($"{name}: '{line}' is no 'key = text', or the key stands there twice.");
            }
        }
    }
}
