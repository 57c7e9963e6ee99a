using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>What a basket would come to, and what stands against ordering it. Immutable.</summary>
/// <param name="Order">The lines and sums, as an order would have them.</param>
/// <param name="Issues">In words; empty where it can be ordered.</param>
/// <param name="IssueCodes">Their codes.</param>
/// <param name="ExpectedAt">When it would be there.</param>
/// <param name="Voucher">What the voucher is called; null: none is used.</param>
internal sealed record Quote(
    Order Order,
    IReadOnlyList<string> Issues,
    IReadOnlyList<string> IssueCodes,
    DateTimeOffset? ExpectedAt,
    string? Voucher)
{
    public static Quote From(JsonElement json) => new(
        Order.From(json),
        [.. json.List("issues").Select(issue => issue.Text("message"))],
        [.. json.List("issues").Select(issue => issue.Text("code"))],
        json.TimeOrNull("expectedAt"),
        json.Field("voucher")?.TextOrNull("name"));
}

/// <summary>A time that can be ordered for. Immutable.</summary>
internal sealed record SlotTime(string Name, DateTimeOffset From, DateTimeOffset To, bool Available)
{
    public static SlotTime Read(JsonElement json) => new(
        json.Text("from"), json.TimeOrNull("from") ?? default, json.TimeOrNull("to") ?? default, json.Flag("available"));
}
