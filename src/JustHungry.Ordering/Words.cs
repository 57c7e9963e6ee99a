namespace JustHungry.Ordering;

/// <summary>Rules about the texts that people write.</summary>
internal static class Words
{
    private const int MaxQuoted = 64;

    /// <summary>A text of somebody else's within quotes, cut where it is long, to stand in a sentence.</summary>
    public static string Quoted(string text) => text.Length <= MaxQuoted ? $"\"{text}\"" : $"\"{text[..MaxQuoted]}…\"";

    /// <summary>A sum as people write it, such as <c>£12.50</c>.</summary>
    public static string Money(string currency, long pence) =>
        currency == "GBP" ? $"£{pence / 100}.{pence % 100:00}" : $"{pence / 100}.{pence % 100:00} {currency}";

    /// <summary>A moment on somebody's own clock, such as <c>18:30 on 2026-03-11</c>.</summary>
    public static string Clock(DateTimeOffset time, NodaTime.DateTimeZone zone) => ClockPattern.Format(
        NodaTime.Instant.FromDateTimeOffset(time).InZone(zone).LocalDateTime);

    private static readonly NodaTime.Text.LocalDateTimePattern ClockPattern =
        NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("HH':'mm' on 'yyyy'-'MM'-'dd");

    /// <summary>True where a text has no control characters and no halves of characters.</summary>
    public static bool CanBeShown(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsControl(c) || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }
}
