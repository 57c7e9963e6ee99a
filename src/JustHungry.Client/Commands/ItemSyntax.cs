using JustHungry.Client.Ordering;

namespace JustHungry.Client.Commands;

/// <summary>
/// Reads a line of an order as it is typed: <c>ITEM[:VARIATION][+OPTION[*N][(OPTION…)]]…[=QUANTITY][@NOTE]</c>, for example
/// <c>margherita:large+extra-mozzarella*2+olives=2@well done, please</c>. Dishes of a meal deal are options written
/// <c>GROUP/ITEM[:VARIATION]</c>. Ids that contain one of these signs go by --file.
/// </summary>
internal ref struct ItemSyntax
{
    private const string Signs = ":+*()=@";
    private const int DeepestOptions = 8;

    private readonly string typed;
    private int at;

    private ItemSyntax(string typed) => this.typed = typed;

    /// <exception cref="UsageException">It cannot be read; says where.</exception>
    public static ChosenLine Parse(string typed) => new ItemSyntax(typed).Line();

    private ChosenLine Line()
    {
        var item = Id("the dish's id");
        var variation = Skip(':') ? Id("the variation's id after ':'") : null;
        var options = Options(0);
        var quantity = Skip('=') ? Number("the quantity after '='") : 1;
        var note = Skip('@') ? typed[at..].Trim() : null;
        if (note is null && at < typed.Length)
        {
            throw Wrong($"'{typed[at]}' was not expected at '{typed[at..]}'");
        }

        return new(item, variation, options, quantity, note is { Length: > 0 } ? note : null);
    }

    private List<ChosenOption> Options(int depth)
    {
        if (depth > DeepestOptions)
        {
            throw Wrong("too many options within options");
        }

        var options = new List<ChosenOption>();
        while (Skip('+'))
        {
            options.Add(Option(depth));
        }

        return options;
    }

    private ChosenOption Option(int depth)
    {
        var id = Id("an option's id after '+'");
        var deal = depth == 0 ? Deal(id) : null;
        var quantity = Skip('*') ? Number("a number after '*'") : 1;
        if (!Skip('('))
        {
            return new(id, quantity, []) { Deal = deal };
        }

        // Within brackets the first '+' may be left out: +pie-dinner(gravy) reads better than +pie-dinner(+gravy).
        var first = at < typed.Length && typed[at] != '+' ? Option(depth + 1) : null;
        var inner = Options(depth + 1);
        if (!Skip(')'))
        {
            throw Wrong("a ')' is missing");
        }

        return new(id, quantity, first is null ? inner : [first, .. inner]) { Deal = deal };
    }

    private Api.DealPick? Deal(string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? null
            : new(id[..slash], id[(slash + 1)..], Skip(':') ? Id("the variation's id after ':'") : null);
    }

    private string Id(string what)
    {
        var start = at;
        while (at < typed.Length && !Signs.Contains(typed[at]))
        {
            at++;
        }

        var id = typed[start..at].Trim();
        return id.Length > 0 ? id : throw Wrong($"{what} is missing");
    }

    private int Number(string what)
    {
        var start = at;
        while (at < typed.Length && (char.IsAsciiDigit(typed[at]) || typed[at] is '-'))
        {
            at++;
        }

        return int.TryParse(typed[start..at], out var number) ? number : throw Wrong($"{what} is not a number");
    }

    private bool Skip(char sign)
    {
        if (at >= typed.Length || typed[at] != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private readonly UsageException Wrong(string why) =>
        new($"--item '{typed}': {why}. It is written ITEM[:VARIATION][+OPTION[*N]]…[=QUANTITY][@NOTE]");
}
