using System.Text;

namespace JustHungry.FrontEnd.Api;

/// <summary>What the JSON of a request must look like: types and required members, no rules of ordering. Immutable.</summary>
internal abstract record JsonShape(string Words)
{
    /// <summary>Any text.</summary>
    public static JsonShape Text { get; } = new TextShape();

    /// <summary>A whole number of 32 bits, written without a fraction or an exponent.</summary>
    public static JsonShape Number { get; } = new NumberShape(int.MinValue, int.MaxValue);

    /// <summary>A whole number of 64 bits, written without a fraction or an exponent.</summary>
    public static JsonShape LongNumber { get; } = new NumberShape(long.MinValue, long.MaxValue);

    /// <summary>True or false.</summary>
    public static JsonShape Flag { get; } = new FlagShape();

    /// <summary>Whatever it is, it is passed on as it stands.</summary>
    public static JsonShape Anything { get; } = new AnythingShape();

    public static JsonShape ListOf(JsonShape item) => new ListShape(item);

    public sealed record AnythingShape() : JsonShape("JSON");

    public sealed record TextShape() : JsonShape("text");

    public sealed record NumberShape(long Least, long Most) : JsonShape("a whole number");

    public sealed record FlagShape() : JsonShape("true or false");

    public sealed record ListShape(JsonShape Item) : JsonShape("a list");

    /// <summary>An object. Members that are not named are ignored. At most 64 of them.</summary>
    public sealed record ObjectShape() : JsonShape("an object")
    {
        /// <summary>Set once, after the fact, so that a shape may contain itself.</summary>
        public Member[] Members { get; set; } = [];
    }

    /// <summary>A member of an object. One that is not required may also be null.</summary>
    public sealed record Member(string Name, JsonShape Shape, bool IsRequired = false)
    {
        private readonly byte[] _next = Encoding.UTF8.GetBytes($",\"{Name}\":");

        /// <summary>The member's name before its value, where it is the first one of its object.</summary>
        public ReadOnlySpan<byte> First => _next.AsSpan(1);

        /// <summary>The same with a comma before it.</summary>
        public ReadOnlySpan<byte> Next => _next;

        /// <summary>The name alone.</summary>
        public ReadOnlySpan<byte> Utf8Name => _next.AsSpan(2, _next.Length - 4);
    }
}

/// <summary>The shapes of all requests that have a body.</summary>
internal static class RequestShapes
{
    private static readonly JsonShape.ObjectShape Modifier = NewModifier();

    private static readonly JsonShape.ObjectShape DealPick = new()
    {
        Members =
        [
            new("group", JsonShape.Text, IsRequired: true),
            new("item", JsonShape.Text, IsRequired: true),
            new("variation", JsonShape.Text),
            new("modifiers", JsonShape.ListOf(Modifier)),
            new("quantity", JsonShape.Number),
        ],
    };

    private static readonly JsonShape.ObjectShape Address = new()
    {
        Members =
        [
            new("lines", JsonShape.ListOf(JsonShape.Text), IsRequired: true),
            new("town", JsonShape.Text),
            new("postcode", JsonShape.Text),
            new("phone", JsonShape.Text),
        ],
    };

    private static readonly JsonShape.ObjectShape Line = new()
    {
        Members =
        [
            new("item", JsonShape.Text, IsRequired: true),
            new("variation", JsonShape.Text),
            new("modifiers", JsonShape.ListOf(Modifier)),
            new("quantity", JsonShape.Number, IsRequired: true),
            new("note", JsonShape.Text),
            new("choices", JsonShape.ListOf(DealPick)),
        ],
    };

    /// <summary><c>POST /orders</c> and <c>POST /quotes</c>.</summary>
    public static JsonShape.ObjectShape PlaceOrder { get; } = new()
    {
        Members =
        [
            new("restaurant", JsonShape.Text, IsRequired: true),
            new("lines", JsonShape.ListOf(Line), IsRequired: true),
            new("expectedTotal", JsonShape.LongNumber),
            new("service", JsonShape.Text),
            new("postcode", JsonShape.Text),
            new("address", Address),
            new("time", JsonShape.Text),
            new("voucher", JsonShape.Text),
            new("tip", JsonShape.LongNumber),
            new("ageConfirmed", JsonShape.Flag),
        ],
    };

    /// <summary><c>POST /customers</c>.</summary>
    public static JsonShape.ObjectShape RegisterCustomer { get; } = new()
    {
        Members =
        [
            new("name", JsonShape.Text, IsRequired: true),
            new("postcode", JsonShape.Text, IsRequired: true),
            new("phone", JsonShape.Text),
            new("address", JsonShape.ListOf(JsonShape.Text)),
            new("email", JsonShape.Text),
            new("password", JsonShape.Text),
        ],
    };

    private static JsonShape.ObjectShape NewModifier()
    {
        var modifier = new JsonShape.ObjectShape();
        modifier.Members =
        [
            new("id", JsonShape.Text, IsRequired: true),
            new("quantity", JsonShape.Number),
            new("modifiers", JsonShape.ListOf(modifier)),
        ];
        return modifier;
    }
}
