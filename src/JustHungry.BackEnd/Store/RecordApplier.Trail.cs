using System.Globalization;
using System.Text;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Store;

/// <content>The trail: what staff, operators and the holder of the cluster key did, read from the events themselves.</content>
internal sealed partial class RecordApplier
{
    /// <summary>Notes an event that somebody of the town's people caused; before it is applied, so that it can be compared with what was.</summary>
    private void Trail(in EventFields fields, long? caller, long at)
    {
        if (fields.Type.SequenceEqual("orderPlaced"u8))
        {
            return;
        }

        if (fields.Type.SequenceEqual("orderChanged"u8))
        {
            var number = NumberOf(fields.Id);
            if (caller is not null && tables.Orders.Find(number) is { } order)
            {
                var restaurant = Encoding.UTF8.GetString(RestaurantKey.SlugIn(order.Document));
                Note(caller, at, Act(order.Status, StatusOf(fields)), restaurant, fields.Id.ToString(), DetailOf(fields));
            }
        }
        else if (fields.Type.SequenceEqual("liveKept"u8))
        {
            NoteLive(RestaurantOf(fields), LiveState.Parse(fields.Document.ToArray()), caller, at);
        }
        else if (fields.Type.SequenceEqual("portionsCounted"u8))
        {
            var left = fields.Numbers["remaining"].ToString("0", CultureInfo.InvariantCulture);
            Note(caller, at, "portions_counted", RestaurantOf(fields), fields.Texts["item"], left);
        }
        else if (fields.Type.SequenceEqual("restaurantPut"u8))
        {
            var slug = RestaurantOf(fields);
            var isNew = tables.Restaurants.Find(slug) is null;
            Note(caller, at, isNew ? "restaurant_added" : "restaurant_changed", slug, slug, "");
        }
        else if (fields.Type.SequenceEqual("voucherPut"u8))
        {
            var isNew = tables.Vouchers.Find(fields.Texts["code"]) is null;
            Note(caller, at, isNew ? "voucher_added" : "voucher_changed", "", fields.Texts["code"], "");
        }
        else if (fields.Type.SequenceEqual("actNoted"u8))
        {
            Note(caller, at, fields.Texts["act"], "", fields.Texts["subject"], "");
        }
        else
        {
            TrailPeople(fields, caller, at);
        }
    }

    private void TrailPeople(in EventFields fields, long? caller, long at)
    {
        if (fields.Type.SequenceEqual("staffInvited"u8))
        {
            var slugs = AccountsTable.Slugs(RestaurantsOf(fields));
            Note(caller, at, "staff_invited", slugs.Count == 1 ? slugs[0] : "", fields.Texts["role"], RestaurantsOf(fields));
        }
        else if (fields.Type.SequenceEqual("invitationClosed"u8) && caller is not null)
        {
            Note(caller, at, "invitation_withdrawn", "", fields.Id.ToString(), "");
        }
        else if (fields.Type.SequenceEqual("sessionBegun"u8))
        {
            var person = NumberOf(Guid.Parse(fields.Texts["person"], CultureInfo.InvariantCulture));
            if (tables.Accounts.Find(person) is { Account.Role: not Role.Customer })
            {
                Note(person, at, "signed_in", "", "", "");
            }
        }
        else if (fields.Type.SequenceEqual("accountKept"u8))
        {
            NoteAccount(NumberOf(fields.Id), fields.Id, AccountOf(fields), caller, at);
        }
    }

    private void NoteAccount(long person, Guid id, Account now, long? caller, long at)
    {
        var before = tables.Accounts.Find(person)?.Account;
        var (was, isStaff) = (before is { Role: not Role.Customer }, now.Role != Role.Customer);
        if (was && (!isStaff || now.Restaurants.Count < before!.Restaurants.Count))
        {
            Note(caller, at, "staff_dismissed", "", id.ToString(), now.Email);
        }
        else if (!was && isStaff)
        {
            Note(now.IsTemporary ? caller : person, at, "staff_joined", "", id.ToString(), now.Email);
        }
        else if (isStaff && before!.PasswordHash != now.PasswordHash)
        {
            Note(now.IsTemporary ? caller : person, at, "password_changed", "", id.ToString(), now.Email);
        }
    }

    private void NoteLive(string restaurant, LiveState now, long? caller, long at)
    {
        var before = tables.Restaurants.Find(restaurant)?.Live ?? LiveState.Usual;
        if (now.PausedUntil != before.PausedUntil)
        {
            Note(caller, at, now.PausedUntil is null ? "resumed" : "paused", restaurant, "", TextOf(now.PausedUntil));
        }

        if (now.BusyMinutes != before.BusyMinutes)
        {
            var minutes = now.BusyMinutes.ToString(CultureInfo.InvariantCulture);
            Note(caller, at, now.BusyMinutes == 0 ? "as_usual" : "busy", restaurant, "", minutes);
        }

        foreach (var gone in now.Out.Keys.Except(before.Out.Keys).Order(StringComparer.Ordinal))
        {
            Note(caller, at, "out_of_stock", restaurant, gone, TextOf(now.Out[gone]));
        }

        foreach (var back in before.Out.Keys.Except(now.Out.Keys).Order(StringComparer.Ordinal))
        {
            Note(caller, at, "back_in_stock", restaurant, back, "");
        }
    }

    private void Note(long? person, long at, string act, string restaurant, string subject, string detail) =>
        tables.Trail.Add(new StoredAct(at, person, act, restaurant, subject, detail));

    /// <summary>A status that stays is another promise.</summary>
    private static string Act(OrderStatus before, OrderStatus after) =>
        before == after ? "order_promised" : $"order_{after.Code()}";

    private static string DetailOf(in EventFields fields) => fields.Document.IsEmpty
        ? ""
        : ChangeDetails.Parse(fields.Document.ToArray()) is { } detail ? detail.Reason ?? "" : "";

    private static string TextOf(DateTimeOffset? time) =>
        time is { } value ? value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
}
