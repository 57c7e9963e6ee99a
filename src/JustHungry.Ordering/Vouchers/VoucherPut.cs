using System.Text.Json;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Vouchers;

/// <summary>A voucher's whole document is put in place: all of it or, with every fault named, nothing.</summary>
/// <param name="Document">The document.</param>
public sealed record PutVoucher(JsonElement Document) : Command;

/// <summary>A voucher's document is in place. How often the voucher was used stays as it was.</summary>
/// <param name="Code">The voucher.</param>
/// <param name="Document">The document, as it was given.</param>
/// <param name="At">When.</param>
public sealed record VoucherPut(string Code, JsonElement Document, DateTimeOffset At) : DomainEvent
{
    /// <summary>
    /// Decides: a good document goes in; of a bad one every fault is told. An operator makes any voucher; an owner, those
    /// that are good at restaurants of theirs alone.
    /// </summary>
    /// <param name="command">As parsed.</param>
    /// <param name="before">The voucher of that code, should there be one.</param>
    /// <param name="by">Who puts it; null for the holder of the cluster key, who may do what an operator may.</param>
    /// <param name="now">When.</param>
    public static Verdict<VoucherPut> Decide(
        PutVoucher command, Func<string, Voucher?> before, Caller? by, DateTimeOffset now)
    {
        var read = VoucherDocument.Read(command.Document);
        if (by is not null && !(MayManage(by, read.Happened) && MayManage(by, before(read.Happened?.Code ?? ""))))
        {
            return Staff.NotAllowed(
                by, "Only an operator may make a voucher, or an owner one that is good at their own restaurants alone.");
        }

        return read.Refusal is { } refusal
            ? refusal
            : new VoucherPut(read.Happened!.Code, command.Document, now);
    }

    /// <summary>True where somebody may see and change that voucher; nobody owns one that there is not.</summary>
    public static bool MayManage(Caller by, Voucher? voucher) => by.IsOperator || (voucher is null
        ? by.Restaurants.Any(by.MayManage)
        : voucher.Restaurants.Count > 0 && voucher.Restaurants.All(by.MayManage));
}
