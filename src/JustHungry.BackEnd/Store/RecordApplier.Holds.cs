using System.Text;

namespace JustHungry.BackEnd.Store;

/// <content>Portions, seats and vouchers: taken with an order, given back where nothing becomes of it.</content>
internal sealed partial class RecordApplier
{
    private static bool IsHolding(in EventFields fields) =>
        fields.Type.SequenceEqual("portionsTaken"u8)
        || fields.Type.SequenceEqual("seatTaken"u8)
        || fields.Type.SequenceEqual("voucherUsed"u8)
        || fields.Type.SequenceEqual("holdsGivenBack"u8)
        || fields.Type.SequenceEqual("portionsRecounted"u8)
        || fields.Type.SequenceEqual("voucherPut"u8)
        || fields.Type.SequenceEqual("portionsCounted"u8)
        || fields.Type.SequenceEqual("liveKept"u8);

    private void ApplyHolding(in EventFields fields, long? caller)
    {
        if (fields.Type.SequenceEqual("portionsTaken"u8))
        {
            tables.Holds.TakePortions(
                NumberOf(fields.Id),
                RestaurantOf(fields),
                fields.Texts["item"],
                (long)fields.Numbers["quantity"],
                (long)fields.Numbers["remaining"]);
        }
        else if (fields.Type.SequenceEqual("seatTaken"u8))
        {
            tables.Holds.TakeSeat(NumberOf(fields.Id), RestaurantOf(fields), (long)fields.Numbers["slot"]);
        }
        else if (fields.Type.SequenceEqual("voucherUsed"u8))
        {
            Expect(caller is not null);
            tables.Vouchers.Use(fields.Texts["code"], caller!.Value);
            tables.Holds.Hold(NumberOf(fields.Id), HoldKind.Voucher, fields.Texts["code"], 1);
        }
        else if (fields.Type.SequenceEqual("voucherPut"u8))
        {
            tables.Vouchers.Put(fields.Texts["code"], fields.Document);
        }
        else if (fields.Type.SequenceEqual("liveKept"u8))
        {
            tables.Restaurants.PutLive(RestaurantOf(fields), fields.Document);
        }
        else if (fields.Type.SequenceEqual("portionsCounted"u8))
        {
            tables.Holds.SetPortions(RestaurantOf(fields), fields.Texts["item"], (long)fields.Numbers["remaining"]);
        }
        else if (fields.Type.SequenceEqual("portionsRecounted"u8))
        {
            tables.Holds.ForgetPortions(RestaurantOf(fields), fields.Texts["item"]);
        }
        else
        {
            GiveBack(NumberOf(fields.Id), fields.Texts["portions"] == "true");
        }
    }

    private void GiveBack(long number, bool portions)
    {
        var customer = tables.Orders.Find(number)?.Customer
            ?? throw new InvalidDataException($"There is no order {number} that could give back anything.");
        tables.Holds.GiveBack(number, portions, code => tables.Vouchers.GiveBack(code, customer));
    }

    private static string RestaurantOf(in EventFields fields) => Encoding.UTF8.GetString(fields.Restaurant);
}
