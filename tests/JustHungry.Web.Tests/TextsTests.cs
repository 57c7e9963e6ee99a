using System.Text.RegularExpressions;
using JustHungry.FrontEnd.Pages;

namespace JustHungry.Web.Tests;

using SiteTexts = JustHungry.FrontEnd.Pages.Catalogue;

/// <summary>Every text of the site is there, in every language.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public void All_languages_have_the_same_texts_with_the_same_gaps()
    {
        var (english, german) = (SiteTexts.Of(Language.English), SiteTexts.Of(Language.German));
        Assert.Empty(english.Keys.Except(german.Keys));
        Assert.Empty(german.Keys.Except(english.Keys));
        Assert.All(english, one => Assert.Equal(Gaps(one.Value), Gaps(german[one.Key])));
    }

    [Fact]
    public void Every_text_that_a_page_names_is_there()
    {
        var texts = SiteTexts.Of(Language.English);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "JustHungry.slnx")))
        {
            folder = folder.Parent!;
        }
        var sources = Directory.EnumerateFiles(Path.Combine(folder.FullName, "src", "JustHungry.FrontEnd", "Pages"), "*", SearchOption.AllDirectories)
            .Where(static path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal));
        var missing = sources.SelectMany(path => Named().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Where(key => !texts.ContainsKey(key) && !texts.ContainsKey($"{key}.other"));
        Assert.Empty(missing.Distinct());
    }

    private static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(static match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\bT(?:exts)?(?:\.Count\(|\.Find\(|\[)""([a-z0-9.-]+)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();
}
