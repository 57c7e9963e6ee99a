using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.Store;

/// <content>A release to come, with one more type of event; it is compiled into a build for tests alone (HungryNextRelease).</content>
public static partial class StoreFeatures
{
    /// <summary>From this level on, each order brings a greeting.</summary>
    public const int Greetings = AttachedOrders + 1;

    static partial void AddNextRelease(ref int highest) => highest = Greetings;
}

/// <content>Decides it only where every replica reads it.</content>
internal sealed partial class Decider
{
    partial void WriteNextRelease(int level, DateTimeOffset now)
    {
        if (level >= StoreFeatures.Greetings)
        {
            _record.WriteGreeting(now);
        }
    }
}

/// <content>Writes it.</content>
internal sealed partial class RecordWriter
{
    public void WriteGreeting(DateTimeOffset now)
    {
        BeginEvent("orderGreeted"u8);
        _json.WriteString("source"u8, $"greeted {now:O}");
        _json.WriteEndObject();
    }
}

/// <content>Applies it: it changes a row, so that stores that do not are found out.</content>
internal sealed partial class RecordApplier
{
    partial void ApplyNextRelease(in EventFields fields, long at, ref bool isKnown)
    {
        isKnown = fields.Type.SequenceEqual("orderGreeted"u8);
        if (isKnown)
        {
            Postcode.TryParse("GX1 1AA", out var postcode, out _);
            tables.Postcodes.Put(new PostcodePlace(postcode!, null, null, fields.Texts["source"], true), at);
        }
    }
}
