using System.Diagnostics.CodeAnalysis;

namespace JustHungry.Ordering.People;

/// <summary>Phone numbers as people write them. A number without a country is a British one.</summary>
public static class Phone
{
    private const int MinDigits = 9;
    private const int MaxDigits = 15;
    private const string Country = "44";

    /// <summary>
    /// Reads a number: spaces, brackets, dots and hyphens do not matter. The same phone is always the same text, such as
    /// <c>+441914980000</c> for <c>0191 498 0000</c>, <c>0044 191 498 0000</c> and <c>+44 (0)191 498 0000</c>.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? phone)
    {
        phone = null;
        var isInternational = text.TrimStart().StartsWith('+');
        var digits = new List<char>();
        foreach (var c in text.Replace("(0)", "", StringComparison.Ordinal).Trim().TrimStart('+'))
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Add(c);
            }
            else if (c is not (' ' or '(' or ')' or '-' or '.' or '/'))
            {
                return false;
            }
        }

        var number = new string([.. digits]);
        if (!isInternational)
        {
            number = number.StartsWith("00", StringComparison.Ordinal) ? number[2..]
                : number.StartsWith('0') ? Country + number[1..]
                : "";
        }

        if (number.Length is < MinDigits or > MaxDigits || number[0] == '0')
        {
            return false;
        }

        phone = $"+{number}";
        return true;
    }
}
