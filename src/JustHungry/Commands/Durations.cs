using System.CommandLine;
using System.Globalization;

namespace JustHungry.Commands;

/// <summary>Durations as people type them: a whole number and s, m, h or d.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>An option that takes one; null where it is not given.</summary>
    public static Option<TimeSpan?> Option(string name, string meaning) => new(name)
    {
        Description = meaning,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Read(text) is { } duration)
            {
                return duration;
            }
            result.AddError($"{name} must be a time like 90s, 30m, 1h or 1d, not '{text}'.");
            return null;
        },
    };

    /// <summary>From one second to a year; null for anything else.</summary>
    public static TimeSpan? Read(string text)
    {
        var unit = text.Length < 2 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= Longest / unit
            ? unit * number
            : null;
    }
}
