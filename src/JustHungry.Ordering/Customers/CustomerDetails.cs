using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Customers;

/// <summary>The rules about what customers tell of themselves. Each names all its faults, with their places.</summary>
internal static class CustomerDetails
{
    private const int MaxName = 100;
    private const int MaxLines = 5;
    private const int MaxLine = 100;

    /// <summary>The fault of a name that is trimmed; null where it has none.</summary>
    public static Refusal? NameRefusal(string name)
    {
        if (name.Length == 0)
        {
            return new Refusal(Reason.NameEmpty, "Please say what you are called: the name is empty.");
        }

        if (name.Length > MaxName)
        {
            return new Refusal(
                Reason.NameTooLong, $"A name has at most {MaxName} characters; this one has {name.Length}.");
        }

        return Words.CanBeShown(name)
            ? null
            : new Refusal(Reason.NameMalformed, "The name has control characters or broken ones.");
    }

    /// <summary>Reads a phone number; an empty one is none.</summary>
    public static string? ReadPhone(string? text, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return text is null ? null : "";
        }

        if (!Phone.TryParse(text, out var phone))
        {
            faults.Add(new Fault("phone", Reason.PhoneMalformed, "A phone number looks like 0191 498 0000."));
        }

        return phone;
    }

    /// <summary>Reads an address into one text with a line for each of its lines; no lines are no address.</summary>
    public static string? ReadAddress(IReadOnlyList<string>? lines, List<Fault> faults)
    {
        if (lines is null)
        {
            return null;
        }

        if (lines.Count > MaxLines)
        {
            faults.Add(new Fault("address", Reason.AddressMalformed, $"An address has {MaxLines} lines at most."));
        }

        foreach (var (index, line) in lines.Index())
        {
            if (line.Trim().Length is 0 or > MaxLine || !Words.CanBeShown(line))
            {
                faults.Add(new Fault(
                    $"address[{index}]",
                    Reason.AddressMalformed,
                    $"A line of an address has 1 to {MaxLine} characters that can be shown."));
            }
        }

        return string.Join('\n', lines.Select(line => line.Trim()));
    }
}
