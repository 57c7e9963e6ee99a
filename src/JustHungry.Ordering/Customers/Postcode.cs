using System.Diagnostics.CodeAnalysis;

namespace JustHungry.Ordering.Customers;

/// <summary>
/// A UK postcode of the right form, such as <c>DH1 3LE</c>: upper case, one space. Whether it exists, only a web service
/// knows. Immutable; two of the same text are equal.
/// </summary>
/// <remarks>
/// The forms are A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA with the letters that Royal Mail leaves out at each
/// place (BS 7666), and GIR 0AA.
/// </remarks>
public sealed record Postcode
{
    private const int InwardLength = 3;
    private const int MinLength = 5;
    private const int MaxLength = 7;

    private const string NeverFirst = "QVX";
    private const string NeverSecond = "IJZ";
    private const string ThirdLetters = "ABCDEFGHJKPSTUW";
    private const string FourthLetters = "ABEHMNPRVWXY";
    private const string NeverInward = "CIKMOV";

    private Postcode(string outcode, string incode)
    {
        Outcode = outcode;
        Incode = incode;
    }

    /// <summary>The outward part, which names a district: 2 to 4 characters, such as <c>DH1</c>.</summary>
    public string Outcode { get; }

    /// <summary>The inward part: a digit and two letters, such as <c>3LE</c>.</summary>
    public string Incode { get; }

    /// <summary>Outward and inward part with one space between them.</summary>
    public override string ToString() => $"{Outcode} {Incode}";

    /// <summary>Reads a postcode as people write it: case and spaces do not matter.</summary>
    /// <param name="text">What was written; null counts as empty.</param>
    /// <param name="postcode">The postcode, or null where the text has not the form of one.</param>
    /// <param name="problem">Where it is malformed: a sentence for the person who wrote it; else null.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out Postcode? postcode,
        [NotNullWhen(false)] out string? problem)
    {
        postcode = null;
        problem = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            problem = "A postcode is needed, such as DH1 3LE.";
            return false;
        }
        Span<char> kept = stackalloc char[MaxLength];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                continue;
            }
            if (!char.IsAsciiLetterOrDigit(c))
            {
                problem = "A postcode has only letters and digits, such as DH1 3LE.";
                return false;
            }
            if (length == MaxLength)
            {
                problem = "It is too long: a postcode has at most seven letters and digits, such as DH1 3LE.";
                return false;
            }
            kept[length++] = char.ToUpperInvariant(c);
        }
        if (length < MinLength)
        {
            problem = "It is too short: the whole postcode is needed, such as DH1 3LE.";
            return false;
        }
        var outward = kept[..(length - InwardLength)];
        var inward = kept[(length - InwardLength)..length];
        problem = OutwardProblem(outward, inward) ?? InwardProblem(inward);
        if (problem is null)
        {
            postcode = new Postcode(outward.ToString(), inward.ToString());
        }
        return postcode is not null;
    }

    /// <summary>Reads a postcode that is known to be well-formed, such as one out of the log.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Postcode Parse(string text) =>
        TryParse(text, out var postcode, out var problem) ? postcode : throw new FormatException(problem);

    private static string? OutwardProblem(ReadOnlySpan<char> outward, ReadOnlySpan<char> inward)
    {
        if (outward is "GIR" && inward is "0AA")
        {
            return null;
        }
        var wellFormed = outward switch
        {
            [var a, var d] => First(a) && Digit(d),
            [var a, var d, var e] when Digit(d) => First(a) && (Digit(e) || ThirdLetters.Contains(e)),
            [var a, var b, var d] => First(a) && Second(b) && Digit(d),
            [var a, var b, var d, var e] => First(a) && Second(b) && Digit(d) && (Digit(e) || FourthLetters.Contains(e)),
            _ => false,
        };
        return wellFormed ? null : $"No postcode begins with \"{outward}\"; one looks like DH1 3LE.";
    }

    private static string? InwardProblem(ReadOnlySpan<char> inward) =>
        inward is [var d, var a, var b] && Digit(d) && Inward(a) && Inward(b)
            ? null
            : $"No postcode ends with \"{inward}\": after the space come a digit and two letters, such as 3LE.";

    private static bool Digit(char c) => char.IsAsciiDigit(c);

    private static bool First(char c) => char.IsAsciiLetterUpper(c) && !NeverFirst.Contains(c);

    private static bool Second(char c) => char.IsAsciiLetterUpper(c) && !NeverSecond.Contains(c);

    private static bool Inward(char c) => char.IsAsciiLetterUpper(c) && !NeverInward.Contains(c);
}
