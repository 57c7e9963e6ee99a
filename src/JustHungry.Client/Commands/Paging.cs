using System.CommandLine;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>Long lists come in pages.</summary>
internal static class Paging
{
    private const int Most = 100;

    public static Option<int> LimitOption(int otherwise)
    {
        var limit = new Option<int>("--limit")
        {
            Description = $"How many at most, 1–{Most}.",
            HelpName = "N",
            DefaultValueFactory = _ => otherwise,
        };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 1 or > Most))
            {
                result.AddError($"--limit takes a number from 1 to {Most}.");
            }
        });
        return limit;
    }

    public static Option<string?> NextOption() =>
        new("--next") { Description = "The next page: the value of \"next\" in the page before.", HelpName = "PATH" };

    /// <summary>A page's path comes from an answer of the API; anything else would send a token to a stranger's path.</summary>
    public static string Checked(string next) => next.StartsWith("/api/v1/", StringComparison.Ordinal)
        ? next
        : throw new UsageException("--next takes the value of \"next\" from the page before, which begins with /api/v1/");

    public static IEnumerable<Line> More(string? next)
    {
        if (next is not null)
        {
            yield return Line.Of($"More: --next '{next}'", Tone.Dim);
        }
    }
}
