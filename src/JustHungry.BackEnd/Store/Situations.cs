using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.BackEnd.Store;

/// <summary>Looks up for a quote, in one store's tables, what it asks for; a plain basket asks for nothing.</summary>
internal static class Situations
{
    /// <summary>A customer's orders that are looked at, the latest ones, for one that was not called off.</summary>
    private const int OrdersLookedAt = 20;

    /// <param name="tables">Of the store, in one read or one decision.</param>
    /// <param name="stored">The restaurant.</param>
    /// <param name="caller">Who asks; null: nobody knows.</param>
    /// <param name="now">When.</param>
    public static Situation Of(Tables tables, StoredRestaurant stored, StoredCustomer? caller, DateTimeOffset now)
    {
        var slug = stored.Restaurant.Slug;
        return new Situation(now)
        {
            Live = stored.Live,
            PortionsLeft = item => tables.Holds.Remaining(slug, item),
            SeatsTaken = slot => tables.Holds.SeatsTaken(slug, slot.ToUnixTimeMilliseconds()),
            FindVoucher = code => Find(tables, code, caller),
        };
    }

    private static VoucherStanding? Find(Tables tables, string code, StoredCustomer? caller)
    {
        if (tables.Vouchers.Find(code) is not { } stored)
        {
            return null;
        }

        var voucher = stored.Voucher;
        return new VoucherStanding(
            voucher,
            stored.Used,
            caller is null ? 0 : tables.Vouchers.UsedBy(code, caller.Number),
            voucher.FirstOrderOnly && caller is not null && HasOrdered(tables, caller));
    }

    private static bool HasOrdered(Tables tables, StoredCustomer caller) => tables.Orders
        .Page(caller.Number, long.MaxValue, OrdersLookedAt)
        .Any(order => order.Status is not (OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired));
}
